"""What was asked of the stand-in and what it answered, for tests to look at."""

from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request. `who`: anonymous, app NAME, user LOGIN, installation ID. `known`: whether there is such a route."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]
    who: str = "anonymous"
    route: str = ""
    known: bool = True
    status: int = 0  # 0: the connection was dropped, or the answer is not there yet
    answer: bytes = b""
    answer_headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    @property
    def writes(self) -> bool:
        """Whether it could change anything (a GraphQL query cannot)."""
        if self.path.endswith("/graphql"):
            return b"mutation" in self.body
        return self.method not in ("GET", "HEAD", "OPTIONS")
