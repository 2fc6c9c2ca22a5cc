import pytest

from reports.renderers.methodology_page import methodology


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "x <img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,1)",
        "[x](vbscript:1)",
    ],
)
def test_nothing_in_the_text_can_run(markdown: str) -> None:
    body = methodology(markdown).body
    assert "<script" not in body
    assert "<img" not in body
    assert "href" not in body


def test_an_image_is_not_loaded() -> None:
    assert "<img" not in methodology("![x](https://elsewhere.example/x.png)").body


def test_a_text_without_a_title_has_one() -> None:
    assert methodology("").title == "How it is counted"


def test_the_first_heading_is_the_title_and_the_others_are_the_contents() -> None:
    made = methodology("# Title\n\n## A `b`\n\n### Deeper\n\n## A b\n\n## ö\n")
    assert made.title == "Title"
    assert made.contents == (("m-a-b", "A b"), ("m-a-b-2", "A b"), ("m-section", "ö"))
    assert "<h1" not in made.body
    assert '<h3 id="m-deeper">' in made.body


def test_on_a_phone_each_cell_of_a_table_says_its_column() -> None:
    body = methodology('| a "b" | `c` |\n|---|---|\n| 1 | 2 |\n\n| d |\n|---|\n| 3 |\n').body
    assert '<table role="table" class="cards">' in body
    assert '<td role="cell" data-label="a &quot;b&quot;">1</td>' in body
    assert '<td role="cell" data-label="c">2</td>' in body
    assert '<td role="cell" data-label="d">3</td>' in body


def test_a_wide_table_scrolls_in_its_own_box() -> None:
    assert '<div class="scroll"' in methodology("| a |\n|---|\n| 1 |\n").body
