"""`/giveback check [ORGANIZATION]`: read the repository now, and answer with its scorecard and what has changed."""

from datetime import UTC, datetime

from bot.commands.asking import Asking
from bot.commands.grammar import Command, one_name
from bot.commands.trouble import told_to_the_asker
from bot.explain import organization_named
from bot.installed_registry import is_in_index
from bot.repository_report import Checked, check_repository, content_of, keep_check
from reports.renderers.comment import Subject, moves, organization_answer, repository_answer


def run(asking: Asking, organization: str | None) -> str:
    """Check the repository; of an organization show its part alone. Raises AskedError for one that nobody knows."""
    deployment, repository = asking.deployment, asking.repository
    slug = None
    if organization is not None:
        with told_to_the_asker(organization):
            slug = organization_named(deployment.registry(), organization)
    cache = str(deployment.options.cache)
    with told_to_the_asker(asking.address, cache), told_to_the_asker(repository.name, cache):
        checked = check_repository(deployment, asking.comment.installation_id, repository, asking.read.configuration)
    subject = Subject(checked.content, checked.repository, asking.address, is_open=True, methodology=asking.methodology)
    asking.afterwards.append(lambda: keep_check(deployment, asking.repository, checked))
    news = _news(asking, checked, subject)
    return organization_answer(subject, slug, news) if slug is not None else repository_answer(subject, news)


def _news(asking: Asking, checked: Checked, subject: Subject) -> list[str]:
    """Say what was read and what has changed since the last check, in lines of Markdown."""
    scanned, before = checked.scanned, checked.before
    lines = []
    if scanned is None:
        lines.append("Another reading of this repository is under way: what is new may be missing here.")
    elif scanned.replaced:
        lines.append("Nothing of what was read before is left in the history: all of it was read anew.")
    if not checked.activity.is_whole:
        lines.append(
            "What GitHub’s API tells (pull requests, reviews, issues) is not read whole yet; it goes on by itself."
        )
    if is_in_index(asking.deployment.registry(), asking.repository.name):
        lines.append("This project is in the index: its host and how changes land are the registry’s to say.")
    if before is None:
        return [*lines, "This is the first check; the next one says what has changed."]
    when = datetime.fromtimestamp(before.checked_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    old = content_of(before)  # under the name that the repository had then
    moved = moves(Subject(old, old["projects"][0]["repository"], asking.address), subject)
    what = f"[what landed]({asking.address}/compare/{before.tip}...{checked.tip})"
    since = f"**Since the last check** ({when})"
    if before.tip == checked.tip:
        lines.append(f"{since}: nothing landed.")
    else:
        lines.append(f"{since}: {what}.")
    return [*lines, *(moved or ["No number has changed."])]


COMMAND = Command(
    "check",
    "check [ORGANIZATION]",
    "Read this repository now and answer with its scorecard, or with one organization's part in it, and what has"
    " changed since the last check.",
    one_name,
    run,
)
