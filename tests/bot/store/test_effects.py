"""Effects, each once: whatever happens between the wish and the answer, GitHub has one of it in the end."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.errors import NotYetError
from bot.github_errors import DoubtfulError, ForbiddenError, GoneError, RateLimitedError, UnreachableError
from bot.store.database import Database
from bot.store.effects import SETTLING, Effects, Written

KEY = "reply:9001:501"


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Github:
    """One place where comments are written; each attempt goes as `fates` says, then well."""

    now: datetime = datetime(2026, 8, 3, 12, tzinfo=UTC)
    comments: list[str] = field(default_factory=list)
    unseen: list[tuple[datetime, str]] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    attempts: int = 0
    looks: int = 0

    def clock(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def look(self) -> str | None:
        self.looks += 1
        shown = [each for since, each in self.unseen if since <= self.now]
        return shown[0] if shown else None

    def act(self) -> str:
        self.attempts += 1
        fate = self.fates.pop(0) if self.fates else "well"
        if fate == "killed before":
            raise Killed
        if fate == "limited":
            raise RateLimitedError(429, "slow down", int(self.now.timestamp()) + 60)
        if fate == "not sent":
            raise UnreachableError(0, "no route")
        if fate == "lost":
            raise DoubtfulError(502, "did it?")
        made = str(500 + len(self.unseen))
        lag = 5 if "lagging" in fate else 0
        self.unseen.append((self.now + timedelta(seconds=lag), made))
        if fate.startswith("done"):
            raise DoubtfulError(502, "did it?")
        if fate.startswith("killed"):
            raise Killed
        return made


FATES = [
    "well",
    "limited",
    "not sent",
    "lost",
    "done, and answered 502",
    "done, lagging, and answered 502",
    "killed before",
    "killed after",
    "killed after, lagging",
]


def written(database: Database) -> list[tuple[str, str, str | None]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT key, state, remote_id FROM effect ORDER BY key"))]


def test_what_is_done_is_not_done_again(database: Database) -> None:
    github = Github()
    effects = Effects(database, github.clock)
    assert effects.once(KEY, github.look, github.act) == "500"
    assert effects.once(KEY, github.look, github.act) == "500"
    assert (github.attempts, github.looks) == (1, 0)
    assert written(database) == [(KEY, "done", "500")]


def test_it_is_written_down_before_it_is_tried(database: Database) -> None:
    seen: list[tuple[str, str, str | None]] = []

    def act() -> str:
        seen.extend(written(database))
        return "500"

    Effects(database, Github().clock).once(KEY, Github().look, act)
    assert seen == [(KEY, "intended", None)]


def test_what_was_done_though_github_answered_502_is_found(database: Database) -> None:
    github = Github(fates=["done, and answered 502"])
    assert Effects(database, github.clock).once(KEY, github.look, github.act) == "500"
    assert github.attempts == 1


def test_what_cannot_be_found_yet_is_not_tried_again_yet(database: Database) -> None:
    github = Github(fates=["done, lagging, and answered 502"])
    effects = Effects(database, github.clock)
    with pytest.raises(NotYetError) as error:
        effects.once(KEY, github.look, github.act)
    assert error.value.until == int(github.now.timestamp()) + SETTLING
    github.later(SETTLING)
    assert effects.once(KEY, github.look, github.act) == "500"
    assert github.attempts == 1


def test_a_doubt_is_counted_from_the_end_of_an_attempt_that_took_long(database: Database) -> None:
    github = Github(fates=["done, lagging, and answered 502"])
    effects = Effects(database, github.clock)

    def act() -> str:
        github.later(10)
        return github.act()

    with pytest.raises(NotYetError) as error:
        effects.once(KEY, github.look, act)
    assert error.value.until == int(github.now.timestamp()) + SETTLING
    github.later(SETTLING - 1)
    with pytest.raises(NotYetError) as error:
        effects.once(KEY, lambda: None, github.act)
    assert error.value.until == int(github.now.timestamp()) + 1
    assert github.attempts == 1


def test_what_somebody_else_took_over_while_it_was_looked_for_is_theirs(database: Database) -> None:
    github = Github(fates=["killed before", "killed before"])
    effects = Effects(database, github.clock)

    def look_while_another_tries() -> None:
        with pytest.raises(Killed):
            Effects(database, github.clock).once(KEY, github.look, github.act)

    with pytest.raises(Killed):
        effects.once(KEY, github.look, github.act)
    github.later(SETTLING)
    with pytest.raises(NotYetError) as error:
        effects.once(KEY, look_while_another_tries, github.act)
    assert error.value.until == int(github.now.timestamp()) + SETTLING
    assert github.attempts == 2


def test_what_is_never_found_is_tried_again_when_it_can_no_longer_come(database: Database) -> None:
    github = Github(fates=["lost"])
    effects = Effects(database, github.clock)
    for seconds in (0, SETTLING - 1):
        github.later(seconds)
        with pytest.raises(NotYetError):
            effects.once(KEY, github.look, github.act)
    assert github.attempts == 1
    github.later(1)
    assert effects.once(KEY, github.look, github.act) == "500"
    assert github.attempts == 2


def test_a_process_that_was_killed_in_between_leaves_one_behind(database: Database) -> None:
    for fate, attempts in (("killed before", 2), ("killed after", 1), ("killed after, lagging", 1)):
        github = Github(fates=[fate])
        effects = Effects(database, github.clock)
        with pytest.raises(Killed):
            effects.once(f"reply:{fate}", github.look, github.act)
        github.later(SETTLING)
        again = Effects(database, github.clock)
        assert again.once(f"reply:{fate}", github.look, github.act) == "500"
        assert (github.attempts, len(github.unseen)) == (attempts, 1)


@pytest.mark.parametrize(
    "refusal",
    [
        RateLimitedError(429, "slow down", 5),
        ForbiddenError(403, "no"),
        GoneError(410, "off"),
        UnreachableError(0, "no"),
    ],
)
def test_what_github_refused_was_not_done_and_may_be_tried_at_once(database: Database, refusal: Exception) -> None:
    def act() -> str:
        raise refusal

    github = Github()
    effects = Effects(database, github.clock)
    with pytest.raises(type(refusal)):
        effects.once(KEY, github.look, act)
    assert written(database) == []
    assert effects.once(KEY, github.look, github.act) == "500"


def test_a_look_that_fails_leaves_the_doubt(database: Database) -> None:
    github = Github(fates=["lost"])
    effects = Effects(database, github.clock)

    def look() -> str | None:
        raise UnreachableError(0, "no")

    with pytest.raises(UnreachableError):
        effects.once(KEY, look, github.act)
    assert written(database) == [(KEY, "intended", None)]
    with pytest.raises(NotYetError):
        effects.once(KEY, github.look, github.act)
    assert github.attempts == 1


def test_what_was_last_written_is_remembered_where_it_is_known(database: Database) -> None:
    github = Github(fates=["done, lagging, and answered 502"])
    effects = Effects(database, github.clock)
    with pytest.raises(NotYetError):
        effects.once(KEY, github.look, github.act, digest="first")
    assert effects.known(KEY) is None
    github.later(SETTLING)
    effects.once(KEY, github.look, github.act, digest="second")
    assert effects.known(KEY) == Written("500", None)  # the first attempt may have written something else
    effects.edited(KEY, "second")
    assert effects.known(KEY) == Written("500", "second")
    effects.forget(KEY)
    assert effects.known(KEY) is None


def test_what_the_attempt_in_doubt_is_found_to_have_written_is_what_it_wrote(database: Database) -> None:
    github = Github(fates=["done, and answered 502"])
    effects = Effects(database, github.clock)
    effects.once(KEY, github.look, github.act, digest="first")
    assert effects.known(KEY) == Written("500", "first")


def test_a_clock_that_was_set_back_does_not_keep_a_doubt_open(database: Database) -> None:
    github = Github(fates=["killed before"])
    effects = Effects(database, github.clock)
    with pytest.raises(Killed):
        effects.once(KEY, github.look, github.act)
    github.later(-30 * 86_400)
    with pytest.raises(NotYetError) as raised:
        effects.once(KEY, github.look, github.act)
    assert raised.value.until == int(github.now.timestamp()) + SETTLING
    github.later(SETTLING)
    assert effects.once(KEY, github.look, github.act) == "500"
    assert github.attempts == 2


def test_what_was_just_made_is_not_taken_for_gone_since_github_may_not_show_it_yet(database: Database) -> None:
    github = Github()
    effects = Effects(database, github.clock)
    effects.once(KEY, github.look, github.act)
    with pytest.raises(NotYetError):
        effects.gone(KEY)
    assert effects.known(KEY) is not None
    github.later(SETTLING)
    effects.gone(KEY)
    assert effects.known(KEY) is None
    effects.gone(KEY)


def test_what_was_made_by_a_clock_that_was_ahead_may_be_gone_at_once(database: Database) -> None:
    github = Github()
    effects = Effects(database, github.clock)
    effects.once(KEY, github.look, github.act)
    github.later(-30 * 86_400)
    effects.gone(KEY)
    assert effects.known(KEY) is None


def test_of_several_that_try_at_once_one_does(
    new_address: Callable[..., str], new_database: Callable[..., Database]
) -> None:
    address = new_address()
    github = Github()
    start, problems = threading.Barrier(4), list[BaseException]()

    def attempt(database: Database) -> None:
        start.wait()
        try:
            Effects(database, github.clock).once(KEY, github.look, github.act)
        except NotYetError:
            pass
        except BaseException as error:  # noqa: BLE001 - told below
            problems.append(error)

    for _ in range(2):
        threads = [threading.Thread(target=attempt, args=(new_database(address),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert github.attempts == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FATES), max_size=5), st.lists(st.integers(0, 20), min_size=12, max_size=12))
def test_whatever_befalls_the_attempts_there_is_one_in_the_end(
    database: Database, fates: list[str], waits: list[int]
) -> None:
    github = Github(fates=list(fates))
    Effects(database, github.clock).forget(KEY)
    for wait in [*waits, SETTLING, SETTLING, SETTLING, SETTLING, SETTLING, SETTLING]:
        with contextlib.suppress(Killed, NotYetError, RateLimitedError, UnreachableError):
            Effects(database, github.clock).once(KEY, github.look, github.act)
        github.later(wait)
    assert len(github.unseen) == 1
    assert [row[1:] for row in written(database)] == [("done", "500")]


class Noting(Database):
    """A database that notes of each of its transactions whether it is flushed to the disk."""

    flushed: ClassVar[list[bool]] = []

    @contextlib.contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        with super().writing(durable=durable) as connection:
            yield connection
        self.flushed.append(durable)


def test_before_something_is_written_on_github_the_wish_has_reached_the_disk(
    new_address: Callable[..., str],
) -> None:
    database, github = Noting(new_address()), Github()
    effects, before_writes = Effects(database, github.clock), []

    def act() -> str:
        before_writes.append(database.flushed[-1])
        return github.act()

    github.fates = ["lost"]
    with pytest.raises(NotYetError):
        effects.once(KEY, github.look, act)
    github.later(SETTLING)
    effects.once(KEY, github.look, act)  # the former wish is taken over, and must not be older after a power cut
    assert before_writes == [True, True]
    database.close()
