from fractions import Fraction

from ledger_builder import LedgerBuilder

from reports.checks.unknown_share import inflation


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("others")
    for name in ("a/one", "b/two"):
        builder.project(name)
    builder.person("dana", "acme")
    builder.person("olu", "others")
    builder.person("nobody")
    return builder


def factor(builder: LedgerBuilder) -> Fraction:
    return inflation(builder.view(), "acme")


def test_who_gave_nothing_gets_nothing_of_the_unknown() -> None:
    builder = made()
    builder.lands("nobody", "a/one", times=100)
    assert factor(builder) == 1


def test_the_unknown_are_shared_out_in_proportion_to_the_known() -> None:
    builder = made()
    builder.lands("dana", "a/one", times=1)
    builder.lands("olu", "a/one", times=3)
    builder.lands("nobody", "a/one", times=2)
    assert factor(builder) == Fraction(6, 4)


def test_projects_weigh_by_what_was_given_to_them() -> None:
    builder = made()
    builder.lands("dana", "a/one", times=3)  # all known: 1
    builder.lands("dana", "b/two", times=1)  # one known, one unknown: 2
    builder.lands("nobody", "b/two", times=1)
    assert factor(builder) == Fraction(3 * 1 + 1 * 2, 4)


def test_unknown_work_that_was_taken_back_makes_nobody_smaller() -> None:
    builder = made()
    builder.lands("dana", "a/one", times=3)
    builder.takes_back("nobody", "a/one", times=2)
    assert factor(builder) == 1
