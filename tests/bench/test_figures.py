from bench.figures import Figure, Section, at_least, at_most, markdown, plain_table, unmeasured


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert unmeasured("peers", "no network").cells == ("peers", "not measured: no network", "", "")


def test_a_target_is_met_at_its_very_limit() -> None:
    assert at_most("memory", 150, 150, " MiB", 0).cells == ("memory", "150 MiB", "at most 150 MiB", "met")
    assert at_least("faster", 1.4, 1.4, "×").cells == ("faster", "1.40×", "at least 1.4×", "met")


def test_a_missed_target_is_said_to_be_missed() -> None:
    assert at_most("scan", 0.81, 0.8, "×").cells[3] == "missed"
    assert at_least("faster", 7.9, 8, "×").cells[3] == "missed"


def test_the_figures_stand_in_columns_without_trailing_blanks() -> None:
    table = plain_table([Figure("a", "1 s"), at_most("longer", 2, 1, " s")])
    assert table.splitlines() == [
        "what    figure  target       verdict",
        "a       1 s",
        "longer  2.00 s  at most 1 s  missed",
    ]


def test_the_report_says_what_was_timed_and_on_what() -> None:
    report = markdown([Section("Scanning", "First scans.", [Figure("git | less", "1 s")])], "2 cores, git 2.39.5")
    assert "(2 cores, git 2.39.5)" in report
    assert "## Scanning\n\nFirst scans.\n\n| what | figure | target | verdict |\n| --- | --- | --- | --- |" in report
    assert "| git \\| less | 1 s |  |  |" in report
