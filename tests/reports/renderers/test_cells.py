import pytest
from content_builder import NOT_COLLECTED, NOT_DISCLOSED, check, measured, unknown, withheld

from reports.renderers.cells import Notes, check_cell, linked, measurement_cell, score_cell, score_value


def test_a_reason_with_markup_is_inert() -> None:
    notes = Notes("n")
    cell = measurement_cell(unknown("<b>&"), notes)
    assert "<b>" not in cell + notes.listed()
    assert "&lt;b&gt;&amp;." in notes.listed()


def test_nothing_measured_is_a_dash_and_not_zero() -> None:
    assert "–" in measurement_cell(None, Notes("n"))


def test_one_reason_is_one_note_however_often_it_is_given() -> None:
    notes = Notes("n")
    cells = [measurement_cell(unknown(reason), notes) for reason in (NOT_COLLECTED, NOT_DISCLOSED, NOT_COLLECTED)]
    assert cells[0] == cells[2]
    assert notes.listed().count("<li") == 2
    assert "not collected</span>" in cells[0]
    assert "not disclosed</span>" in cells[1]


def test_rows_that_differ_in_a_count_alone_share_a_note() -> None:
    notes = Notes("n")
    for units in ("0", "0.5", "7.3"):
        score_cell({"unknown": f"fewer than 10 back units in twelve months ({units}): facts only"}, notes)
    assert notes.listed().count("<li") == 1
    assert "Fewer than 10 back units in twelve months: facts only." in notes.listed()


def test_a_table_without_unknowns_has_no_notes() -> None:
    assert Notes("n").listed() == ""


def test_a_withheld_value_shows_its_bounds() -> None:
    notes = Notes("n")
    cell = measurement_cell(withheld(0.1, 0.6), notes, bar=1)
    assert "withheld</span>" in cell
    assert "between 10 % and 60 %" in cell
    assert "<svg" in cell
    assert "Withheld: less than 60 %" in notes.listed()


def test_a_value_and_its_interval_are_apart() -> None:
    cell = measurement_cell(measured(0.12, "share", 0.08, 0.31), Notes("n"))
    assert cell == '<span class="value">12 %</span> <span class="interval">8–31 %</span>'


def test_an_unknown_score_says_why_in_the_table_and_in_full() -> None:
    notes = Notes("n")
    score = {"unknown": "fewer than 10 back units", "checks": []}
    assert "#n-1" in score_cell(score, notes)
    assert "Fewer than 10 back units." in score_value(score)


def test_a_check_without_bounds_is_drawn_at_its_score() -> None:
    assert '<span class="value">4.0</span><svg' in check_cell(check("licence", 4, 5, low=None, high=None))


def test_an_inconclusive_check_says_whose_silence_it_is() -> None:
    assert "inconclusive" in check_cell(check("cash", None, 10, reason=NOT_DISCLOSED))
    assert "not disclosed" in check_cell(check("cash", None, 10, reason=NOT_DISCLOSED))


def test_an_https_address_is_a_link_and_the_sentence_around_it_is_not() -> None:
    assert linked("5,000 staff (https://acme.example/report?y=2025&q=1, 2025)") == (
        '5,000 staff (<a href="https://acme.example/report?y=2025&amp;q=1" rel="nofollow noopener">'
        "https://acme.example/report?y=2025&amp;q=1</a>, 2025)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "http://acme.example/",
        "data:text/html,x",
        'https://acme.example/"onclick="x',
        "https://acme.example/<b>",
        "https://acme.example/\u202egnp",
        "https://ex\u0430mple.example/",
        "https://user@evil.example/",
    ],
)
def test_what_is_no_plain_https_address_is_no_link(text: str) -> None:
    assert "<" not in linked(text)
