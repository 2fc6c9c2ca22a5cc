"""Answering a comment: seen at once, everything that it asks for run, one answer, and a mark of how it went.

Mistakes of those who ask are shown to them; our own are told as such and logged. An answer is edited in place when the
same person asks the same in the same issue again. GitHub's limits and breakdowns are raised, for another try later.
"""

import logging
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from bot.commands import COMMANDS
from bot.commands.asking import Asking
from bot.commands.comment import CommentSeen
from bot.commands.grammar import Asked, Mistake
from bot.commands.parse import Found, commands_in
from bot.commands.permission import Quota, is_enough, permission_of, pool_of
from bot.commands.trouble import AskedError
from bot.comments import Place, say
from bot.context import Deployment
from bot.errors import ClaimLostError, NotYetError
from bot.github_client import (
    Connection,
    DoubtfulError,
    ForbiddenError,
    GitHubError,
    GoneError,
    NotFoundError,
)
from bot.repository_configuration import read_configuration
from bot.repository_report import look_at
from bot.store.command_uses import LIMITED, PUBLIC, REFUSED
from reports.renderers.answer import answer, mistake_section, trouble_section

_log = logging.getLogger(__name__)
_SEEN, _DONE, _REFUSED = "eyes", "rocket", "confused"
_PERMISSIONS = {"issues": "write", "metadata": "read"}
_OURS = "This did not work, and it is not your mistake. It has been logged for whoever runs this Giveback."
_NOT_ACCEPTED = "The App lacks a permission for this: an owner of the installation has to accept what it asks for."
_TOO_MUCH = "As much was asked within an hour as is answered. Ask again in an hour."
_TRIES = 3


@dataclass(frozen=True)
class _Part:
    """What became of one thing that was asked for."""

    text: str
    is_good: bool


def answer_comment(deployment: Deployment, comment: CommentSeen) -> str | None:
    """Answer what a comment asks for, once, however often it is delivered; do nothing where it asks for nothing.

    Gives why a question was left without an answer, where GitHub lets us give none. Raises NotYetError and GitHubError
    where it has to be tried again later.
    """
    if not comment.is_for(deployment.app_slug, deployment.app_id, deployment.seconds()):
        return None
    found = commands_in(comment.body, comment.former_body, COMMANDS)
    if not found.items or deployment.effects.known(_answered_key(comment, found)) is not None:
        return None
    with deployment.github.as_installation(
        comment.installation_id, repository_ids=[comment.repository_id], permissions=_PERMISSIONS
    ) as github:
        try:
            _answer(deployment, github, comment, found)
        except (NotFoundError, GoneError) as error:
            why = f"it is gone, out of reach, or issues are turned off: {error.message}"
        except ForbiddenError as error:
            why = f"it may not be answered: {error.message}"
        else:
            return None
    _log.warning("comment %d: %s", comment.comment_id, why)
    return why


def _answer(deployment: Deployment, github: Connection, comment: CommentSeen, found: Found) -> None:
    quota = Quota(deployment, comment.author_id, comment.repository_id, comment.installation_id)
    _react(github, comment, _SEEN)
    if quota.is_used_up():
        _refuse(deployment, github, comment, quota, LIMITED)
        return
    repository = look_at(github, comment.repository_id)
    try:
        read = read_configuration(deployment, comment.repository_id)
    except ForbiddenError as error:  # who may command is not known then
        _log.warning("comment %d: the configuration may not be read: %s", comment.comment_id, error.message)
        with quota.drawn_from(PUBLIC) as has_room:
            if has_room:
                _say(deployment, github, comment, found, [_NOT_ACCEPTED])
            _react(github, comment, _REFUSED)
        return
    asking = Asking(deployment, comment, github, repository, read)
    who = read.configuration.who
    permission = permission_of(github, comment.repository_id, comment.author_login, comment.author_id)
    is_allowed = is_enough(permission, who)
    with quota.drawn_from(pool_of(permission, who)) as has_room:
        if not has_room:
            _refuse(deployment, github, comment, quota, LIMITED)
        elif not is_allowed and not any(_is_open(item) for item in found.items):
            _refuse(deployment, github, comment, quota, REFUSED, who)
        else:
            _run(asking, found, is_allowed=is_allowed)


def _run(asking: Asking, found: Found, *, is_allowed: bool) -> None:
    """Run what was asked for, say what came of it, and keep what the next answer needs."""
    deployment, github, comment = asking.deployment, asking.github, asking.comment
    parts = [_part(asking, item, is_allowed=is_allowed) for item in found.items]
    _say(deployment, github, comment, found, [part.text for part in parts])
    _react(github, comment, _DONE if all(part.is_good for part in parts) and not found.left_out else _REFUSED)
    # From here on a delivery that comes again changes nothing: until here it is answered as if for the first time.
    deployment.effects.once(_answered_key(comment, found), lambda: None, lambda: str(comment.comment_id))
    for keep in asking.afterwards:
        keep()


def _answered_key(comment: CommentSeen, found: Found) -> str:
    """What stands for this comment, as it was written or edited then, having been answered."""
    when = comment.edited_at or comment.created_at
    return f"answered:{comment.repository_id}:{comment.comment_id}:{when}:{_digest(found)}"


def _digest(found: Found) -> str:
    """What makes two comments ask for the same."""
    return sha256("\n".join(item.key for item in found.items).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _is_open(item: Asked | Mistake) -> bool:
    return isinstance(item, Asked) and item.command.is_for_everybody(item.value)


def _part(asking: Asking, item: Asked | Mistake, *, is_allowed: bool) -> _Part:
    """Run one command, or say what is wrong with it."""
    if isinstance(item, Mistake):
        return _Part(mistake_section(item.marked, item.message), is_good=False)
    trouble = _hindrance(asking, item, is_allowed=is_allowed)
    if trouble:
        return _Part(trouble_section(item.line, trouble, plain=True), is_good=False)
    trouble = _OURS
    try:
        return _Part(item.command.run(asking, item.value), is_good=True)
    except AskedError as error:
        return _Part(trouble_section(item.line, str(error)), is_good=False)
    except ForbiddenError as error:
        _log.warning("comment %d: /giveback %s: %s", asking.comment.comment_id, item.command.name, error.message)
        trouble = _NOT_ACCEPTED
    except (GitHubError, NotYetError, ClaimLostError):
        raise
    except BrokenProcessPool:
        _log.exception("comment %d: a worker process was killed from outside", asking.comment.comment_id)
    except Exception:  # noqa: BLE001 - whatever it is, whoever asked is told that it is ours
        _log.exception("comment %d: /giveback %s failed", asking.comment.comment_id, item.command.name)
    return _Part(trouble_section(item.line, trouble, plain=True), is_good=False)


def _hindrance(asking: Asking, item: Asked, *, is_allowed: bool) -> str:
    """Say why a command is not run here or for this asker; nothing where it is."""
    configuration = asking.read.configuration
    if item.command.name not in configuration.enabled:
        return "It is turned off here: `commands` in `.github/giveback.yml` says which are answered."
    return "" if is_allowed or _is_open(item) else _needs(configuration.who)


def _say(deployment: Deployment, github: Connection, comment: CommentSeen, found: Found, texts: Sequence[str]) -> None:
    """Write the answer, or edit the one that the same asking had in the same issue."""
    place = Place(comment.repository_id, comment.issue_number)
    key = f"answer:{place.repository_id}:{place.number}:{comment.author_id}:{_digest(found)}"
    asked_at = datetime.fromtimestamp(comment.edited_at or comment.created_at, UTC)
    lines = [item.line for item in found.items]
    text = answer(comment.author_login, lines, texts, asked_at=asked_at, left_out=found.left_out)
    _forget_if_deleted(deployment, github, comment.repository_id, key)
    say(deployment, github, place, key, text, since=comment.created_at)


def _forget_if_deleted(deployment: Deployment, github: Connection, repository_id: int, key: str) -> None:
    """Let an answer that somebody deleted be given anew, also where it would say the same."""
    written = deployment.effects.known(key)
    if written is not None:
        try:
            github.get(f"/repositories/{repository_id}/issues/comments/{written.remote_id}")
        except NotFoundError:
            deployment.effects.gone(key)


def _refuse(
    deployment: Deployment, github: Connection, comment: CommentSeen, quota: Quota, outcome: str, who: str = ""
) -> None:
    """Tell somebody why they are not answered, once an hour; else only by a reaction."""
    if not quota.was_told(outcome):
        why = _needs(who) if outcome == REFUSED else _TOO_MUCH
        place = Place(comment.repository_id, comment.issue_number)
        key = f"refusal:{place.repository_id}:{place.number}:{comment.comment_id}"
        say(deployment, github, place, key, answer(comment.author_login, [], [why]), since=comment.created_at)
        quota.note_told(outcome)
    _react(github, comment, _REFUSED)


def _needs(who: str) -> str:
    return (
        f"Commands are run here for people with `{who}` permission and up."
        " `/giveback help` and `/giveback explain me` are answered to everybody."
    )


def _react(github: Connection, comment: CommentSeen, content: str) -> None:
    """React; a second time changes nothing on GitHub, so that a doubtful one is just made again."""
    path = f"/repositories/{comment.repository_id}/issues/comments/{comment.comment_id}/reactions"
    for attempt in range(1, _TRIES + 1):
        try:
            github.post(path, {"content": content})
        except DoubtfulError:
            if attempt == _TRIES:
                raise
        else:
            return
