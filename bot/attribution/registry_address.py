"""Rule: the exact address is listed in the registry."""

from bot.attribution.verdicts import AccountSeen, Attributed, Rule, Verdict
from bot.registry import Registry

NAME = "registry-address"
# Somebody reviewed the entry; what can be wrong is the commit's claim to the address.
CONFIDENCE = 950


def judge(account: AccountSeen, registry: Registry) -> Verdict:
    """Attribute an address that the registry lists."""
    organization = registry.organization_of_address(account.address)
    if organization is None:
        return None
    return Attributed(organization, NAME, CONFIDENCE, "the exact address is listed in the registry")


RULE = Rule(NAME, CONFIDENCE, "The exact address is listed in the registry.", judge)
