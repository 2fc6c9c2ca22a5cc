"""Whom somebody on GitHub worked for: by the account that acted, else by the other accounts of the same person."""

from collections.abc import Mapping
from functools import cached_property

from bot.store.employed import Attribution
from reports.bookings import Credits, Party

_HUMAN = "human"


class Employers:
    """Looks up people who act on GitHub: accounts there seldom say for whom, the addresses of commits do."""

    def __init__(self, attribution: Attribution) -> None:
        """Look up in what was derived of accounts and employments."""
        self._attribution = attribution

    def is_human(self, account: int | None) -> bool:
        """Whether an account is a person's; one that is gone from GitHub was, as far as anybody knows."""
        return account is None or self._attribution.accounts[account].kind == _HUMAN

    def is_automation(self, account: int | None) -> bool:
        """Whether an account is a bot's or an agent's, whose work is nobody's known; a company's service is neither."""
        return account is not None and self._attribution.accounts[account].kind in ("bot", "agent")

    def person(self, account: int | None) -> int | None:
        """Give whose an account is; None where it is gone."""
        return None if account is None else self._attribution.accounts[account].person

    def party(self, account: int | None, repository: int, instant: int) -> Party:
        """Give the person behind an account and whose account their work at an instant is on."""
        return Party(self.person(account), self.on(account, repository, instant))

    def on(self, account: int | None, repository: int, instant: int) -> Credits:
        """Give whom an account's person worked for at an instant; nobody, where their other accounts disagree."""
        if account is None:
            return ()
        employments = self._attribution.employments
        found = employments.on(account, repository, instant)
        if found:
            return found
        others = self._accounts.get(self._attribution.accounts[account].person, ())
        told = [credits_ for other in others if (credits_ := employments.on(other, repository, instant))]
        if len({frozenset((credit.organization, credit.share) for credit in credits_) for credits_ in told}) != 1:
            return ()
        return min(told, key=lambda credits_: sorted((-c.confidence, c.rule, c.organization) for c in credits_))

    @cached_property
    def _accounts(self) -> Mapping[int, list[int]]:
        """The accounts of people who have several."""
        found: dict[int, list[int]] = {}
        for number, account in self._attribution.accounts.items():
            if account.kind == _HUMAN:
                found.setdefault(account.person, []).append(number)
        return {person: numbers for person, numbers in found.items() if len(numbers) > 1}
