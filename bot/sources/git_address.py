"""Addresses of repositories: which may be read, what each names in the index, and what git is given.

An address names a repository of the index only where it is that repository's on the configured GitHub: whoever may set
an origin could otherwise replace what another project's history says.
"""

import re
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from bot.errors import InputError
from bot.registry.entries import REPOSITORY
from bot.sources.git_command import ALLOWED_PROTOCOLS

_SCP_LIKE = re.compile(r"(?:[\w.-]+@)?([\w][\w.-]*):(?!//)(?!:)([^\s:]+)")
# Blanks, controls and backslashes are read in one way by us and in another by whoever connects; the rest is no name's.
_PLAIN = re.compile(r"(?:(?![\\?#])[!-~])+")
_WEB = ("http", "https")
_HTTP_PORTS = {("http", 80), ("https", 443)}
_HOSTED = (*_WEB, "ssh", "git")


def local_path(where: str) -> Path | None:
    """Give the path that WHERE is, or None where it is an address or a name. Raises InputError for neither."""
    if where.startswith("-"):
        message = f"{where}: looks like an option, not like a repository"
        raise InputError(message, "Options go before `--`; a folder of that name is written ./" + where)
    path = Path(where)
    try:
        if where and path.exists():
            return path
    except PermissionError:
        if not REPOSITORY.fullmatch(where):
            return path
    except (OSError, ValueError):
        pass
    _check_address(where)
    return None


def name_in(address: str, github_url: str) -> str | None:
    """Give the owner/name that an address on the configured GitHub is of; None for all others."""
    if not _PLAIN.fullmatch(address):
        return None
    scp_like = _SCP_LIKE.fullmatch(address)
    try:
        if "://" not in address:
            is_there = scp_like is not None and scp_like[1].lower() == urlsplit(github_url).hostname
            path = scp_like[2] if scp_like else ""
        else:
            parts, base = urlsplit(address), urlsplit(github_url)
            is_there = _is_on(parts, base)
            path = parts.path.removeprefix(f"{base.path.rstrip('/')}/" if parts.scheme in _WEB else "/")
    except ValueError:
        return None
    name = path.removesuffix("/").removesuffix(".git")
    return name if is_there and REPOSITORY.fullmatch(name) else None


def file_path(address: str) -> Path | None:
    """Give the path that a file:// address is of, as git reads it; None for other addresses."""
    scheme, _, path = address.partition("://")
    return Path(unquote(path)) if scheme.lower() == "file" and path.startswith("/") and "\0" not in path else None


def fetch_address(where: str, github_url: str) -> str:
    """Give what git fetches from: a name's address on the configured GitHub; git knows schemes in lower case only."""
    if REPOSITORY.fullmatch(where):
        return f"{github_url.rstrip('/')}/{where}.git"
    scheme, colon, rest = where.partition("://")
    return f"{scheme.lower()}{colon}{rest}" if colon else where


def _check_address(where: str) -> None:
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)::?(?://)?", where)
    if "://" in where or (scheme and "::" in where):
        protocol = scheme[1].lower() if scheme else ""
        if protocol not in ALLOWED_PROTOCOLS or "::" in where.split("://", maxsplit=1)[0]:
            message = f"{where}: the transport {protocol!r} is not allowed"
            raise InputError(message, f"Allowed are {', '.join(ALLOWED_PROTOCOLS)}.")
    elif not REPOSITORY.fullmatch(where) and not _SCP_LIKE.fullmatch(where):
        message = f"{where if where.strip() else repr(where)}: no such repository"
        remedy = "Give owner/name, an address such as https://github.com/owner/name, or an existing path."
        raise InputError(message, remedy)


def _is_on(parts: SplitResult, base: SplitResult) -> bool:
    """Whether an address is on the configured host; what runs on another port of it is another server's."""
    if parts.scheme not in _HOSTED or not parts.hostname:
        return False
    same_port = parts.scheme not in _WEB or _port(parts) == _port(base)
    return parts.hostname == base.hostname and same_port


def _port(parts: SplitResult) -> int | None:
    """Give the port, where it is not the scheme's own."""
    return None if (parts.scheme, parts.port) in _HTTP_PORTS else parts.port
