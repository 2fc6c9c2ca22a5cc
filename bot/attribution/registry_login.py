"""Rule: the GitHub login is listed in the registry."""

from bot.attribution.verdicts import AccountSeen, Rule, Verdict, attributed
from bot.registry import Registry

NAME = "registry-login"
CONFIDENCE = 950


def judge(account: AccountSeen, registry: Registry) -> Verdict:
    """Attribute a login, as GitHub's noreply address gives it, that the registry lists."""
    if account.login is None:
        return None
    organization = registry.organization_of_login(account.login)
    if organization is None:
        return None
    return attributed(
        account, organization, NAME, CONFIDENCE, f"the GitHub login {account.login} is listed in the registry"
    )


RULE = Rule(NAME, CONFIDENCE, "The GitHub login is listed in the registry; half as sure from trailers alone.", judge)
