"""Which event is handled by what: an explicit mapping. A handler takes the deployment and the event, and says nothing.

An event is a hint where to look: handlers look at GitHub and make things so, whatever the payload says. So most may be
dropped where a later one of the same lane has the same look.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.context import Deployment
from bot.installations import remove_installation, repository_was_hidden, sync_installation, sync_repository
from bot.store.installations import installation_reaching
from webhooks.events import Event, MalformedError

Handler = Callable[[Deployment, Event], None]


class Route(NamedTuple):
    """How events of a name are handled."""

    handle: Handler
    look: Callable[[Event], str | None] = lambda _event: None
    """What the event makes one look at: of several waiting ones with the same look, the last is handled. None: none."""


Routes = Mapping[str, Route]


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
    installation = _installation_of(deployment, event)
    if installation is None or event.repository_id is None:
        return
    if event.action == "privatized":
        repository_was_hidden(deployment, installation, event.repository_id)
    else:
        sync_repository(deployment, installation, event.repository_id)


def _installation_of(deployment: Deployment, event: Event) -> int | None:
    """Give the installation that an event is about: its own, else the one that reaches its repository."""
    if event.installation_id is not None or event.repository_id is None:
        return event.installation_id
    return installation_reaching(deployment.database, event.repository_id)


def _one_installation(event: Event) -> str | None:
    # One that is deleted is never covered by a later look: it says more than that something changed.
    return None if event.action == "deleted" else f"installation:{event.installation_id}"


def _one_repository(event: Event) -> str | None:
    return None if event.action == "privatized" else f"repository:{event.installation_id}"


ROUTES: Routes = {
    "installation": Route(_installation_changed, _one_installation),
    "installation_repositories": Route(_installation_changed, _one_installation),
    "installation_target": Route(_installation_changed, _one_installation),
    "organization": Route(_organization_changed),
    "public": Route(_repository_changed, _one_repository),
    "repository": Route(_repository_changed, _one_repository),
}
"""Everything that Giveback handles; other events are noted down and answered."""
