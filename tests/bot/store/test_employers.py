import pytest

from bot.store.employed import Account, Attribution, EmploymentRow, employments_of
from bot.store.employers import Employers
from reports.ledger import Credit, Party

REPOSITORY, DAY = 1, 1_000


def row(
    account: int, organization: str, confidence: int = 950, rule: str = "mail-domain", **more: int
) -> EmploymentRow:
    return EmploymentRow(account, None, organization, None, None, 1, 1, rule, confidence, "")._replace(**more)


def employers(*rows: EmploymentRow, persons: tuple[int, ...] = (7, 7, 7, 8)) -> Employers:
    accounts = {number: Account(person, "human") for number, person in enumerate(persons)}
    others = {10: Account(10, "bot"), 11: Account(11, "agent"), 12: Account(12, "service")}
    return Employers(Attribution(employments_of(rows), accounts | others))


def test_the_account_that_acted_comes_first() -> None:
    found = employers(row(0, "acme"), row(1, "bolt"))
    assert found.on(0, REPOSITORY, DAY) == (Credit("acme", "mail-domain", 950),)
    assert found.party(1, REPOSITORY, DAY) == Party(7, (Credit("bolt", "mail-domain", 950),))


def test_an_account_without_employer_has_that_of_the_persons_others() -> None:
    found = employers(row(1, "acme"))
    assert found.on(0, REPOSITORY, DAY) == (Credit("acme", "mail-domain", 950),)
    assert found.on(3, REPOSITORY, DAY) == ()


def test_others_that_agree_are_as_sure_as_the_surest_in_whatever_order() -> None:
    rows = [row(1, "acme", 500, "trailers"), row(2, "acme", 950)]
    for some in (rows, rows[::-1]):
        assert employers(*some).on(0, REPOSITORY, DAY) == (Credit("acme", "mail-domain", 950),)


def test_others_that_disagree_say_nothing() -> None:
    assert employers(row(1, "acme"), row(2, "bolt")).on(0, REPOSITORY, DAY) == ()


def test_others_that_disagreed_on_another_day_do_not_disturb() -> None:
    found = employers(row(1, "acme", until=500), row(2, "bolt", since=500))
    assert [credit.organization for credit in found.on(0, REPOSITORY, DAY)] == ["bolt"]
    assert [credit.organization for credit in found.on(0, REPOSITORY, 499)] == ["acme"]


@pytest.mark.parametrize(
    ("account", "is_human", "is_automation"),
    [(None, True, False), (0, True, False), (10, False, True), (11, False, True), (12, False, False)],
)
def test_people_automation_and_services_are_told_apart(
    account: int | None, *, is_human: bool, is_automation: bool
) -> None:
    found = employers()
    assert (found.is_human(account), found.is_automation(account)) == (is_human, is_automation)


def test_an_account_that_is_gone_is_nobodys_known() -> None:
    assert employers().party(None, REPOSITORY, DAY) == Party(None, ())
