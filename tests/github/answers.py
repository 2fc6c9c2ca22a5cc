"""What a route gives back, and the ways in which GitHub refuses."""

from dataclasses import dataclass, field
from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


@dataclass
class Answer:
    """Status and body (JSON, or bytes as they are) of a response. `updated_at` becomes Last-Modified."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    updated_at: Any = None


class RefusedError(Exception):
    """GitHub says no: the status, and what its body says."""

    def __init__(self, status: int, message: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body = {"message": message, **more, "documentation_url": DOCUMENTATION, "status": str(status)}


def not_found() -> RefusedError:
    """Absent, or hidden from the asker: GitHub does not say which."""
    return RefusedError(404, "Not Found")


def invalid(resource: str, name: str, code: str = "invalid", **more: Any) -> RefusedError:
    """What was sent does not hold: 422 with `errors`."""
    error = {"resource": resource, "field": name, "code": code, **more}
    return RefusedError(422, "Validation Failed", errors=[error])


def not_permitted() -> RefusedError:
    """The App was not granted this."""
    return RefusedError(403, "Resource not accessible by integration")
