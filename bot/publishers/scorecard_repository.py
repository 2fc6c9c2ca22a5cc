"""An operator's repository as the place of the site: one commit for all that differs, and a release for each month.

Only files that an earlier commit listed as Giveback's are replaced or removed; anything else that stands in the way is
refused. The branch is moved forward without force: where somebody was faster, the commit is made anew on theirs. What
is cut off in between leaves objects that nothing refers to, and the next run starts over.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from bot.errors import GivebackError, InputError
from bot.github_client import Connection, quoted
from bot.github_errors import DoubtfulError, GitHubError, InvalidError, NotFoundError
from bot.publishers.folder import MANIFEST
from bot.publishers.releases import Release, Releases
from bot.publishers.writing import Writer

_TRIES = 5
_ENTRIES_A_TREE, _BYTES_A_TREE = 200, 1_000_000
_EMPTY, _ABSENT = 409, 404
_REMEDY = "Publish to a repository or branch of its own, or move that file out of the way."


@dataclass(frozen=True, slots=True)
class Standing:
    """The branch as it is: the commit and its tree, each file's path with its blob."""

    head: str
    tree: str
    blobs: Mapping[str, str]


@dataclass
class ScorecardRepository:
    """One repository, written to as whoever the connection speaks for; `name` is owner/name."""

    connection: Connection
    writer: Writer
    name: str
    _branch: str = field(default="", init=False)

    @property
    def _path(self) -> str:
        return f"/repos/{self.name}"

    @property
    def _head(self) -> str:
        return "/".join(["heads", *map(quoted, self._branch.split("/"))])

    def publish(self, files: Mapping[str, str | bytes], message: str, releases: Iterable[Release]) -> list[str]:
        """Make the default branch hold exactly these files beside nobody's else, then each release; say what was done.

        Raises InputError where the repository cannot be used so.
        """
        try:
            repository = self.connection.get(self._path).data
        except NotFoundError as error:
            message = f"{self.name}: not there, or not for this token"
            raise InputError(message, "Check GIVEBACK_SCORECARD_REPOSITORY and GIVEBACK_SCORECARD_TOKEN.") from error
        if repository["archived"]:
            message = f"{self.name}: is archived"
            raise InputError(message, "Unarchive it, or give another with GIVEBACK_SCORECARD_REPOSITORY.")
        self._branch = str(repository["default_branch"])
        contents = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
        contents[MANIFEST] = json.dumps(sorted(contents), indent=0).encode()
        told = [self._commit(contents, message)]
        publisher = Releases(self.connection, self.writer, self.name, self._branch)
        return told + [f"release {each.tag} {words}" for each in releases if (words := publisher.publish(each))]

    def _commit(self, contents: Mapping[str, bytes], message: str) -> str:
        for _ in range(_TRIES):
            standing = self._standing()
            changes = self._changes(standing, contents)
            if not changes:
                return "files unchanged"
            if self._moved_on(standing, changes, message):
                removed = sum(content is None for content in changes.values())
                return f"{len(changes) - removed} files written and {removed} removed in one commit"
        message = f"{self.name}: {self._branch} moved on during each of {_TRIES} tries"
        raise GivebackError(message, "Run again when less is pushed to it.")

    def _standing(self) -> Standing:
        try:
            ref = self.connection.get(f"{self._path}/git/ref/{self._head}").data
        except GitHubError as error:
            if error.status not in {_EMPTY, _ABSENT}:
                raise
            message = f"{self.name}: is empty, and the Git data API needs a first commit"
            raise InputError(message, "Make one there, for example a README, then run again.") from error
        head = str(ref["object"]["sha"])
        tree = str(self.connection.get(f"{self._path}/git/commits/{head}").data["tree"]["sha"])
        return Standing(head, tree, dict(self._blobs(tree, "")))

    def _blobs(self, tree: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Each file of a tree with its blob; a tree that is too large for one answer is read folder by folder."""
        answer = self.connection.get(f"{self._path}/git/trees/{tree}", recursive=1).data
        is_whole = not answer.get("truncated")
        entries = answer["tree"] if is_whole else self.connection.get(f"{self._path}/git/trees/{tree}").data["tree"]
        for entry in entries:
            if entry["type"] == "tree" and not is_whole:
                yield from self._blobs(entry["sha"], f"{prefix}{entry['path']}/")
            elif entry["type"] != "tree":
                yield f"{prefix}{entry['path']}", str(entry["sha"])

    def _changes(self, standing: Standing, contents: Mapping[str, bytes]) -> dict[str, bytes | None]:
        """What has to be written (content) or removed (None); raises InputError where somebody's file is in the way."""
        ours = self._listed(standing)
        blobs = standing.blobs
        changes: dict[str, bytes | None] = {
            path: content for path, content in contents.items() if blobs.get(path) != blob_sha(content)
        }
        for path in changes:
            blocking = [each for each in (path, *_parents(path)) if each in blobs and each not in ours]
            if blocking:
                message = f"{self.name}: {blocking[0]} is there, and Giveback did not put it there"
                raise InputError(message, _REMEDY)
        gone = sorted((ours & blobs.keys()) - contents.keys())
        return changes | dict.fromkeys(gone)

    def _listed(self, standing: Standing) -> set[str]:
        """The files that an earlier commit listed as Giveback's."""
        if MANIFEST not in standing.blobs:
            return set()
        names = _names(self.connection.get(f"{self._path}/git/blobs/{standing.blobs[MANIFEST]}").data)
        if names is None:
            message = f"{self.name}: {MANIFEST} is no list of files"
            raise InputError(message, "Restore it from an earlier commit: it says which files are Giveback's.")
        return {MANIFEST, *names}

    def _moved_on(self, standing: Standing, changes: Mapping[str, bytes | None], message: str) -> bool:
        """Make the commit and move the branch to it; False where the branch has moved meanwhile."""
        tree: str | None = standing.tree
        for part in _parts(changes):
            tree = self._tree(tree, part)
        body = {"message": message, "tree": tree, "parents": [standing.head]}
        commits, branch = f"{self.name}/git/commits", f"{self.name}/git/refs/heads/{self._branch}"
        shown = _listing(changes)
        commit = self.writer.make("POST", commits, message, shown, lambda: self._created("commits", body))
        moved = self.writer.make(
            "PATCH", branch, "move the branch forward", shown, lambda: self._forwarded(str(commit))
        )
        return moved is not False

    def _tree(self, base: str | None, part: Mapping[str, bytes | None]) -> str | None:
        """Make a tree that is another one with these paths changed."""
        what = f"{len(part)} paths: {_some(part)}"
        return self.writer.make(
            "POST", f"{self.name}/git/trees", what, _listing(part), lambda: self._made_tree(base, part)
        )

    def _made_tree(self, base: str | None, part: Mapping[str, bytes | None]) -> str:
        entries = [self._entry(path, content) for path, content in sorted(part.items())]
        return self._created("trees", {"base_tree": base, "tree": entries})

    def _entry(self, path: str, content: bytes | None) -> dict[str, Any]:
        entry: dict[str, Any] = {"path": path, "mode": "100644", "type": "blob"}
        if content is None:
            return {**entry, "sha": None}
        try:
            return {**entry, "content": content.decode("utf-8")}
        except UnicodeDecodeError:
            blob = {"content": base64.b64encode(content).decode("ascii"), "encoding": "base64"}
            return {**entry, "sha": self._created("blobs", blob)}

    def _created(self, what: str, body: Mapping[str, Any]) -> str:
        """Make a git object: named by its content, so that making it twice does no harm."""
        return str(self.connection.post_repeatably(f"{self._path}/git/{what}", body).data["sha"])

    def _forwarded(self, commit: str) -> bool:
        try:
            self.connection.patch(f"{self._path}/git/refs/{self._head}", {"sha": commit, "force": False})
        except DoubtfulError:
            head = self.connection.get(f"{self._path}/git/ref/{self._head}").data["object"]["sha"]
            return bool(head == commit)
        except InvalidError as error:
            if "fast forward" in error.message.lower():
                return False
            message = f"{self.name}: {self._branch} cannot be moved: {error.message}"
            raise InputError(message, "Let the token push to it: look at the branch's protection rules.") from error
        return True


def blob_sha(content: bytes) -> str:
    """The name that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _parents(path: str) -> list[str]:
    """The folders that a path needs: none of them may be a file."""
    return [str(parent) for parent in PurePosixPath(path).parents if str(parent) != "."]


def _names(blob: Mapping[str, Any]) -> list[str] | None:
    try:
        names = json.loads(base64.b64decode(blob["content"]))
    except ValueError:
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _parts(changes: Mapping[str, bytes | None]) -> Iterator[dict[str, bytes | None]]:
    """Cut the changes into trees of a size that one request may have."""
    part: dict[str, bytes | None] = {}
    size = 0
    for path, content in sorted(changes.items()):
        length = len(content or b"")
        if part and (len(part) >= _ENTRIES_A_TREE or size + length > _BYTES_A_TREE):
            yield part
            part, size = {}, 0
        part[path] = content
        size += length
    if part:
        yield part


def _listing(changes: Mapping[str, bytes | None]) -> str:
    """The changes as `git ls-tree` would list them, in short: what a dry run's digest is of."""
    blobs = {path: "-" if content is None else blob_sha(content) for path, content in changes.items()}
    return "".join(f"{blobs[path]} {path}\n" for path in sorted(blobs))


def _some(paths: Iterable[str]) -> str:
    first, *rest = sorted(paths)
    return f"{first} and {len(rest)} more" if rest else first
