"""From a method and a path to a route, with what the route needs; routes are declared beside their handlers."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request

from tests.github.access import Caller
from tests.github.addresses import Addresses
from tests.github.answers import Answer, RefusedError, not_found
from tests.github.json_accounts import simple_user
from tests.github.json_repositories import full_repository
from tests.github.state import Account, Repository

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn

_REPOSITORY = "/repos/<owner>/<repo>"
_PER_PAGE = 30
T = TypeVar("T")


@dataclass
class Call:
    """A request on its way through a handler: who asks, of which repository, with what."""

    github: "StandIn"
    request: Request
    urls: Addresses
    caller: Caller
    parameters: dict[str, Any]
    path: str  # below the API's base
    repo: Repository | None = None

    @property
    def repository(self) -> Repository:
        """The repository that the path names."""
        assert self.repo is not None
        return self.repo

    @property
    def account(self) -> Account:
        """Who does what is asked. Raises RefusedError for nobody."""
        account = self.caller.account
        if account is None:
            raise RefusedError(401, "Requires authentication")
        return account

    def told(self, repository: Repository) -> dict[str, Any]:
        """A repository in the answer."""
        return full_repository(self.urls, repository, self.github.forks(repository))

    def user(self, account: Account) -> dict[str, Any]:
        """An account in the answer."""
        return simple_user(self.urls, account)

    def json(self) -> dict[str, Any]:
        """The body. Raises RefusedError where it is no JSON object."""
        data = self.request.get_data()
        if not data:
            return {}
        try:
            body = json.loads(data)
        except ValueError:
            raise RefusedError(400, "Problems parsing JSON") from None
        if not isinstance(body, dict):
            raise RefusedError(400, "Body should be a JSON object")
        return body

    def number(self, name: str, default: int, most: int | None = None) -> int:
        """A number from the query; what is none counts as not given."""
        text = self.request.args.get(name, "")
        value = int(text) if re.fullmatch(r"\d{1,9}", text) and int(text) > 0 else default
        return value if most is None else min(value, most)

    def page(self, items: Sequence[T], told: Callable[[T], Any], *, within: str | None = None) -> Answer:
        """A page of a list with its `Link`; `within`: the key of the list in an object with `total_count`."""
        size, number = self.number("per_page", _PER_PAGE, 100), self.number("page", 1)
        last = max(1, -(-len(items) // size))
        wanted: dict[str, int] = {}
        if number < last:
            wanted |= {"next": number + 1, "last": last}
        if number > 1:
            wanted |= {"first": 1, "prev": min(number - 1, last)}
        body: Any = [told(each) for each in items[(number - 1) * size : number * size]]
        if within:
            body = {"total_count": len(items), within: body}
        links = [f'<{self.address(page=page)}>; rel="{name}"' for name, page in wanted.items()]
        return Answer(body, headers={"link": ", ".join(links)} if links else {})

    def address(self, **query: object) -> str:
        """This request's own address with other values in its query."""
        kept = dict(parse_qsl(self.request.query_string.decode(), keep_blank_values=True))
        changed = {**kept, **{name: str(value) for name, value in query.items()}}
        return f"{self.urls.api}{self.path}?{urlencode(changed)}"


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Route:
    """A route of the API.

    `needs`: permissions any one of which suffices ("issues:write"). `by`: who may ask: anyone, app (a JWT),
    installation (its token), nobody (no credentials are looked at). `resource`: the bucket that it counts in.
    `free`: counts in none. `makes`: makes content, which the secondary limit counts.
    """

    method: str
    path: str
    handler: Handler
    needs: tuple[str, ...] = ()
    by: str = "anyone"
    resource: str = "core"
    free: bool = False
    makes: bool = False


@dataclass
class Router:
    """All routes, those of a repository also below /repositories/{id}."""

    routes: Iterable[Route]
    _map: Map = field(init=False)

    def __post_init__(self) -> None:
        self._map = Map(strict_slashes=False, merge_slashes=False, redirect_defaults=False)
        for route in self.routes:
            self._map.add(Rule(route.path, methods=[route.method], endpoint=route))
            if route.path.startswith(_REPOSITORY):
                by_id = "/repositories/<int:repository_id>" + route.path.removeprefix(_REPOSITORY)
                self._map.add(Rule(by_id, methods=[route.method], endpoint=route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, Any]] | None:
        """The route and what its path holds; None where GitHub has no such route here."""
        try:
            route, parameters = self._map.bind("stand-in").match(path, "GET" if method == "HEAD" else method)
        except MethodNotAllowed:
            return None
        except HTTPException:
            return None
        return route, dict(parameters)


def repository_of(call: Call) -> Repository | None:
    """The repository that the path names, as the caller sees it. Raises RefusedError: 301, 307, 404, 451."""
    parameters, world = call.parameters, call.github.world
    if "repository_id" in parameters:
        found = world.repositories.get(parameters["repository_id"])
    elif "owner" in parameters and "repo" in parameters:
        name = f"{parameters['owner']}/{parameters['repo']}"
        found = world.repository(name)
        moved = world.renamed(name)
        if found is None and moved is not None and _sees(call, moved):
            raise _moved(call, moved)
    else:
        return None
    if found is None or not _sees(call, found):
        raise not_found()
    if found.blocked:
        raise RefusedError(451, "Repository access blocked", block=found.blocked)
    return found


def _sees(call: Call, repository: Repository) -> bool:
    """Whether the repository exists, for this caller: to an App, where it is installed."""
    if call.caller.app is None:
        return call.caller.sees(repository)
    installations = call.github.world.installations_on(repository)
    return not repository.private or any(each.app is call.caller.app for each in installations)


def _moved(call: Call, repository: Repository) -> RefusedError:
    """Where a renamed repository is now: by its id, with the rest of the path and the query kept."""
    rest = call.path.split("/", 4)[4:]
    url = "/".join([f"{call.urls.api}/repositories/{repository.id}", *rest])
    if call.request.query_string:
        url += "?" + call.request.query_string.decode()
    reads = call.request.method in ("GET", "HEAD")
    status, message = (301, "Moved Permanently") if reads else (307, "Temporary Redirect")
    return RefusedError(status, message, headers={"location": url}, url=url)
