"""What is kept of repositories' configurations: the last valid one, and which file was looked at last."""

from typing import NamedTuple

from sqlalchemy import Connection, text


class Installed(NamedTuple):
    """A repository that the App is installed on, as far as its configuration goes."""

    installation_id: int
    name: str
    is_private: bool
    configuration: str | None
    """The last valid one, as JSON."""
    configuration_sha: str | None
    """The file that was looked at last: its blob, with `organization` before it where it is the fallback's."""


def installed_repository(connection: Connection, repository_id: int) -> Installed | None:
    """Give an installed repository by GitHub's number; None where the App is not (any more) installed there."""
    query = text(
        "SELECT installation_id, name, is_private, configuration, configuration_sha FROM installed_repository"
        " WHERE id = :id AND removed_at IS NULL"
    )
    row = connection.execute(query, {"id": repository_id}).first()
    return Installed(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None


def save_configuration(connection: Connection, repository_id: int, configuration: str | None, sha: str | None) -> None:
    """Keep a valid configuration (None: none is there) and the file that it came from."""
    values = {"id": repository_id, "configuration": configuration, "sha": sha}
    statement = (
        "UPDATE installed_repository SET configuration = :configuration, configuration_sha = :sha WHERE id = :id"
    )
    connection.execute(text(statement), values)


def save_look(connection: Connection, repository_id: int, sha: str) -> None:
    """Keep which file was looked at: one that cannot be used, so that the last valid configuration stays."""
    statement = "UPDATE installed_repository SET configuration_sha = :sha WHERE id = :id"
    connection.execute(text(statement), {"id": repository_id, "sha": sha})
