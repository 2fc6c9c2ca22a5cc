"""The columns that tables share: references to other rows, and numbers that need 64 bits."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer


def reference(target: str, *, nullable: bool = False, primary_key: bool = False) -> Column[int]:
    """Make a column that names a row of another table, such as `repository.id`."""
    return Column(Integer, ForeignKey(target), nullable=nullable, primary_key=primary_key)


def big_integer(*, nullable: bool = False, primary_key: bool = False, index: bool = False) -> Column[int]:
    """Make a column for seconds since 1970 or for one of GitHub's numbers.

    As a key it is given: SQLite numbers by itself an Integer alone.
    """
    return Column(BigInteger, nullable=nullable, primary_key=primary_key, autoincrement=False, index=index)
