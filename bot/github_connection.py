"""One task's connection to GitHub: reading, writing, paging, GraphQL; each answer is judged before it is given."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from bot.github_answers import (
    graphql_refusal,
    is_graphql_failure,
    is_graphql_limit,
    is_limit,
    message_of,
    next_page,
    refusal,
    seconds_ahead,
)
from bot.github_endpoints import QueryValue
from bot.github_errors import DoubtfulError, GitHubError, RateLimitedError, RevokedError, UnreachableError
from bot.github_memory import Kept
from bot.github_options import Identity, Options
from bot.github_tokens import BACKDATED
from bot.github_transport import BrokenError, NotSentError, Reply, Wire

_log = logging.getLogger(__name__)
_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_HOPS, _MOST_PAGES = 3, 10_000
_NOT_MODIFIED, _UNAUTHORIZED, _FAILURE = 304, 401, 500
_MUTATION = re.compile(r"^\s*mutation\b", re.MULTILINE)


class Answer(NamedTuple):
    """What GitHub answered: the status (304: as before), headers with lower-case names, the JSON as Python values."""

    status: int
    headers: Mapping[str, str]
    data: Any


class Connection:
    """Speaks as one identity, for one task and thread. Close it, or use it in a `with`."""

    def __init__(self, options: Options, identity: Identity, *, background: bool) -> None:
        """In the background the budget's reserve, which is for commands, is not touched."""
        self._options, self._identity, self._background = options, identity, background
        self._wire = Wire(
            options.endpoints.api_url, identity.token, options.api_version, options.timeout, options.largest
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    @property
    def name(self) -> str:
        """As whom it speaks: app, installation:ID, operator or anonymous."""
        return self._identity.name

    def get(self, path: str, **query: QueryValue) -> Answer:
        """Read; a redirect is followed with its query; what has been read before costs nothing where it is the same."""
        return self._get(self._options.endpoints.address(path, query))

    def pages(self, path: str, *, items: str | None = None, **query: QueryValue) -> Iterator[dict[str, Any]]:
        """Read a list to its end, page by page as GitHub links them; `items`: where in a page the list is."""
        url: str | None = self._options.endpoints.address(path, {"per_page": 100, **query})
        seen: set[str] = set()
        while url is not None:
            if url in seen or len(seen) >= _MOST_PAGES:
                raise GitHubError(200, f"GitHub: GET {path}: its pages do not end")
            seen.add(url)
            answer = self._get(url)
            listed = answer.data.get(items) if items is not None and isinstance(answer.data, dict) else answer.data
            if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
                raise GitHubError(answer.status, f"GitHub: GET {path}: not a list")
            yield from listed
            following = next_page(answer.headers)
            url = self._options.endpoints.within(following, answer.status) if following is not None else None

    def post(self, path: str, body: Any = None) -> Answer:
        """Write once. Raises DoubtfulError where it may have taken effect all the same."""
        return self._write("POST", path, body)

    def post_repeatably(self, path: str, body: Any = None) -> Answer:
        """Write what does no harm when it is done twice: it is tried again like a read, and never in doubt."""
        return self._ask("POST", self._options.endpoints.address(path), write=False, body=body)

    def patch(self, path: str, body: Any) -> Answer:
        """Change, once."""
        return self._write("PATCH", path, body)

    def put(self, path: str, body: Any = None) -> Answer:
        """Set, once."""
        return self._write("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> Answer:
        """Remove, once."""
        return self._write("DELETE", path, body)

    def upload(self, upload_url: str, name: str, content: bytes, content_type: str) -> Answer:
        """Add a file to a release, once; `upload_url` is what the release said."""
        base = self._options.endpoints.uploads_url
        url = self._options.endpoints.within(upload_url.partition("{")[0], 200, base=base)
        headers = {"Content-Type": content_type}
        return self._ask("POST", f"{url}?name={quote(name, safe='')}", write=True, raw=content, headers=headers)

    def graphql(
        self, query: str, variables: Mapping[str, Any] | None = None, *, errors: list[Any] | None = None
    ) -> dict[str, Any]:
        """Ask by GraphQL; give `data`. With a list for `errors`, data with gaps is given, and they are put in there.

        A query is a read and is tried again; a mutation is a write.
        """
        body = {"query": query, "variables": dict(variables or {})}
        url, write = self._options.endpoints.graphql_url, bool(_MUTATION.search(query))
        answer = self._ask("POST", url, write=write, body=body, bucket="graphql")
        said = _errors(answer.data)
        data = answer.data.get("data")
        if said and (errors is None or not isinstance(data, dict)):
            raise graphql_refusal(said, "GraphQL")
        if errors is not None:
            errors += said
        assert isinstance(data, dict)
        return data

    def _get(self, url: str) -> Answer:
        kept = self._options.memory.get(self.name, url)
        answer = self._ask("GET", url, write=False, headers={"If-None-Match": kept.etag} if kept else {})
        if answer.status == _NOT_MODIFIED:
            if kept is None:
                raise GitHubError(answer.status, f"GitHub: GET {url}: not modified, though nothing was known")
            headers = {**answer.headers, "link": kept.link} if kept.link else answer.headers
            return Answer(answer.status, headers, json.loads(kept.body))
        if "etag" in answer.headers and answer.data is not None:
            body = json.dumps(answer.data, separators=(",", ":"))
            self._options.memory.keep(
                self.name, url, Kept(answer.headers["etag"], answer.headers.get("link", ""), body)
            )
        return answer

    def _write(self, method: str, path: str, body: Any) -> Answer:
        return self._ask(method, self._options.endpoints.address(path), write=True, body=body)

    def _ask(
        self,
        method: str,
        url: str,
        *,
        write: bool,
        bucket: str = "core",
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        asked = f"{method} {url.removeprefix(self._options.endpoints.api_url).partition('?')[0]}"
        for attempt in range(1 if write else self._options.tries):
            if attempt:
                self._options.sleep(self._options.first_pause * 2 ** (attempt - 1))
            self._options.budgets.require(self.name, bucket, self._options.seconds(), background=self._background)
            try:
                return self._judged(self._sent(method, url, write, body, raw, headers or {}), bucket, asked)
            except NotSentError as error:
                failure: GitHubError = UnreachableError(0, f"GitHub: {asked}: {error}", "Is the network there?")
            except _FailedError as error:
                kind = DoubtfulError if write else UnreachableError
                failure = kind(error.status, f"GitHub: {asked}: {error}")
            _log.info("%s (try %d)", failure.message, attempt + 1)
        raise failure

    def _sent(
        self, method: str, url: str, write: bool, body: Any, raw: bytes | None, headers: Mapping[str, str]
    ) -> Reply:
        """Send, following redirects inside the API: none of them did anything, so a write goes on too."""
        if write:
            self._options.pace.wait(self.name)
        renewed, hops = False, 0
        while True:
            if write:
                self._identity.token()  # making one takes its time: nothing must come between asking and writing
                self._options.before_write()
            try:
                reply = self._wire.send(method, url, body, headers, raw)
            except BrokenError as error:
                raise _FailedError(0, str(error)) from error
            if reply.status == _UNAUTHORIZED and not renewed and self._identity.refused():
                renewed = True
            elif reply.status in _REDIRECTS and "location" in reply.headers and hops < _MOST_HOPS:
                url, hops = self._options.endpoints.within(reply.headers["location"], reply.status), hops + 1
            else:
                return reply

    def _judged(self, reply: Reply, bucket: str, asked: str) -> Answer:
        now, budgets = self._options.seconds(), self._options.budgets
        data = _parsed(reply)
        limited = is_limit(reply.status, reply.headers, data)
        graphql = data if bucket == "graphql" and reply.status == 200 and isinstance(data, dict) else {}  # noqa: PLR2004
        said = _errors(graphql)
        if limited or is_graphql_limit(said):
            until = budgets.limited(self.name, bucket, reply.headers, now)
            words = message_of(data) or message_of(said[0] if said else None)
            raise RateLimitedError(reply.status, f"GitHub: {asked}: {words}", until)
        budgets.seen(self.name, bucket, reply.headers, now, well=True)
        if reply.status >= _FAILURE or (is_graphql_failure(said) and not graphql.get("data")):
            raise _FailedError(reply.status, message_of(data) or f"it answered {reply.status}")
        if bucket == "graphql" and reply.status == 200 and not (said or isinstance(graphql.get("data"), dict)):  # noqa: PLR2004
            raise _FailedError(reply.status, "neither data nor errors")
        error = None if reply.status == _NOT_MODIFIED else refusal(reply.status, data, asked)
        if isinstance(error, RevokedError):
            error = RevokedError(error.status, error.message, error.remedy or self._drift(reply))
        if error is not None:
            raise error
        return Answer(reply.status, reply.headers, data)

    def _drift(self, reply: Reply) -> str:
        seconds = seconds_ahead(reply.headers, self._options.now()) or 0
        if abs(seconds) <= BACKDATED:
            return ""
        return f"The clock here is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} GitHub's: set it (NTP)."


class _FailedError(Exception):
    """It did not come through: a read is tried again, a write is in doubt."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def _errors(answered: Any) -> list[Any]:
    said = answered.get("errors") or []
    return said if isinstance(said, list) else [said]


def _parsed(reply: Reply) -> Any:
    if not reply.body.strip():
        return None
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        if reply.status >= 300:  # noqa: PLR2004 - a proxy's page: the status says enough
            return None
        raise _FailedError(reply.status, "its answer cannot be read") from error
