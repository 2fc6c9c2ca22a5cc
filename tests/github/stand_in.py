"""One stateful GitHub on loopback, against which everything here is run: tests, benches, the demo.

    from tests.github.stand_in import StandIn

    with StandIn() as github:
        acme, dana = github.organization("acme"), github.user("dana")
        engine = github.repository("acme/engine")
        app = github.register_app(hook_url=..., permissions={"issues": "write"}, events=["issue_comment"])
        github.install(app, acme)
        issue = github.open_issue(engine, "It does not start", user=dana)
        github.comment(engine, issue.number, user=dana, body="/giveback check")
        assert github.settle()

It is a real server: nothing of what talks to it is patched. `requests` has what was asked, `deliveries` what was sent,
`unknown_requests` what GitHub does not have (here): tests may fail on it. `faults` makes it misbehave.

There is no `__init__.py` beside this file on purpose: with one, `import github` would find this folder, not PyGithub,
where `tests` is on the path.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from werkzeug.wrappers import Request, Response

from tests.github.addresses import Addresses
from tests.github.api import Api
from tests.github.clock import Clock
from tests.github.deliveries import Deliverer
from tests.github.faults import Faults
from tests.github.graphql_execution import answer
from tests.github.limits import Limits
from tests.github.requests_log import Asked
from tests.github.routes import ROUTER
from tests.github.routes_graphql import Graphql
from tests.github.server import Server
from tests.github.state import Account, Delivery, World
from tests.github.verbs_apps import AppVerbs
from tests.github.verbs_discussions import DiscussionVerbs
from tests.github.verbs_past import PastVerbs
from tests.github.verbs_releases import ReleaseVerbs
from tests.github.verbs_repositories import RepositoryVerbs
from tests.github.web import Web

_ENTERPRISE, _ENTERPRISE_GRAPHQL = "/api/v3", "/api/graphql"


class StandIn(AppVerbs, RepositoryVerbs, ReleaseVerbs, DiscussionVerbs, PastVerbs):
    """A GitHub: start it with `with`. `api_url` and `web_url` may be set to where a proxy shows them.

    `watchers` are told of each one that opens: tests of the contract with GitHub listen in, without being known here.
    """

    watchers: ClassVar[list[Callable[["StandIn"], None]]] = []

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        api_port: int = 0,
        web_port: int = 0,
        delivery_timeout: float = 10,
        delivery_workers: int = 1,
        graphql: Graphql | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stand-in-github-"))
        self.world = World()
        self.clock = clock or Clock()
        self.faults = Faults()
        self.limits = Limits(self.clock)
        self.requests: list[Asked] = []
        self.graphql: Graphql = graphql or answer
        self._web = Web(self)
        self._api = Api(self, ROUTER)
        self._api_server = Server(self._respond_api, api_port)
        self._web_server = Server(self._respond_web, web_port)
        self.urls = Addresses(self._api_server.url, self._web_server.url)
        self.deliverer = Deliverer(
            self.world, self.clock, self.faults.fate, timeout=delivery_timeout, workers=delivery_workers
        )
        for watch in self.watchers:
            watch(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop, and forget everything. Raises what failed inside the stand-in itself."""
        self._api_server.close()
        self._web_server.close()
        self.deliverer.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        failures = [*self._api_server.failures, *self._web_server.failures]
        self._api_server.failures.clear()
        self._web_server.failures.clear()
        if failures:
            raise ExceptionGroup("the stand-in itself failed", failures)

    @property
    def api_url(self) -> str:
        """The base of the API, like https://api.github.com."""
        return self.urls.api

    @api_url.setter
    def api_url(self, url: str) -> None:
        self.urls.api = url

    @property
    def served_url(self) -> str:
        """Where the API is served, wherever it is shown."""
        return self._api_server.url

    @property
    def web_url(self) -> str:
        """The base of the web side, like https://github.com."""
        return self.urls.web

    @web_url.setter
    def web_url(self, url: str) -> None:
        self.urls.web = url

    @property
    def web_user(self) -> Account:
        """Who sits before the browser."""
        return self.user("app-owner")

    @property
    def deliveries(self) -> list[Delivery]:
        """All deliveries so far, with their attempts."""
        return list(self.world.deliveries)

    @property
    def unknown_requests(self) -> list[Asked]:
        """Requests that GitHub has no route for, here."""
        return [each for each in self.requests if not each.known]

    def settle(self, timeout: float = 30) -> bool:
        """Wait until no delivery is under way; False where `timeout` seconds passed."""
        return self.deliverer.settle(timeout)

    def release_held(self) -> int:
        """Send the deliveries that are late."""
        return self.deliverer.release_held()

    def log(self, request: Request, path: str) -> Asked:
        """Note a request; its answer comes later."""
        query = request.query_string.decode()
        asked = Asked(request.method, path, query, request.get_data(), dict(request.headers))
        self.requests.append(asked)
        return asked

    def _respond_api(self, request: Request) -> Response:
        return self._api.respond(request, request.path, self.urls)

    def _respond_web(self, request: Request) -> Response:
        if request.path.startswith(f"{_ENTERPRISE}/"):
            urls = Addresses(self.urls.web + _ENTERPRISE, self.urls.web)
            return self._api.respond(request, request.path.removeprefix(_ENTERPRISE), urls)
        if request.path == _ENTERPRISE_GRAPHQL:
            return self._api.respond(request, "/graphql", Addresses(self.urls.web + _ENTERPRISE, self.urls.web))
        return self._web.respond(request)
