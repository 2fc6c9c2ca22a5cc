"""Where things are, as absolute addresses: clients follow what they are given, and PyGithub refuses other hosts."""

import base64
from dataclasses import dataclass
from urllib.parse import quote

from tests.github.state import Account, Discussion, Issue, Repository


@dataclass
class Addresses:
    """The two faces of a GitHub. Either may be set to where a proxy in front of it is seen."""

    api: str
    web: str

    def account(self, account: Account) -> str:
        """An account in the API."""
        return f"{self.api}/{'orgs' if account.type == 'Organization' else 'users'}/{quote(account.login)}"

    def repository(self, repository: Repository) -> str:
        """A repository in the API."""
        return f"{self.api}/repos/{repository.full_name}"

    def repository_page(self, repository: Repository) -> str:
        """A repository on the web."""
        return f"{self.web}/{repository.full_name}"

    def issue(self, issue: Issue) -> str:
        """An issue (also of a pull request) in the API."""
        return f"{self.repository(issue.repository)}/issues/{issue.number}"

    def issue_page(self, issue: Issue) -> str:
        """An issue or a pull request on the web."""
        kind = "pull" if issue.pull else "issues"
        return f"{self.repository_page(issue.repository)}/{kind}/{issue.number}"

    def discussion_page(self, discussion: Discussion) -> str:
        """A discussion on the web."""
        return f"{self.repository_page(discussion.repository)}/discussions/{discussion.number}"


def node_id(kind: str, number: int | str) -> str:
    """The opaque id of a thing, of which `node_key` is the inverse."""
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode()


def node_key(text: str) -> tuple[str, str]:
    """Kind and number of a `node_id`. Raises ValueError where it is none."""
    kind, colon, number = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
    if not colon:
        raise ValueError(f"{text}: no node id")
    return kind, number
