"""Activity in a few readable words, written straight into the tables: pull requests, reviews, issues, releases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from counting import ENGINE
from sqlalchemy import text

from bot.facts import PersonSeen
from bot.people import identify
from bot.store.database import Database

Who = tuple[str, str] | None
_SOURCES = ("github_pull_requests", "github_issues", "github_releases")


def at(moment: str) -> int:
    """Seconds of a moment like '2026-07-04' (noon) or '2026-07-04 09:30'."""
    form = moment if " " in moment else f"{moment} 12:00"
    return int(datetime.fromisoformat(form).replace(tzinfo=UTC).timestamp())


@dataclass
class ActivityBuilder:
    """What GitHub's API would have told of repositories that are stored already, or not yet."""

    database: Database
    reviews: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    accounts: dict[tuple[str, str], int] = field(default_factory=dict)
    repositories: dict[str, int] = field(default_factory=dict)

    def read(self, repository: str = ENGINE, until: str | None = "2026-09-01", *sources: str, unread: int = 0) -> None:
        """Have a repository's activity read until a moment, without so many that GitHub could not tell."""
        for source in sources or _SOURCES:
            self._write(
                "reading",
                ("repository_id", "source"),
                repository_id=self.repository(repository),
                source=source,
                read_until=None if until is None else at(until),
                finished_at=None if until is None else at(until),
                unread=unread,
            )

    def request(
        self,
        opener: Who,
        opened: str,
        *,
        number: int | None = None,
        repository: str = ENGINE,
        merged: str | None = None,
        merger: Who = None,
        closed: str | None = None,
        answered: str | None = None,
        **more: Any,
    ) -> int:
        """Have a pull request; give its number."""
        number = number or self.numbers.get(repository, 100) + 1
        self.numbers[repository] = max(number, self.numbers.get(repository, 100))
        ended = merged or closed
        values = {
            "opener_id": self.account(opener),
            "opened_at": at(opened),
            "merged_at": merged and at(merged),
            "merger_id": self.account(merger),
            "closed_at": ended and at(ended),
            "landed_by": "merged" if merged else None,
            "answered_at": answered and at(answered),
            "base": "main",
            "updated_at": at(ended or opened),
        }
        key = {"repository_id": self.repository(repository), "number": number}
        self._write("pull_request", tuple(key), **key, **values | more)
        return number

    def review(
        self, reviewer: Who, number: int, submitted: str, *, repository: str = ENGINE, substantive: bool = True
    ) -> None:
        """Have a review of a pull request."""
        self.reviews += 1
        query = "SELECT id FROM pull_request WHERE repository_id = :repository AND number = :number"
        values = {
            "github_id": self.reviews,
            "pull_request_id": self._one(query, repository=self.repository(repository), number=number),
            "reviewer_id": self.account(reviewer),
            "submitted_at": at(submitted),
            "state": "commented" if substantive else "approved",
            "inline_comments": int(substantive),
            "is_substantive": substantive,
        }
        self._write("review", ("pull_request_id", "github_id"), **values)

    def issue(self, opener: Who, opened: str, *, closed: str | None = None, repository: str = ENGINE) -> None:
        number = self.numbers[repository] = self.numbers.get(repository, 100) + 1
        key = {"repository_id": self.repository(repository), "number": number}
        values = {"opener_id": self.account(opener), "opened_at": at(opened), "closed_at": closed and at(closed)}
        self._write("issue", tuple(key), **key, **values, updated_at=at(closed or opened))

    def release(self, tag: str, published: str, *, pre: bool = False, repository: str = ENGINE) -> None:
        key = {"repository_id": self.repository(repository), "tag": tag}
        self._write("release", tuple(key), **key, published_at=at(published), is_prerelease=pre)

    def state(self, day: str, stars: int, forks: int, *, repository: str = ENGINE) -> None:
        key = {"repository_id": self.repository(repository), "seen_at": at(f"{day} 00:00")}
        self._write("repository_state", tuple(key), **key, stars=stars, forks=forks, is_archived=False)

    def repository(self, name: str) -> int:
        """Give a repository's id, made where it was not scanned yet."""
        if name not in self.repositories:
            self.repositories[name] = self._repository(name)
        return self.repositories[name]

    def _repository(self, name: str) -> int:
        columns = "scan, profile, commits, lines_added, lines_deleted, lines_counted, unreadable, presence_scan"
        with self.database.writing() as connection:
            connection.execute(
                text(
                    f"INSERT INTO repository (name, name_key, {columns}) VALUES (:name, :key, 0, '', 0, 0, 0, 0, 0, 0)"
                    " ON CONFLICT (name_key) DO NOTHING"
                ),
                {"name": name, "key": name.lower()},
            )
        return self._one("SELECT id FROM repository WHERE name_key = :key", key=name.lower())

    def account(self, who: Who) -> int | None:
        """Give somebody's account, the same as their commits have."""
        if who is None:
            return None
        if who not in self.accounts:
            self.accounts[who] = self._account(who)
        return self.accounts[who]

    def _account(self, who: tuple[str, str]) -> int:
        identity = identify(PersonSeen(*who))
        with self.database.writing() as connection:
            known = connection.execute(text("SELECT id FROM account WHERE key = :key"), {"key": identity.key}).scalar()
            if known is not None:
                return int(known)
            person = connection.execute(text("INSERT INTO person DEFAULT VALUES RETURNING id")).scalar_one()
            query = text(
                "INSERT INTO account (key, person_id, address, login, github_id, name, kind)"
                " VALUES (:key, :person, :address, :login, :github_id, :name, 'human') RETURNING id"
            )
            return int(connection.execute(query, {**identity._asdict(), "person": person, "name": who[0]}).scalar_one())

    def join(self, one: Who, other: Who) -> None:
        """Make two accounts one person's."""
        values = {"one": self.account(one), "other": self.account(other)}
        query = "UPDATE account SET person_id = (SELECT person_id FROM account WHERE id = :one) WHERE id = :other"
        with self.database.writing() as connection:
            connection.execute(text(query), values)

    def default_branch(self, name: str, repository: str = ENGINE) -> None:
        """Have GitHub name a repository's default branch."""
        values = {"name": name, "id": self.repository(repository)}
        with self.database.writing() as connection:
            connection.execute(text("UPDATE repository SET default_branch = :name WHERE id = :id"), values)

    def private(self, repository: str = ENGINE) -> None:
        values = {"yes": True, "id": self.repository(repository)}
        with self.database.writing() as connection:
            connection.execute(text("UPDATE repository SET is_private = :yes WHERE id = :id"), values)

    def _one(self, query: str, **values: Any) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(text(query), values).scalar_one())

    def _write(self, table: str, key: tuple[str, ...], **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        changed = ", ".join(f"{name} = excluded.{name}" for name in values)
        with self.database.writing() as connection:
            connection.execute(
                text(
                    f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE"
                    f" SET {changed}"
                ),
                values,
            )
