"""A repository's configuration: read from its default branch, else from its organization's `.github` repository.

A file that cannot be used changes nothing: the last valid one stays in force, one issue says what is wrong, and it
closes by itself once the file is mended. A pull request that brings a file that cannot be used gets one comment.
"""

import base64
import binascii
import logging
from dataclasses import dataclass, replace

from bot.comments import Place, say
from bot.configuration import FILE, Configuration, ConfigurationError, parse
from bot.configuration_issue import close_problems, tell_problems
from bot.context import Deployment
from bot.github_client import Connection, ForbiddenError, GoneError, NotFoundError, quoted
from bot.store.configurations import Installed, installed_repository, save_configuration, save_look
from bot.yaml_tree import MOST_BYTES, Problem
from reports.renderers.configuration_problems import TITLE, mended_comment, problems_comment, problems_issue

_log = logging.getLogger(__name__)
READING = {"contents": "read", "metadata": "read"}
TELLING = {"contents": "read", "issues": "write", "metadata": "read"}
_NOT_A_FILE = Problem(1, 1, "this is no file: a configuration is one, not a folder, a link or a submodule")
_TOO_LARGE = Problem(1, 1, f"the file is too large: at most {MOST_BYTES:,} bytes are read")


@dataclass(frozen=True)
class Read:
    """What was found: the configuration in force, where it stands, and what is wrong with the newest file there."""

    configuration: Configuration
    place: str
    """Of the newest file: `repository`, `organization` or `default`. One that cannot be used is not in force."""
    problems: tuple[Problem, ...] = ()

    @property
    def is_of_organization(self) -> bool:
        """Whether words of the organization's file are in it: in what is in force, or in what is wrong."""
        return "organization" in {self.place, self.configuration.place}


@dataclass(frozen=True)
class _File:
    sha: str
    content: bytes
    problem: Problem | None = None


def configuration_of(deployment: Deployment, repository_id: int) -> Configuration:
    """Give the configuration in force; the default where there is none, or the App is not installed there.

    Raises GitHubError where GitHub cannot be asked.
    """
    return read_configuration(deployment, repository_id).configuration


def read_configuration(deployment: Deployment, repository_id: int) -> Read:
    """Look at the file on the default branch, at the organization's else; keep what is valid. Raises GitHubError."""
    installed = _installed(deployment, repository_id)
    if installed is None:
        return Read(Configuration(), "default")
    with deployment.github.as_installation(installed.installation_id, permissions=READING) as github:
        file, place = _file(github, f"/repositories/{repository_id}/contents/{FILE}"), "repository"
        if file is None:
            owner = installed.name.partition("/")[0]
            file, place = _file(github, f"/repos/{quoted(owner)}/.github/contents/{FILE}"), "organization"
    if file is None:
        return _without_file(deployment, repository_id, installed)
    return _with_file(deployment, repository_id, installed, file, place)


def is_to_be_read_by_all(github: Connection, repository: str) -> bool:
    """Whether the organization's `.github` repository is public: what stands in a private one is shown there alone.

    Raises GitHubError where GitHub cannot be asked.
    """
    owner = repository.partition("/")[0]
    try:
        return not github.get(f"/repos/{quoted(owner)}/.github").data["private"]
    except (ForbiddenError, GoneError, NotFoundError):  # a task of one repository sees no other that is private
        return False


def refresh(deployment: Deployment, repository_id: int) -> None:
    """Look at the configuration, and say in one issue what is wrong with it; close that once it is mended."""
    read = read_configuration(deployment, repository_id)
    installed = _installed(deployment, repository_id)
    if installed is None:
        return
    with _telling(deployment, installed, repository_id) as github:
        try:
            if read.problems and read.place == "repository":  # the organization's are told in its own repository
                address = f"{_web(deployment, installed)}/blob/HEAD/{FILE}"
                text = problems_issue(read.problems, address, documentation(deployment))
                tell_problems(deployment, github, repository_id, TITLE, text)
            else:
                close_problems(deployment, github, repository_id)
        except (GoneError, ForbiddenError) as error:
            _log.warning("repository %d: its broken configuration cannot be told: %s", repository_id, error.message)


def check_pull_request(deployment: Deployment, repository_id: int, number: int, head_sha: str) -> None:
    """Say in one comment what is wrong with the configuration that a pull request would bring.

    One that leaves the file alone, or brings a valid one from the start, gets no comment.
    """
    installed = _installed(deployment, repository_id)
    if installed is None:
        return
    with _telling(deployment, installed, repository_id) as github:
        path = f"/repositories/{repository_id}/contents/{FILE}"
        file, base = _file(github, path, head_sha), _file(github, path)
        is_changed = file is not None and (base is None or base.sha != file.sha)
        problems = _judged(deployment, file, "repository")[1] if file is not None and is_changed else ()
        key = f"configuration-pull:{repository_id}:{number}"
        if not problems and deployment.effects.known(key) is None:
            return
        address = f"{_web(deployment, installed)}/blob/{head_sha}/{FILE}"
        docs = documentation(deployment)
        body = problems_comment(problems, address, docs) if problems else mended_comment(docs)
        try:
            say(deployment, github, Place(repository_id, number), key, body)
        except (GoneError, ForbiddenError, NotFoundError) as error:
            _log.warning("repository %d: pull request %d cannot be told: %s", repository_id, number, error.message)


def documentation(deployment: Deployment) -> str | None:
    """Give the address of the page on what may be configured, where this deployment's pages are seen."""
    return f"{deployment.public_url}/configuration.html" if deployment.public_url else None


def _installed(deployment: Deployment, repository_id: int) -> Installed | None:
    with deployment.database.reading() as connection:
        return installed_repository(connection, repository_id)


def _telling(deployment: Deployment, installed: Installed, repository_id: int) -> Connection:
    return deployment.github.as_installation(
        installed.installation_id, repository_ids=[repository_id], permissions=TELLING
    )


def _web(deployment: Deployment, installed: Installed) -> str:
    return f"{deployment.github.endpoints.web_url}/{installed.name}"


def _file(github: Connection, path: str, ref: str | None = None) -> _File | None:
    try:
        data = github.get(path, ref=ref).data
    except NotFoundError:
        return None
    if not isinstance(data, dict) or data.get("type") != "file":
        sha = data.get("sha") if isinstance(data, dict) else None
        return _File(str(sha or "folder"), b"", _NOT_A_FILE)
    if int(data["size"]) > MOST_BYTES:
        return _File(str(data["sha"]), b"", _TOO_LARGE)
    try:
        content = base64.b64decode(data.get("content") or "")
    except binascii.Error:
        return _File(str(data["sha"]), b"", _NOT_A_FILE)
    return _File(str(data["sha"]), content)


def _judged(deployment: Deployment, file: _File, place: str) -> tuple[Configuration | None, tuple[Problem, ...]]:
    if file.problem is not None:
        return None, (file.problem,)
    try:
        return replace(parse(file.content, deployment.registry().organizations), place=place), ()
    except ConfigurationError as error:
        return None, tuple(error.problems)


def _without_file(deployment: Deployment, repository_id: int, installed: Installed) -> Read:
    if installed.configuration is not None or installed.configuration_sha is not None:
        with deployment.database.writing() as connection:
            save_configuration(connection, repository_id, None, None)
    return Read(Configuration(), "default")


def _with_file(deployment: Deployment, repository_id: int, installed: Installed, file: _File, place: str) -> Read:
    configuration, problems = _judged(deployment, file, place)
    sha = file.sha if place == "repository" else f"{place} {file.sha}"
    if sha != installed.configuration_sha or (
        configuration is not None and configuration.as_json() != installed.configuration
    ):
        with deployment.database.writing() as connection:
            if configuration is not None:
                save_configuration(connection, repository_id, configuration.as_json(), sha)
            else:
                save_look(connection, repository_id, sha)
    if configuration is None:
        kept = installed.configuration
        configuration = Configuration.from_json(kept) if kept else Configuration()
    return Read(configuration, place, problems)
