"""Rule: the address's mail domain belongs to an organization, by the longest suffix at a dot.

Free-mail, forwarding, noreply and hosting domains name no employer. An address can be forged: git asks nobody. An
address that a project knows from trailers alone is the weakest, since anybody can write any trailer.
"""

from bot.attribution.verdicts import AccountSeen, Refused, Rule, Verdict, attributed
from bot.people import domain_of
from bot.registry import Registry

NAME = "mail-domain"
CONFIDENCE = 900
_KINDS = {
    "free_mail": "a free-mail provider",
    "forwarding": "a forwarding service",
    "hosting": "a hosting service",
    "personal": "somebody's own domain",
}
_NOBODY = ("noreply", "no-reply", "donotreply", "do-not-reply")


def judge(account: AccountSeen, registry: Registry) -> Verdict:
    """Attribute by the domain, or say why the domain says nothing."""
    domain = domain_of(account.address)
    if not domain:
        return Refused("the address has no domain")
    if domain.startswith(_NOBODY) or account.address.startswith(_NOBODY):
        return Refused(f"{domain}: a noreply address names no employer")
    claim = registry.domain_claim(domain)
    if claim is None:
        return Refused(f"{domain}: no organization in the registry claims this domain")
    if claim.organization is None:
        return Refused(f"{claim.domain}: {_KINDS.get(claim.provider or '', 'a provider')} names no employer")
    if any(label.startswith(_NOBODY) for label in domain.split(".")):  # such as a company's own GitLab gives
        return Refused(f"{domain}: a noreply address names no employer")
    evidence = f"the domain {claim.domain} is {claim.organization}'s"
    return attributed(account, claim.organization, NAME, CONFIDENCE, evidence)


RULE = Rule(
    NAME,
    CONFIDENCE,
    "The mail domain belongs to an organization, by the longest suffix at a dot; half as sure from trailers alone.",
    judge,
)
