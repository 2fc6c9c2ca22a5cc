"""Rule: a company's shared service identity is the company's, and nobody's in particular."""

from bot.attribution.verdicts import AccountSeen, Rule, Verdict, attributed
from bot.registry import Registry

NAME = "service-identity"
CONFIDENCE = 950


def judge(account: AccountSeen, registry: Registry) -> Verdict:
    """Attribute an account that the registry lists as a service of an organization."""
    known = registry.automation_of(address=account.address, login=account.login, github_id=account.github_id)
    if known is None or known[1].organization is None:
        return None
    slug, entry = known
    assert entry.organization is not None
    return attributed(
        account, entry.organization, NAME, CONFIDENCE, f"{slug} is a shared service identity of {entry.organization}"
    )


RULE = Rule(
    NAME,
    CONFIDENCE,
    "A company's shared service identity is the company's, and nobody's in particular; half as sure from trailers"
    " alone.",
    judge,
)
