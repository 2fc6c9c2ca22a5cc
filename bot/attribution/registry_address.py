"""Rule: the exact address is listed in the registry."""

from bot.attribution.verdicts import AccountSeen, Rule, Verdict, attributed
from bot.registry import Registry

NAME = "registry-address"
# Somebody reviewed the entry; what can be wrong is the commit's claim to the address.
CONFIDENCE = 950


def judge(account: AccountSeen, registry: Registry) -> Verdict:
    """Attribute an address that the registry lists."""
    organization = registry.organization_of_address(account.address)
    if organization is None:
        return None
    return attributed(account, organization, NAME, CONFIDENCE, "the exact address is listed in the registry")


RULE = Rule(NAME, CONFIDENCE, "The exact address is listed in the registry; half as sure from trailers alone.", judge)
