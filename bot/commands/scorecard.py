"""`/giveback scorecard [MONTH]`: the repository's scorecard of a month that is over."""

import json

from bot.commands.asking import Asking
from bot.commands.grammar import ArgumentError, Command, Word
from bot.commands.trouble import AskedError, told_to_the_asker
from bot.repository_report import measured_month, published_in
from bot.store.months import Closing, closed_months, read_closing
from reports.months import Month
from reports.renderers import paths
from reports.renderers.comment import Subject, repository_answer
from reports.renderers.text_safety import markdown_inline
from reports.renderers.wording import state_line

_FIRST = Month(1970, 1)
_UNPUBLISHED = "This repository is not in the index: the numbers are its own report, and are published nowhere else."


def parse(words: list[Word]) -> Month | None:
    """Read one month, or none."""
    if not words:
        return None
    if len(words) > 1:
        extra = words[1]
        is_same = extra.text == words[0].text
        raise ArgumentError(extra.at, extra.length, "the month stands here twice" if is_same else "one month at a time")
    try:
        month = Month.parse(words[0].text)
    except ValueError:
        message = "this is no month: write it as YYYY-MM, for example 2026-07"
        raise ArgumentError(words[0].at, words[0].length, message) from None
    if month < _FIRST:
        raise ArgumentError(words[0].at, words[0].length, f"months begin with {_FIRST}")
    return month


def run(asking: Asking, month: Month | None) -> str:
    """Answer with what was published of the month, else with the repository's own report. Raises AskedError."""
    newest = Month.of(asking.deployment.now()).plus(-1)
    if month is not None and month > newest:
        raise AskedError(f"{month} is not over", f"The newest month that is over is {newest}.")
    published = _published(asking, month)
    if published is not None:
        return _of_closing(asking, published)
    wanted = month or newest
    with told_to_the_asker(asking.repository.name):
        content = measured_month(asking.deployment, asking.repository.name, asking.read.configuration, wanted)
    name = content["projects"][0]["repository"]
    subject = Subject(content, name, asking.address, methodology=asking.methodology)
    return repository_answer(subject, [_UNPUBLISHED])


def _published(asking: Asking, month: Month | None) -> Closing | None:
    months = closed_months(asking.deployment.database)
    if not months or (month is not None and month not in months):
        return None
    closing = read_closing(asking.deployment.database, month)
    return closing if published_in(asking.deployment, asking.repository, json.loads(closing.content)) else None


def _of_closing(asking: Asking, closing: Closing) -> str:
    name = asking.deployment.registry().upstream_name(asking.repository.name)
    page = asking.site(paths.project(str(closing.month), name))
    content, sidecar = json.loads(closing.content), json.loads(closing.sidecar)
    subject = Subject(content, name, asking.address, page=page, methodology=asking.methodology)
    state = f"Revision {sidecar['revision']}. {state_line(sidecar)}"
    return repository_answer(subject, [markdown_inline(state)])


COMMAND = Command(
    "scorecard",
    "scorecard [YYYY-MM]",
    "Show this repository's scorecard of a month that is over, the newest one unless a month is named.",
    parse,
    run,
)
