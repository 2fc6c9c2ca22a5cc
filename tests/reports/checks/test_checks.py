from importlib import import_module, resources

from reports.checks import CASH, STEWARDSHIP, WORK_BACK, Check

ALL = (*WORK_BACK, *STEWARDSHIP, *CASH)
NO_CHECK = {"__init__.py", "judgement.py", "decisions.py", "unknown_share.py", "licence_classes.py"}


def test_no_two_checks_share_an_id_or_a_name() -> None:
    assert len({check.id for check in ALL}) == len({check.name for check in ALL}) == len(ALL)


def test_every_check_in_the_folder_is_in_one_score() -> None:
    files = (entry.name for entry in resources.files("reports").joinpath("checks").iterdir())
    for name in sorted(file for file in files if file.endswith(".py") and file not in NO_CHECK):
        check = import_module(f"reports.checks.{name.removesuffix('.py')}").CHECK
        assert isinstance(check, Check)
        assert sum(check is each for each in ALL) == 1, name
