"""Attribution: accounts → whom they work for, by rules in order of trust, each with a confidence and its evidence.

A rule answers with an `Attributed`, with a `Refused` that says why it does not, or with None where it has nothing to
say. The first `Attributed` wins; what was refused is kept, so that `explain` can show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.attribution import mail_domain, registry_address, registry_login, service_identity
from bot.attribution.verdicts import AccountSeen, Attributed, Refused, Rule
from bot.registry import Registry

__all__ = ["RULES", "AccountSeen", "Attributed", "Decision", "Refused", "Rule", "decide"]


RULES: tuple[Rule, ...] = (service_identity.RULE, registry_address.RULE, registry_login.RULE, mail_domain.RULE)


@dataclass(frozen=True, slots=True)
class Decision:
    """The rule that won, if any, and what the rules before it refused."""

    attributed: Attributed | None
    refused: Sequence[tuple[str, Refused]]


def decide(account: AccountSeen, registry: Registry) -> Decision:
    """Ask the rules in order of trust."""
    refused: list[tuple[str, Refused]] = []
    for rule in RULES:
        verdict = rule.judge(account, registry)
        if isinstance(verdict, Attributed):
            return Decision(verdict, refused)
        if verdict is not None:
            refused.append((rule.name, verdict))
    return Decision(None, refused)
