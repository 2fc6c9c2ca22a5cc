"""The releases of an operator's scorecard repository: one for each month, with its content and its sidecar as files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.github_client import Connection
from bot.github_errors import DoubtfulError, InvalidError, NotFoundError
from bot.publishers.writing import Writer, until_it_holds


@dataclass(frozen=True, slots=True)
class Release:
    """A month's release: its tag, what it says, and its files by name."""

    tag: str
    name: str
    body: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Releases:
    """The releases of one repository (owner/name); a tag that is missing is put on its branch."""

    connection: Connection
    writer: Writer
    name: str
    branch: str

    @property
    def _path(self) -> str:
        return f"/repos/{self.name}"

    def publish(self, release: Release) -> str:
        """Make a month's release as it should be; say what was done, nothing where there was nothing to do."""
        found = self._found(release.tag)
        if found is None:
            body = {
                "tag_name": release.tag,
                "target_commitish": self.branch,
                "name": release.name,
                "body": release.body,
            }
            found = self.writer.make(
                "POST", f"{self.name}/releases", f"make the release {release.tag}", release.body,
                lambda: self._made(release.tag, body),
            )  # fmt: skip
            for name, content in release.files.items():
                self._upload(found, name, content)
            return "made"
        stale = [name for name, content in release.files.items() if not self._is_there(found, release, name, content)]
        for name in stale:
            self._remove_asset(found, name)
            self._upload(found, name, release.files[name])
        wanted = {"name": release.name, "body": release.body}
        if any(not _same(found[key], wanted[key]) for key in wanted):
            path = f"{self._path}/releases/{found['id']}"
            self.writer.make(
                "PATCH", f"{self.name}/releases/{release.tag}", "say what the release holds", release.body,
                lambda: until_it_holds(
                    lambda: self.connection.patch(path, wanted),
                    lambda: all(_same(self.connection.get(path).data[key], wanted[key]) for key in wanted),
                ),
            )  # fmt: skip
            return "brought up to date"
        return f"given {', '.join(stale)} anew" if stale else ""

    def _found(self, tag: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.connection.get(f"{self._path}/releases/tags/{tag}").data
        except NotFoundError:
            return None
        return found

    def _made(self, tag: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            made: dict[str, Any] = self.connection.post(f"{self._path}/releases", body).data
        except (DoubtfulError, InvalidError):  # a tag has one release: a second one is refused
            found = self._found(tag)
            if found is None:
                raise
            return found
        return made

    def _is_there(self, found: Mapping[str, Any], release: Release, name: str, content: bytes) -> bool:
        asset = _asset(found, name)
        if asset is None or asset["state"] != "uploaded" or asset["size"] != len(content):
            return False
        digest = asset.get("digest")
        # Where GitHub gives no digest, the release's text names what was uploaded before that was written.
        return bool(
            digest == f"sha256:{hashlib.sha256(content).hexdigest()}" if digest else _same(found["body"], release.body)
        )

    def _remove_asset(self, found: Mapping[str, Any], name: str) -> None:
        asset = _asset(found, name)
        if asset is None:
            return

        def remove() -> None:
            try:
                self.connection.delete(f"{self._path}/releases/assets/{asset['id']}")
            except NotFoundError:
                return

        def is_gone() -> bool:
            fresh = self.connection.get(f"{self._path}/releases/{found['id']}").data
            return _asset(fresh, name) is None

        self.writer.make("DELETE", f"{self.name}/releases/assets/{name}", "an older revision's file", "",
                         lambda: until_it_holds(remove, is_gone))  # fmt: skip

    def _upload(self, found: Mapping[str, Any] | None, name: str, content: bytes) -> None:
        def upload() -> None:
            assert found is not None
            try:
                self.connection.upload(found["upload_url"], name, content, "application/json")
            except InvalidError:  # a release has one file of a name
                if not is_there():
                    raise

        def is_there() -> bool:
            assert found is not None
            fresh = self.connection.get(f"{self._path}/releases/{found['id']}").data
            asset = _asset(fresh, name)
            if asset is not None and asset["state"] != "uploaded":
                self.connection.delete(f"{self._path}/releases/assets/{asset['id']}")  # what broke off in the middle
            return asset is not None and asset["state"] == "uploaded" and asset["size"] == len(content)

        self.writer.make(
            "POST", f"{self.name}/releases/assets/{name}", f"upload {name}", content,
            lambda: until_it_holds(upload, is_there),
        )  # fmt: skip


def _asset(release: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((asset for asset in release["assets"] if asset["name"] == name), None)


def _same(one: str | None, other: str) -> bool:
    return (one or "").replace("\r\n", "\n").rstrip() == other.rstrip()
