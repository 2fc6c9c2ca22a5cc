"""Which stored repository is GitHub's repository of a number: its name follows, and whether it is private is known."""

from sqlalchemy import Connection, text


def settle_identity(connection: Connection, github_id: int, name: str, *, is_private: bool) -> None:
    """Let the facts of a repository go by the name that it has today, in a writing block.

    A name that another repository had before is this one's now; facts stay with the name where both have some.
    """
    key = name.lower()
    by_id = connection.execute(
        text("SELECT id, name_key FROM repository WHERE github_id = :id"), {"id": github_id}
    ).first()
    by_name = connection.execute(text("SELECT id FROM repository WHERE name_key = :key"), {"key": key}).scalar()
    if by_id is not None and by_id[1] != key and by_name is None:
        statement = "UPDATE repository SET name = :name, name_key = :key WHERE id = :row"
        connection.execute(text(statement), {"name": name, "key": key, "row": by_id[0]})
        by_name = by_id[0]
    elif by_id is not None and by_id[1] != key:
        connection.execute(text("UPDATE repository SET github_id = NULL WHERE id = :row"), {"row": by_id[0]})
    if by_name is not None:
        statement = "UPDATE repository SET github_id = :id, is_private = :is_private WHERE id = :row"
        connection.execute(text(statement), {"id": github_id, "is_private": is_private, "row": by_name})
