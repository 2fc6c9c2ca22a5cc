"""Which event is handled by what: an explicit mapping. A handler takes the deployment and the event.

An event is a hint where to look: handlers look at GitHub and make things so, whatever the payload says. So most may be
dropped where a later one of the same lane has the same look.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bot.commands.answering import answer_comment
from bot.commands.parse import may_ask
from bot.configuration import FILE
from bot.context import Deployment
from bot.github_client import RevokedError
from bot.installations import remove_installation, repository_was_hidden, sync_installation, sync_repository
from bot.repository_configuration import check_pull_request, refresh
from bot.store.installed import Installed, active_repository, is_suspended
from bot.store.jobs import ask
from webhooks.comment_events import comment_seen
from webhooks.events import Event, MalformedError

_GATHERING = 600
"""Seconds for which what happens in a repository is gathered before it is looked at."""
_PROPOSING = frozenset({"opened", "synchronize", "reopened", "ready_for_review"})
_TOUCHING = ("added", "modified", "removed")
_LISTED = 20  # a push that brings more commits may list fewer
Handler = Callable[[Deployment, Event], str | None]
"""Gives why nothing was done, where somebody may wonder; raises what kept it from being done."""


class Route(NamedTuple):
    """How events of a name are handled."""

    handle: Handler
    look: Callable[[Event], str | None] = lambda _event: None
    """What the event makes one look at: of several waiting ones with the same look, the last is handled. None: none."""
    concerns: Callable[[Event], bool] = lambda _event: True
    """Whether there is anything to do, as far as the event itself tells: asked at the door, so it must be quick."""


Routes = Mapping[str, Route]


def concerns(routes: Routes, event: Event) -> bool:
    """Whether an event is for us: all others are noted down without their bodies."""
    route = routes.get(event.name)
    return route is not None and route.concerns(event)


def superseded(routes: Routes, events: Sequence[Event | MalformedError]) -> set[int]:
    """Give the places of those events that need not be handled, since a later one makes one look at the same."""
    seen: set[str] = set()
    found: set[int] = set()
    for place, event in reversed(list(enumerate(events))):
        route = None if isinstance(event, MalformedError) else routes.get(event.name)
        if isinstance(event, MalformedError) or route is None:
            continue
        look = route.look(event)
        if look is not None and look in seen:
            found.add(place)
        elif look is not None:
            seen.add(look)
    return found


def _installation_changed(deployment: Deployment, event: Event) -> None:
    assert event.installation_id is not None  # `read` makes sure of it
    if event.name == "installation" and event.action == "deleted":
        remove_installation(deployment, event.installation_id)
    else:
        sync_installation(deployment, event.installation_id)


def _organization_changed(deployment: Deployment, event: Event) -> None:
    if event.action == "renamed" and event.installation_id is not None:
        sync_installation(deployment, event.installation_id)


def _repository_changed(deployment: Deployment, event: Event) -> None:
    if event.repository_id is None:
        return
    if event.action == "privatized":
        repository_was_hidden(deployment, event.repository_id)
    else:
        sync_repository(deployment, event.repository_id)


def _one_installation(event: Event) -> str | None:
    # One that is deleted is never covered by a later look: it says more than that something changed.
    return None if event.action == "deleted" else f"installation:{event.installation_id}"


def _one_repository(event: Event) -> str | None:
    return None if event.action == "privatized" else f"repository:{event.repository_id}"


def _comment_written(deployment: Deployment, event: Event) -> str | None:
    installed = _reached(deployment, event)
    if installed is None:
        if event.installation_id is not None and is_suspended(deployment.database, event.installation_id):
            # It was asked before that, or GitHub had not told: it may work again soon, and is answered then.
            raise RevokedError(403, f"installation {event.installation_id} is suspended")
        return "the App does not reach the repository"
    why = _answered(deployment, event, installed)
    if why is None:
        return None
    sync_repository(deployment, installed.id)  # it may have been transferred, and what tells of that comes later
    moved = active_repository(deployment.database, installed.id)
    if moved is None or moved.installation_id == installed.installation_id:
        return why
    return _answered(deployment, event, moved)


def _answered(deployment: Deployment, event: Event, installed: Installed) -> str | None:
    comment = comment_seen(event, installed.installation_id)
    return answer_comment(deployment, comment) if comment is not None else None


def _may_be_a_command(event: Event) -> bool:
    body = event.payload["comment"].get("body")
    return event.action in {"created", "edited"} and isinstance(body, str) and may_ask(body)


def _pushed(deployment: Deployment, event: Event) -> None:
    installed = _reached(deployment, event) if _is_on_default_branch(event) else None
    if installed is None:
        return
    _look_at_news(deployment, installed)
    if _may_configure(event):
        refresh(deployment, installed.id)


def _pull_request_changed(deployment: Deployment, event: Event) -> None:
    installed = _reached(deployment, event)
    if installed is None:
        return
    if event.action in _PROPOSING:
        check_pull_request(deployment, installed.id, *_proposed(event))
    else:
        _look_at_news(deployment, installed)


def _something_happened(deployment: Deployment, event: Event) -> None:
    installed = _reached(deployment, event)
    if installed is not None:
        _look_at_news(deployment, installed)


def _reached(deployment: Deployment, event: Event) -> Installed | None:
    """Give the repository of an event where the App may work in it; one that is not known yet is asked GitHub for."""
    if event.repository_id is None:
        return None
    installed = active_repository(deployment.database, event.repository_id)
    if installed is not None and event.installation_id in {None, installed.installation_id}:
        return installed
    if event.installation_id is None or not sync_installation(deployment, event.installation_id):
        return None
    reached = active_repository(deployment.database, event.repository_id)
    if reached is None and not is_suspended(deployment.database, event.installation_id):
        # It may have been transferred to where the App is, too, and what tells of that comes later.
        sync_repository(deployment, event.repository_id)
        reached = active_repository(deployment.database, event.repository_id)
    return reached


def _look_at_news(deployment: Deployment, installed: Installed) -> None:
    """Ask for a look at a repository, once for all that happens there within some minutes."""
    now = deployment.seconds()
    ends = now - now % _GATHERING + _GATHERING
    when = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%dT%H:%M")
    ask(deployment.database, "collect", f"{installed.name}@{when}", ends)


def _is_on_default_branch(event: Event) -> bool:
    branch = event.payload["repository"].get("default_branch")
    return isinstance(branch, str) and event.payload.get("ref") == f"refs/heads/{branch}"


def _may_configure(event: Event) -> bool:
    """Whether a push changed the configuration; a list of commits that may be cut short does not tell."""
    commits = event.payload["commits"]
    if not isinstance(commits, list) or not commits or len(commits) >= _LISTED:
        return True
    touched = (commit.get(kind) for commit in commits if isinstance(commit, dict) for kind in _TOUCHING)
    return any(FILE in paths for paths in touched if isinstance(paths, list))


def _proposed(event: Event) -> tuple[int, str]:
    try:
        pull = event.payload["pull_request"]
        return int(pull["number"]), str(pull["head"]["sha"])
    except (KeyError, TypeError, ValueError) as error:
        message = f"pull_request: one that cannot be understood: {type(error).__name__}"
        raise MalformedError(message) from error


def _one_push(event: Event) -> str | None:
    return f"push:{event.repository_id}:{_may_configure(event)}" if _is_on_default_branch(event) else None


def _one_pull_request(event: Event) -> str | None:
    number = event.payload["pull_request"].get("number")
    return f"pull:{event.repository_id}:{number}" if event.action in _PROPOSING else _news(event)


def _news(event: Event) -> str | None:
    return f"news:{event.repository_id}"


ROUTES: Routes = {
    "installation": Route(_installation_changed, _one_installation),
    "installation_repositories": Route(_installation_changed, _one_installation),
    "installation_target": Route(_installation_changed, _one_installation),
    "issue_comment": Route(_comment_written, concerns=_may_be_a_command),
    "issues": Route(_something_happened, _news),
    "organization": Route(_organization_changed),
    "public": Route(_repository_changed, _one_repository),
    "pull_request": Route(_pull_request_changed, _one_pull_request),
    "pull_request_review": Route(_something_happened, _news),
    "push": Route(_pushed, _one_push, concerns=_is_on_default_branch),
    "release": Route(_something_happened, _news),
    "repository": Route(_repository_changed, _one_repository),
}
"""Everything that Giveback handles; other events are noted down and answered."""
