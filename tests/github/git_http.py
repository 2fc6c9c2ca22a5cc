"""Git over smart HTTP, served by `git http-backend` itself, behind the same tokens as the API."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from tests.github.access import Caller, caller_of
from tests.github.answers import RefusedError
from tests.github.git_repository import NO_SHA
from tests.github.state import Repository

if TYPE_CHECKING:
    from tests.github.stand_in import StandIn

SERVICES = ("info/refs", "git-upload-pack", "git-receive-pack")
_CHUNK = 1 << 16


def serve_git(github: "StandIn", request: Request, full_name: str, rest: str) -> Response:
    """Answer a git client; what it pushed is told to Apps."""
    with github.world.lock:
        try:
            caller = caller_of(github.world, request.headers.get("Authorization", ""), github.clock.now())
            repository = _repository(github, request, caller, full_name, rest)
        except RefusedError as refusal:
            return _refuse(refusal)
        writes = "git-receive-pack" in (rest, request.args.get("service"))
        before = github.git(repository).refs() if writes else {}
    response = _backend(request, repository, rest, caller)
    if rest == "git-receive-pack":
        response.get_data()  # let git finish
        with github.world.lock:
            _tell(github, repository, before, caller)
    return response


def _repository(github: "StandIn", request: Request, caller: Caller, full_name: str, rest: str) -> Repository:
    """The repository, for who may do this to it. Raises RefusedError."""
    if caller.app is not None:
        raise RefusedError(401, "Bad credentials")
    found = github.world.repository(full_name)
    moved = github.world.renamed(full_name)
    if found is None and moved is not None and caller.sees(moved):
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        location = f"{github.urls.repository_page(moved)}.git/{rest}{query}"
        raise RefusedError(301, "Moved Permanently", headers={"location": location})
    anonymous = caller.name == "anonymous"
    if found is None or not caller.sees(found):
        raise RefusedError(401 if anonymous else 404, "Repository not found.")
    if found.blocked:
        raise RefusedError(451, "Repository unavailable due to a legal block.")
    writes = "git-receive-pack" in (rest, request.args.get("service"))
    if not caller.may(found, "contents", "write" if writes else "read"):
        raise RefusedError(401 if anonymous else 403, f"Permission to {found.full_name} denied to {caller.name}.")
    if writes and found.archived:
        raise RefusedError(403, "This repository was archived so it is read-only.")
    return found


def _refuse(refusal: RefusedError) -> Response:
    response = Response(str(refusal), refusal.status, content_type="text/plain")
    if refusal.status == 401:
        response.headers["www-authenticate"] = 'Basic realm="GitHub"'
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response


def _backend(request: Request, repository: Repository, rest: str, caller: Caller) -> Response:
    """Run `git http-backend` on the request, as CGI has it."""
    with tempfile.TemporaryFile() as body:
        body.write(request.get_data())
        body.seek(0)
        process = subprocess.Popen(
            ["git", "http-backend"],
            stdin=body,
            stdout=subprocess.PIPE,
            env=_environment(request, repository, rest, caller),
        )
    assert process.stdout is not None
    headers = dict(_headers(process.stdout))
    status = int(headers.pop("status", "200").split()[0])
    return Response(_rest(process, process.stdout), status, headers)


def _environment(request: Request, repository: Repository, rest: str, caller: Caller) -> dict[str, str]:
    variables = {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_PROJECT_ROOT": str(repository.git.parent),
        "PATH_INFO": f"/{repository.git.name}/{rest}",
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string.decode(),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "REMOTE_USER": caller.name,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
    }
    settings = {"safe.directory": "*", "http.receivepack": "true", "uploadpack.allowFilter": "true"}
    for number, (name, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return variables | {"GIT_CONFIG_COUNT": str(len(settings))}


def _headers(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    while line := stream.readline().strip():
        name, _, value = line.decode().partition(":")
        yield name.lower(), value.strip()


def _rest(process: subprocess.Popen[bytes], stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    finally:
        stream.close()
        process.wait()


def _tell(github: "StandIn", repository: Repository, before: dict[str, str], caller: Caller) -> None:
    after = github.git(repository).refs()
    account = caller.account
    assert account is not None
    moved = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    tags = [name for name in moved if name.startswith("refs/tags/")]
    for name in moved:
        if name.startswith("refs/heads/") or (name in tags and len(tags) <= github.most_tags):
            github.pushed(repository, name, before.get(name, NO_SHA), after.get(name, NO_SHA), user=account)
