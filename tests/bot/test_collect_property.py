"""However a history was scanned (appended, rewritten, cut off, again), what counts is what one scan from nothing finds.

Random histories with merges, octopuses, foxtrots, several roots and re-landings; the branch moves to any commit between
scans, and scans are cut off at any point.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import postgres_factory
from git_builder import FIRST_DATE, GitBuilder
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from stored_facts import Stored, stored

from bot.collect import Collector, Scanned, collect
from bot.registry import Registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database

REPOSITORY = "acme/bot-merged"
EXAMPLES = 50
SUBJECTS = (
    "Fix it",
    "Fix it (#{n})",
    "Merge pull request #{n} from a/b",
    "sync : upstream (#{n})",
    'Revert "It (#{n})"',
)
BODIES = (
    "",
    "\n\nCo-authored-by: Lee <lee@acme.example>\nReviewed-by: Kim <kim@mail.example>",
    "\n\nCo-Author-By: Dana Doe <dana@acme.example>\nassisted-by: helper",
    "\n\nPull Request resolved: https://github.com/acme/bot-merged/pull/{n}",
    "\n\nThis reverts commit abcdef1.",
)
AUTHORS = (("Dana Doe", "dana@acme.example"), ("Lee", "7+lee@users.noreply.github.com"), ("", ""))


class CutOffError(Exception):
    """The scan ends here, as it would with the process."""


@dataclass(frozen=True)
class Made:
    """One commit to make: its parents as distances back from the newest commit (none: a root)."""

    parents: tuple[int, ...]
    subject: int
    body: int
    author: int
    number: int
    hours: int
    path: int


@dataclass(frozen=True)
class Step:
    """One scan: of which commit as the branch's tip, after how many commits cut off (0: never), by which rules."""

    tip: int
    cut_after: int
    other_rules: bool = False


COMMITS = st.builds(
    Made,
    parents=st.one_of(
        st.just((1,)),
        st.lists(st.integers(1, 6), min_size=2, max_size=4, unique=True).map(tuple),
        st.integers(1, 5).map(lambda back: (back,)),
        st.just(()),
    ),
    subject=st.sampled_from([0, 0, 1, 1, 2, 2, 3, 4]),
    body=st.sampled_from([0, 0, 1, 2, 3, 3, 4]),
    author=st.integers(0, len(AUTHORS) - 1),
    number=st.integers(1, 6),
    hours=st.one_of(st.integers(0, 2_000), st.sampled_from([-(FIRST_DATE // 3_600) - 9, 900_000])),
    path=st.integers(0, 3),
)
HISTORIES = st.lists(COMMITS, min_size=1, max_size=16)
STEPS = st.lists(st.builds(Step, st.integers(0, 40), st.sampled_from([0, 0, 0, 1, 2, 5])), min_size=1, max_size=5)


def build(history: list[Made], path: Path) -> tuple[GitBuilder, list[str]]:
    """Write the history; gives the commits' ids."""
    repository = GitBuilder(path)
    shas: list[str] = []
    for made in history:
        parents = list(dict.fromkeys(shas[-back] for back in made.parents if back <= len(shas)))
        date = FIRST_DATE + made.hours * 3_600
        message = (SUBJECTS[made.subject] + BODIES[made.body]).format(n=made.number)
        files = {f"{made.path}.md" if made.path else "go.sum": b"%d\n" % len(shas) * (made.path + 1)}
        shas.append(
            repository.commit(
                files if made.path < 3 else None,
                parents=parents,
                message=message,
                author=AUTHORS[made.author],
                author_date=FIRST_DATE,
                commit_date=max(date, 0) if date < 1 << 32 else date,
            )
        )
    repository.flush()
    return repository, shas


def scan(database: Database, registry: Registry, where: Path, executor: Executor, cut_after: int = 0) -> Scanned | None:
    """Scan in tasks of two commits, as long histories are scanned in many; None where it was cut off."""
    seen = 0

    def watch(_repository: str, commits: int) -> None:
        nonlocal seen
        seen += commits
        if 0 < cut_after <= seen:
            raise CutOffError

    options = PlaceOptions(where.parent / "cache")
    collector = Collector(database, registry, executor, 1, options, watch, commits_a_task=2)
    try:
        return collect(collector, str(where), REPOSITORY)
    except CutOffError:
        executor.submit(int).result()  # what was under way ends before the repository is touched again
        return None


def left_by(
    address: str, registry: Registry, where: Path, executor: Executor, steps: list[tuple[str, int, bool]]
) -> Stored:
    """Run the scans and give what counts after them."""
    database = Database(address)
    try:
        repository = GitBuilder(where)
        for tip, cut_after, other_rules in steps:
            repository.set_branch("main", tip)
            rules = replace(registry, upstreams={}) if other_rules else registry
            scanned = scan(database, rules, where, executor, cut_after)
        left = stored(database, REPOSITORY)
        assert scanned is not None
        assert left.repository == (scanned.head, *scanned.totals)
        return left
    finally:
        database.close()


@pytest.fixture(scope="module")
def thread() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="module")
def make_address(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    template: Path = request.getfixturevalue("sqlite_template")
    numbers = iter(range(1_000_000))
    return lambda folder: f"sqlite:///{shutil.copyfile(template, folder / f'{next(numbers)}.db')}"


def check(
    history: list[Made], steps: list[Step], make_address: Callable[[Path], str], registry: Registry, thread: Executor
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repository, shas = build(history, Path(folder) / "repository.git")
        *before, last = [(shas[step.tip % len(shas)], step.cut_after, step.other_rules) for step in steps]
        scans = [*before, last, (last[0], 0, False)]
        in_many = left_by(make_address(Path(folder)), registry, repository.path, thread, scans)
        at_once = left_by(make_address(Path(folder)), registry, repository.path, thread, [(last[0], 0, False)])
        assert in_many == at_once
        reachable = repository.git("rev-list", last[0]).decode().split()
        assert set(in_many.landings) == set(in_many.commits) == set(reachable)


PLAIN = Made((1,), 0, 0, 0, 1, 5, 1)


FAST = [phase for phase in Phase if phase is not Phase.explain]


@settings(phases=FAST, max_examples=EXAMPLES if settings().max_examples == 100 else settings().max_examples)
@given(history=HISTORIES, steps=STEPS)
# a merge bot's number is in the message alone: a scan that is cut off must not lose it
@example(history=[PLAIN, replace(PLAIN, body=3)], steps=[Step(1, 2)])
# the branch returns to where it was before a scan that was cut off
@example(history=[PLAIN, PLAIN, PLAIN], steps=[Step(0, 0), Step(2, 1), Step(0, 0)])
# the rules change while the branch stands still, and a scan by others is cut off
@example(history=[replace(PLAIN, body=3, subject=3)] * 3, steps=[Step(2, 0, other_rules=True), Step(2, 2)])
# a foxtrot: the old tip becomes the second parent
@example(
    history=[PLAIN, PLAIN, replace(PLAIN, parents=(2,)), replace(PLAIN, parents=(1, 2))], steps=[Step(1, 0), Step(3, 0)]
)
def test_any_split_of_scans_leaves_what_one_scan_from_nothing_finds(
    history: list[Made],
    steps: list[Step],
    make_address: Callable[[Path], str],
    registry: Registry,
    thread: Executor,
) -> None:
    check(history, steps, make_address, registry, thread)


@settings(phases=FAST, max_examples=max(6, settings().max_examples // 20))
@given(history=HISTORIES, steps=STEPS)
def test_any_split_of_scans_on_postgresql_leaves_what_one_scan_on_sqlite_finds(
    history: list[Made],
    steps: list[Step],
    make_address: Callable[[Path], str],
    postgres: str,
    registry: Registry,
    thread: Executor,
) -> None:
    with postgres_factory(postgres) as new_database:
        makers: Iterator[Callable[[Path], str]] = iter([lambda _folder: new_database(), make_address])

        def one_after_the_other(folder: Path) -> str:
            return next(makers)(folder)

        check(history, steps, one_after_the_other, registry, thread)


def test_a_commit_that_comes_back_after_the_rules_changed_is_read_by_the_new_ones(
    make_address: Callable[[Path], str], registry: Registry, thread: Executor
) -> None:
    history = [PLAIN, replace(PLAIN, body=3)]
    check(history, [Step(1, 0, other_rules=True), Step(0, 0), Step(1, 0)], make_address, registry, thread)
