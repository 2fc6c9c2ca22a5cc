from fractions import Fraction

from ledger_builder import YEAR, LedgerBuilder

from reports.checks.judgement import Judgement
from reports.checks.maintained import CHECK

TOOL = "acme/tool"


def made(**project: object) -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project(TOOL, "acme", **project)  # type: ignore[arg-type]
    builder.person("dana", "acme")
    builder.person("nobody")
    return builder


def judge(builder: LedgerBuilder) -> Judgement:
    return CHECK.judge(builder.view(), "acme")


def points(builder: LedgerBuilder) -> Fraction:
    judged = judge(builder)
    assert judged.score is not None
    return judged.score.mid


def test_without_a_project_of_ones_own_it_does_not_apply() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.project()
    assert judge(builder).reason.startswith("does not apply")


def test_declared_archived_is_inconclusive_and_archived_later_is_not_yet() -> None:
    assert judge(made(archived=0)).score is None
    assert judge(made(archived=1)).score is not None


def test_what_was_never_scanned_is_not_abandoned() -> None:
    assert judge(made(scanned=False)).reason.startswith("we did not collect")


def test_a_silent_project_has_no_point() -> None:
    builder = made()
    builder.lands("dana", TOOL, months=-12)
    builder.automation_lands(TOOL, months=YEAR)
    assert points(builder) == 0


def test_anybodys_change_keeps_a_month_alive() -> None:
    builder = made()
    builder.lands("dana", TOOL, months=range(-2, 1), times=5)
    builder.lands("nobody", TOOL, months=range(-5, -2))
    assert points(builder) == 5


def test_a_month_in_which_as_much_was_taken_back_as_landed_is_alive() -> None:
    builder = made()
    builder.lands("dana", TOOL, months=-1)
    builder.lands("dana", TOOL)
    builder.takes_back("dana", TOOL)
    assert judge(builder).value == 2


def test_a_month_of_reverts_alone_is_not() -> None:
    builder = made()
    builder.lands("dana", TOOL, months=-1)
    builder.takes_back("dana", TOOL)
    builder.automation_lands(TOOL, sign=-1)
    assert judge(builder).value == 1


def test_several_projects_count_as_their_mean() -> None:
    builder = made()
    builder.project("acme/other", "acme")
    builder.lands("dana", TOOL, months=YEAR)
    assert points(builder) == 5


def test_one_project_is_not_called_projects() -> None:
    assert judge(made()).reason.endswith("as a mean over 1 controlled project that is not archived")
