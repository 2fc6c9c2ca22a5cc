"""Where GitHub is (github.com, an enterprise's host or its own server), and what an address there may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from bot.errors import InputError
from bot.github_errors import GitHubError
from bot.settings import is_loopback

QueryValue = str | int | bool | None
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")
_REMEDY = (
    "Write it like https://github.com or https://github.example.com; GIVEBACK_GITHUB_URL and GIVEBACK_GITHUB_API_URL."
)


@dataclass(frozen=True)
class Endpoints:
    """The addresses of one GitHub, without a slash at the end."""

    web_url: str
    api_url: str
    graphql_url: str
    uploads_url: str

    @classmethod
    def of(cls, web_url: str, api_url: str | None = None) -> "Endpoints":
        """Derive them as GitHub lays them out. Raises InputError for what is not https (loopback may be http)."""
        web = _checked(web_url)
        host = urlsplit(web).netloc
        if api_url is not None:
            api = _checked(api_url)
        elif host in {"github.com", "www.github.com"} or host.endswith(".ghe.com"):
            api = f"https://api.{host.removeprefix('www.')}"
        else:
            api = f"{web}/api/v3"
        if api.endswith("/api/v3"):
            root = api.removesuffix("/v3")
            return cls(web, api, f"{root}/graphql", f"{root}/uploads")
        uploads = api.replace("://api.", "://uploads.", 1)
        return cls(web, api, f"{api}/graphql", uploads)

    def address(self, path: str, query: Mapping[str, QueryValue] | None = None) -> str:
        """The address of a path of the REST API. Raises InputError for what is no path."""
        if not _PATH.fullmatch(path) or any(part in {".", ".."} for part in path.split("/")):
            raise InputError(f"{path!r}: not a path of GitHub's API", "Quote what other people named.")
        given = {key: _written(value) for key, value in (query or {}).items() if value is not None}
        return f"{self.api_url}{path}{'?' if given else ''}{urlencode(given)}"

    def within(self, location: str, status: int, *, base: str | None = None) -> str:
        """The address that an answer leads to. Raises GitHubError where that is on another host, or outside the API."""
        base = base or self.api_url
        here, target = urlsplit(base), urlsplit(urljoin(f"{base}/", location))
        inside = target.path.startswith(f"{here.path}/") and ".." not in target.path.split("/")
        if (target.scheme, target.netloc) != (here.scheme, here.netloc) or not inside:
            remedy = f"Only {base} is spoken to: correct GIVEBACK_GITHUB_API_URL if that is not where the API is."
            raise GitHubError(
                status, f"GitHub leads to {target.scheme}://{target.hostname}, which is elsewhere", remedy
            )
        return urlunsplit(target._replace(fragment=""))


def quoted(name: str) -> str:
    """One part of a path: what other people named, made unable to lead elsewhere."""
    text = quote(name, safe="")
    return text.replace(".", "%2E") if text in {".", ".."} else text


def _written(value: QueryValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InputError(f"{url}: not an address", _REMEDY) from error
    named = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
    if not named or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))):
        raise InputError(f"{url}: not an https address of a GitHub", _REMEDY)
    return url.rstrip("/")
