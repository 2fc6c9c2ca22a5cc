"""`/giveback explain SHA|ORGANIZATION|me`: by what rule and evidence work is credited, and what was refused."""

from bot.commands.asking import Asking
from bot.commands.grammar import AT_END, ArgumentError, Command, Word, one_name
from bot.commands.trouble import told_to_the_asker
from bot.explain import explain_in, explain_person_in
from bot.installed_registry import only_repository
from bot.repository_report import require_read
from reports.renderers.explanation import commit_answer, organization_answer, own_answer

ME = "me"


def parse(words: list[Word]) -> str:
    """Read what is to be explained."""
    name = one_name(words)
    if name is None:
        raise ArgumentError(AT_END, 1, "say what to explain: a commit's sha, an organization, or me")
    return ME if name.lower() == ME else name


def is_own(subject: str) -> bool:
    """Whether somebody asks for their own evidence: everybody may."""
    return subject == ME


def run(asking: Asking, subject: str) -> str:
    """Explain from what is known of this repository alone. Raises AskedError where there is nothing of that name."""
    deployment, repository = asking.deployment, asking.repository.name
    registry = deployment.registry()
    narrow = only_repository(registry, repository, asking.read.configuration)
    name = registry.upstream_name(repository)
    with told_to_the_asker(name):
        require_read(deployment, name)
    if is_own(subject):
        own = explain_person_in(deployment.database, registry, name, asking.comment.author_id)
        return own_answer(own, asking.comment.author_login, repository)
    with told_to_the_asker(subject):
        explained = explain_in(deployment.database, registry, narrow, name, subject)
    if "commits" in explained:
        return commit_answer(explained["commits"], asking.address)
    return organization_answer(explained, repository)


COMMAND = Command(
    "explain",
    "explain SHA | ORGANIZATION | me",
    "Say by what rule and evidence a commit or an organization's work here is credited, and what was refused; `me`"
    " shows what is known of your own account here. Everybody may ask for `me`.",
    parse,
    run,
    is_own,
)
