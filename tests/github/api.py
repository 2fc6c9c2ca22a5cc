"""The API: from a request to a response, by way of faults, credentials, limits, routes, permissions and validators."""

import hashlib
import json
import secrets
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from tests.github.access import Caller, caller_of
from tests.github.addresses import Addresses
from tests.github.answers import Answer, RefusedError, not_found, not_permitted
from tests.github.limits import Bucket
from tests.github.misbehaving import misbehaving
from tests.github.requests_log import Asked
from tests.github.routing import Call, Route, Router, repository_of

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn

VERSIONS = ("2022-11-28", "2026-03-10")
_GONE_IN_2026 = frozenset({"merge_commit_sha", "assignee", "has_downloads", "use_squash_pr_title_as_default", "rate"})


class Api:
    """Answers requests below the API's base."""

    def __init__(self, github: "StandIn", router: Router) -> None:
        self._github = github
        self._router = router

    def respond(self, request: Request, path: str, urls: Addresses) -> Response:
        """Answer, or misbehave as was asked for; the log has both."""
        asked = self._github.log(request, path)
        fault = self._github.faults.at(request.method, path)
        response = misbehaving(self._github, request, asked, fault, lambda: self._answer(request, path, urls, asked))
        asked.answer = response.get_data() if asked.status else b""
        asked.answer_headers = {name.lower(): value for name, value in response.headers.items()}
        return response

    def _answer(self, request: Request, path: str, urls: Addresses, asked: Asked) -> Response:
        bucket: Bucket | None = None
        version = request.headers.get("X-GitHub-Api-Version", VERSIONS[0])
        try:
            route, parameters = self._route(request, path, version, asked)
            with self._github.limits.one_more(), self._github.world.lock:
                caller = self._caller(request, route)
                asked.who = caller.name
                if not route.free:
                    bucket = self._github.limits.bucket(caller, route.resource)
                    if route.resource != "graphql":
                        self._github.limits.take(bucket)
                call = Call(self._github, request, urls, caller, parameters, path)
                answer = self._handle(call, route)
        except RefusedError as refusal:
            answer = Answer(refusal.body, refusal.status, refusal.headers)
        response = _response(answer, version)
        if _unchanged(request, response):
            response = Response(status=304, headers=_validators(response))
            if bucket is not None:
                bucket.used -= 1
        for name, value in (bucket.headers() if bucket else {}).items():
            response.headers.setdefault(name, value)
        response.headers["x-github-request-id"] = secrets.token_hex(8).upper()
        response.headers["x-github-api-version-selected"] = version
        return response

    def _route(self, request: Request, path: str, version: str, asked: Asked) -> tuple[Route, dict[str, Any]]:
        """The route, of a request that is one. Raises RefusedError."""
        found = self._router.find(request.method, path)
        asked.known = found is not None
        if not request.headers.get("User-Agent"):
            raise RefusedError(403, "Request forbidden by administrative rules. Please name a User-Agent.")
        if version not in VERSIONS:
            raise RefusedError(400, f"{version} is no supported version of the API.")
        if found is None:
            raise not_found()
        asked.route = f"{found[0].method} {found[0].path}"
        return found

    def _caller(self, request: Request, route: Route) -> Caller:
        if route.by == "nobody":
            return Caller()
        caller = caller_of(self._github.world, request.headers.get("Authorization", ""), self._github.clock.now())
        if route.by == "app" and caller.app is None:
            raise RefusedError(401, "A JSON web token could not be decoded")
        if route.by == "installation" and caller.installation is None:
            raise not_permitted()
        if route.by != "app" and caller.app is not None:
            raise RefusedError(401, "Bad credentials")
        return caller

    def _handle(self, call: Call, route: Route) -> Answer:
        call.repo = repository_of(call)
        if route.needs:
            _demand(call, route)
        if route.makes:
            self._github.limits.take_write(call.caller)
        return route.handler(call)


def _demand(call: Call, route: Route) -> None:
    """Refuse who has none of the permissions that a route needs."""
    pairs = [need.split(":") for need in route.needs]
    if any(call.caller.may(call.repository, name, level) for name, level in pairs):
        if call.repository.archived and any(level == "write" for _, level in pairs):
            raise RefusedError(403, "Repository was archived so is read-only.")
        return
    if call.caller.name == "anonymous":
        raise RefusedError(401, "Requires authentication")
    raise not_permitted() if call.caller.installation else RefusedError(403, "Must have write access to Repository.")


def _response(answer: Answer, version: str) -> Response:
    if isinstance(answer.body, bytes):
        response = Response(answer.body, answer.status)
    elif answer.body is None:
        response = Response(b"", answer.status)
        del response.headers["content-type"]
    else:
        body = _without(answer.body, _GONE_IN_2026) if version == VERSIONS[1] else answer.body
        text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
        response = Response(text, answer.status, content_type="application/json; charset=utf-8")
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.status == 200:
        digest = hashlib.sha256(response.get_data()).hexdigest()
        response.headers["etag"] = f'W/"{digest}"'
        if answer.updated_at is not None:
            response.headers["last-modified"] = format_datetime(answer.updated_at, usegmt=True)
    return response


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, names) for name, each in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    return value


def _unchanged(request: Request, response: Response) -> bool:
    """Whether the asker has this already, by its tag or by its date."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return False
    tags = request.headers.get("If-None-Match")
    if tags:
        have = {each.strip().removeprefix("W/") for each in tags.split(",")}
        return response.headers.get("etag", "").removeprefix("W/") in have
    since, changed = request.headers.get("If-Modified-Since"), response.headers.get("last-modified")
    if not since or not changed:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _validators(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in ("etag", "last-modified") if name in response.headers}
