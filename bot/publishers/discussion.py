"""The living discussion: as the living issue, where a repository asks for one instead; GraphQL alone knows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.github_client import Connection
from bot.github_errors import NotFoundError
from bot.publishers.issue import Author, Living, found_again, post_once, same
from bot.publishers.markers import found_in, marked
from bot.publishers.writing import Writer, until_it_holds
from bot.store.effects import Effects

_REPOSITORY = """
query($id: ID!) {
  node(id: $id) {
    ... on Repository {
      nameWithOwner hasDiscussionsEnabled
      discussionCategories(first: 100) { nodes { id name } }
    }
  }
}"""
_OWN = """
query($id: ID!, $after: String) {
  node(id: $id) {
    ... on Repository {
      discussions(first: 50, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
        nodes { id number body closed locked viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}"""
_ONE = """
query($id: ID!) {
  node(id: $id) {
    ... on Discussion {
      id number body closed locked viewerDidAuthor
      repository { databaseId }
      comments(last: 100) { nodes { id body viewerDidAuthor } }
    }
  }
}"""
_CREATE = """
mutation($repository: ID!, $category: ID!, $title: String!, $body: String!) {
  createDiscussion(input: {repositoryId: $repository, categoryId: $category, title: $title, body: $body}) {
    discussion { id }
  }
}"""
_UPDATE = """
mutation($id: ID!, $body: String!) {
  updateDiscussion(input: {discussionId: $id, body: $body}) { discussion { id } }
}"""
_COMMENT = """
mutation($id: ID!, $body: String!) {
  addDiscussionComment(input: {discussionId: $id, body: $body}) { comment { id } }
}"""
QUERIES = (_REPOSITORY, _OWN, _ONE, _CREATE, _UPDATE, _COMMENT)
"""All that is asked, to be held against GitHub's schema."""
_MOST_PAGES = 20


def publish_discussion(
    connection: Connection, effects: Effects, writer: Writer, living: Living, author: Author, category: str
) -> str:
    """Make the repository's discussion hold the newest scorecard; say in a line what was done or why nothing was."""
    node = str(connection.get(f"/repositories/{living.repository_id}").data["node_id"])
    repository = connection.graphql(_REPOSITORY, {"id": node})["node"]
    if not repository["hasDiscussionsEnabled"]:
        return "the repository’s discussions are turned off"
    discussions = _Discussions(connection, effects, writer, living, author, node, repository)
    found = found_again(effects, writer, discussions.key, discussions.search)
    if found is None:
        return discussions.open(category)
    discussion = discussions.read(found)
    if discussion is None:
        return "the discussion was deleted or moved away: none is opened until publishing is turned off and on again"
    if discussion["closed"]:
        return f"discussion #{discussion['number']} was closed: it is left as it is until it is opened again"
    return discussions.update(discussion)


def discussion_key(living: Living) -> str:
    """The effect that is the discussion itself."""
    return f"{living.key}:discussion"


@dataclass(frozen=True)
class _Discussions:
    connection: Connection
    effects: Effects
    writer: Writer
    living: Living
    author: Author
    node: str
    repository: Mapping[str, Any]

    @property
    def key(self) -> str:
        return discussion_key(self.living)

    def search(self) -> str | None:
        """The id of the discussion that is ours by its author and its marker."""
        for each in self._listed():
            if self._is_ours(each, self.key):
                return str(each["id"])
        return None

    def read(self, discussion_id: str) -> Mapping[str, Any] | None:
        """The discussion; None where it is gone from this repository."""
        try:
            found = self.connection.graphql(_ONE, {"id": discussion_id})["node"]
        except NotFoundError:
            return None
        if not found or found["repository"]["databaseId"] != self.living.repository_id:
            return None
        return found if self._is_ours(found, self.key) else None

    def open(self, category: str) -> str:
        """Open the discussion in the category of that name."""
        nodes = self.repository["discussionCategories"]["nodes"]
        chosen = next((each["id"] for each in nodes if each["name"].casefold() == category.casefold()), None)
        if chosen is None:
            return f"the repository has no discussion category {category!r}"
        body = self.living.marked(self.key, self.author, self.living.months[0])
        values = {"repository": self.node, "category": chosen, "title": self.living.title, "body": body}

        def create() -> str:
            return str(self.connection.graphql(_CREATE, values)["createDiscussion"]["discussion"]["id"])

        made = self.writer.make(
            "createDiscussion",
            f"{self.repository['nameWithOwner']}/discussions",
            "open the living discussion",
            body,
            lambda: self.effects.once(self.key, self.search, create),
        )
        return "to be opened" if made is None else "discussion opened"

    def update(self, discussion: Mapping[str, Any]) -> str:
        """Edit what differs, and post the month's comment where it is missing."""
        done = [words for words in (self._edit(discussion), self._comment(discussion)) if words]
        return f"discussion #{discussion['number']} {' and '.join(done) or 'unchanged'}"

    def _edit(self, discussion: Mapping[str, Any]) -> str:
        opened = self.living.opened_with(discussion["body"], self.author)
        body = self.living.marked(self.key, self.author, opened or self.living.months[-1])
        if same(discussion["body"], body):
            return ""

        def holds() -> bool:
            found = self.read(discussion["id"])
            return found is not None and same(found["body"], body)

        self.writer.make(
            "updateDiscussion",
            f"{self.repository['nameWithOwner']}/discussions/{discussion['number']}",
            "edit the living discussion",
            body,
            lambda: until_it_holds(
                lambda: self.connection.graphql(_UPDATE, {"id": discussion["id"], "body": body}), holds
            ),
        )
        return "edited"

    def _comment(self, discussion: Mapping[str, Any]) -> str:
        if discussion["locked"] or self.living.opened_with(discussion["body"], self.author) == self.living.months[0]:
            return ""
        key = f"{self.living.comment_key}:discussion"
        body = marked(self.living.comment, key, self.author.marker_key)

        def look() -> str | None:
            found = self.read(discussion["id"])
            nodes = found["comments"]["nodes"] if found else []
            return next((str(each["id"]) for each in nodes if self._is_ours(each, key)), None)

        def add() -> str:
            values = {"id": discussion["id"], "body": body}
            return str(self.connection.graphql(_COMMENT, values)["addDiscussionComment"]["comment"]["id"])

        target = f"{self.repository['nameWithOwner']}/discussions/{discussion['number']}"
        return post_once(self.effects, self.writer, key, target, body, look, add)

    def _listed(self) -> Iterator[Mapping[str, Any]]:
        after = None
        for _ in range(_MOST_PAGES):
            page = self.connection.graphql(_OWN, {"id": self.node, "after": after})["node"]["discussions"]
            yield from page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def _is_ours(self, thing: Mapping[str, Any], key: str) -> bool:
        return bool(thing["viewerDidAuthor"]) and found_in(thing["body"], key, self.author.marker_key)
