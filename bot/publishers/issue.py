"""The living issue: one in each repository that asks for it, edited in place, with one comment a month.

It is found again by its marker in an issue that our own App opened, also where the database has lost it. Its people
have the last word: an issue that they closed or deleted is left so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.github_client import Connection
from bot.github_errors import GoneError, NotFoundError
from bot.publishers.markers import found_in, is_ours, marked, marker
from bot.publishers.writing import Writer, until_it_holds
from bot.store.effects import Effects


@dataclass(frozen=True, slots=True)
class Author:
    """Who we are on GitHub, and the key that tells our markers from forged ones."""

    app_id: int
    app_slug: str
    marker_key: bytes


@dataclass(frozen=True, slots=True)
class Living:
    """What is to be seen in one repository: the texts without markers; months (YYYY-MM), the newest first."""

    repository_id: int
    title: str
    body: str
    comment: str
    months: Sequence[str]

    @property
    def key(self) -> str:
        """The effect that is the issue or discussion itself."""
        return f"living:{self.repository_id}"

    @property
    def comment_key(self) -> str:
        """The effect that is the newest month's comment."""
        return f"living-comment:{self.repository_id}:{self.months[0]}"

    def opened_key(self, month: str) -> str:
        """What the text is marked with that was opened with a month: that month needs no comment any more."""
        return f"living-opened:{self.repository_id}:{month}"

    def marked(self, key: str, author: Author, opened: str) -> str:
        """The text with its markers."""
        text = f"{self.body.rstrip()}\n\n{marker(self.opened_key(opened), author.marker_key)}"
        return marked(text, key, author.marker_key)

    def opened_with(self, body: str, author: Author) -> str | None:
        """The month that a text of ours was opened with."""
        found = (month for month in self.months if marker(self.opened_key(month), author.marker_key) in body)
        return next(found, None)


def publish_issue(connection: Connection, effects: Effects, writer: Writer, living: Living, author: Author) -> str:
    """Make the repository's issue hold the newest scorecard; say in a line what was done or why nothing was.

    Raises what GitHub says where it cannot be done, NotYetError where whether it was done is not known yet.
    """
    path = f"/repositories/{living.repository_id}"
    repository = connection.get(path).data
    if refusal := _refusal(repository):
        return refusal
    issues = _Issues(connection, effects, writer, living, author, path, str(repository["full_name"]))
    number = found_again(effects, writer, living.key, issues.search)
    if number is None:
        return issues.open()
    issue = issues.read(number)
    if issue is None:
        return "the issue was deleted or moved away: none is opened until publishing is turned off and on again"
    if issue["state"] == "closed":
        return f"issue #{number} was closed: it is left as it is until it is opened again"
    return issues.update(issue)


@dataclass(frozen=True)
class _Issues:
    connection: Connection
    effects: Effects
    writer: Writer
    living: Living
    author: Author
    path: str
    name: str

    def search(self) -> str | None:
        """The number of the issue that is ours by its author and its marker."""
        by_us = {"creator": f"{self.author.app_slug}[bot]", "state": "all"}
        for issue in self.connection.pages(f"{self.path}/issues", **by_us):
            if self._is_ours(issue) and found_in(issue["body"], self.living.key, self.author.marker_key):
                return str(issue["number"])
        return None

    def read(self, number: str) -> Mapping[str, Any] | None:
        """The issue; None where it is gone from this repository."""
        try:
            issue = self.connection.get(f"{self.path}/issues/{number}").data
        except (GoneError, NotFoundError):
            return None
        # A transferred one is answered from where it is now: another repository's issue is not ours to edit.
        is_here = str(issue["repository_url"]).lower().endswith(f"/repos/{self.name}".lower())
        return issue if is_here and self._is_ours(issue) else None

    def open(self) -> str:
        """Open the issue; the month that it is opened with needs no comment."""
        body = self.living.marked(self.living.key, self.author, self.living.months[0])

        def post() -> str:
            opened = self.connection.post(f"{self.path}/issues", {"title": self.living.title, "body": body})
            return str(opened.data["number"])

        number = self.writer.make(
            "POST",
            f"{self.name}/issues",
            "open the living issue",
            body,
            lambda: self.effects.once(self.living.key, self.search, post),
        )
        return "to be opened" if number is None else f"issue #{number} opened"

    def update(self, issue: Mapping[str, Any]) -> str:
        """Edit what differs, and post the month's comment where it is missing."""
        done = [words for words in (self._edit(issue), self._comment(issue)) if words]
        return f"issue #{issue['number']} {' and '.join(done) or 'unchanged'}"

    def _edit(self, issue: Mapping[str, Any]) -> str:
        opened = self.living.opened_with(issue["body"] or "", self.author)
        body = self.living.marked(self.living.key, self.author, opened or self.living.months[-1])
        if same(issue["body"], body):
            return ""
        path = f"{self.path}/issues/{issue['number']}"
        self.writer.make(
            "PATCH",
            f"{self.name}/issues/{issue['number']}",
            "edit the living issue",
            body,
            lambda: until_it_holds(
                lambda: self.connection.patch(path, {"body": body}),
                lambda: same(self.connection.get(path).data["body"], body),
            ),
        )
        return "edited"

    def _comment(self, issue: Mapping[str, Any]) -> str:
        newest = self.living.months[0]
        if issue["locked"] or self.living.opened_with(issue["body"] or "", self.author) == newest:
            return ""
        comments = f"{self.path}/issues/{issue['number']}/comments"
        body = marked(self.living.comment, self.living.comment_key, self.author.marker_key)

        def look() -> str | None:
            ours = (each for each in self.connection.pages(comments) if self._is_ours(each))
            key = self.living.comment_key
            return next((str(each["id"]) for each in ours if found_in(each["body"], key, self.author.marker_key)), None)

        return post_once(
            self.effects,
            self.writer,
            self.living.comment_key,
            f"{self.name}/issues/{issue['number']}/comments",
            body,
            look,
            lambda: str(self.connection.post(comments, {"body": body}).data["id"]),
        )

    def _is_ours(self, thing: Mapping[str, Any]) -> bool:
        return is_ours(thing, self.author.app_id, self.author.app_slug)


def found_again(effects: Effects, writer: Writer, key: str, look: Callable[[], str | None]) -> str | None:
    """What an effect made: as it is kept, else as it is found on GitHub, which is kept from then on."""
    known = effects.known(key)
    if known is not None:
        return known.remote_id
    found = look()
    if found is None or writer.is_dry:
        return found
    return effects.once(key, lambda: found, lambda: found)


def post_once(
    effects: Effects,
    writer: Writer,
    key: str,
    target: str,
    body: str,
    look: Callable[[], str | None],
    act: Callable[[], str],
) -> str:
    """Post the month's comment unless it is there; say so in a word, nothing where there was nothing to do."""
    if found_again(effects, writer, key, look) is not None:
        return ""
    writer.make("POST", target, "post the month’s comment", body, lambda: effects.once(key, look, act))
    return "commented"


def same(one: str | None, other: str) -> bool:
    """Whether two texts are the same but for what GitHub does to line ends and to the end."""
    return (one or "").replace("\r\n", "\n").rstrip() == other.replace("\r\n", "\n").rstrip()


def _refusal(repository: Mapping[str, Any]) -> str:
    """Why nothing can be written there; empty where it can."""
    if repository["archived"] or repository.get("disabled"):
        return "the repository is archived or disabled"
    return "" if repository["has_issues"] else "the repository’s issues are turned off"
