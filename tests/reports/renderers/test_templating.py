import pytest
from jinja2 import UndefinedError

from reports.renderers.templating import fill, packaged_text


def test_a_value_that_a_template_misses_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        fill("empty.html", {})


def test_the_style_sheet_asks_for_nothing_from_elsewhere() -> None:
    style = packaged_text("static", "style.css")
    assert "@import" not in style
    assert "url(" not in style


def test_the_style_sheet_serves_dark_screens_phones_and_paper() -> None:
    style = packaged_text("static", "style.css")
    for wanted in ("prefers-color-scheme: dark", "max-width: 44rem", "@media print", ":focus-visible"):
        assert wanted in style
