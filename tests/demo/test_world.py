"""The fictional world is always the same, and holds everything that the counting rules speak of."""

import re
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.registry import load_registry
from demo.fast_import import run_git
from demo.people import ROSTER
from demo.world import World, make_world
from reports.months import Month


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("full"), size="full")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("small"))


def log(world: World, name: str, form: str, *options: str) -> list[str]:
    """One entry a commit, oldest first."""
    shown = run_git(world.repositories[name], "log", "--reverse", f"--format=%x1e{form}", *options, "main")
    return [entry.rstrip("\n") for entry in shown.decode("utf-8", "replace").split("\x1e")[1:]]


def everywhere(world: World, form: str, *options: str) -> list[str]:
    return [entry for name in world.repositories for entry in log(world, name, form, *options)]


def heads(world: World) -> Mapping[str, bytes]:
    return {name: run_git(path, "rev-parse", "main") for name, path in world.repositories.items()}


@pytest.fixture(scope="module")
def numstats(full: World) -> list[str]:
    return [
        line for entry in everywhere(full, "", "--numstat", "-M", "--no-merges") for line in entry.split("\n") if line
    ]


def test_a_world_is_not_written_over_another(tmp_path: Path) -> None:
    make_world(tmp_path)
    with pytest.raises(FileExistsError):
        make_world(tmp_path)


def test_another_seed_makes_another_world(small: World, tmp_path: Path) -> None:
    assert not set(heads(small).values()) & set(heads(make_world(tmp_path, seed=8)).values())


def test_the_same_seed_makes_the_same_commits(small: World, full: World, tmp_path: Path) -> None:
    assert heads(make_world(tmp_path / "small")) == heads(small)
    assert heads(make_world(tmp_path / "full", size="full")) == heads(full)
    for name in ("organizations", "upstreams", "automation", "providers"):
        file = f"{name}.toml"
        assert (tmp_path / "full" / "registry" / file).read_bytes() == (full.registry / file).read_bytes()


def test_the_small_world_is_quickly_made(tmp_path: Path) -> None:
    started = time.monotonic()
    world = make_world(tmp_path)
    assert time.monotonic() - started < 5  # a fifth of a second on an idle machine
    assert len(world.repositories) == 3
    assert len(load_registry(only=world.registry).organizations) == 5
    assert 280 <= len(everywhere(world, "", "--no-merges")) <= 380


def test_the_full_world_has_its_size_and_ends_with_the_closed_months(full: World) -> None:
    assert len(full.repositories) == 8
    assert 3_000 <= len(everywhere(full, "", "--no-merges")) <= 6_500
    months = Counter(everywhere(full, "%cd", "--date=format:%Y-%m"))
    assert min(months) == "2023-06"
    assert max(months) == "2026-07"
    assert len(months) == 38
    assert full.months == ("2026-06", "2026-07")
    assert min(months[month] for month in full.months) > 60


def test_the_default_branch_is_the_only_branch_and_commits_are_in_their_order(full: World, small: World) -> None:
    for world in (full, small):
        for name, path in world.repositories.items():
            assert run_git(path, "for-each-ref", "--format=%(refname)").split() == [b"refs/heads/main"]
            dates = [int(date) for date in log(world, name, "%ct", "--first-parent")]
            assert dates == sorted(dates), name


def test_git_finds_nothing_wrong_in_the_ordinary_repositories(full: World, small: World) -> None:
    for world in (full, small):
        for name, path in world.repositories.items():
            if name != "lantern/evalbench":  # there `<b>Eve</b>` is an author, as git would never write it
                assert run_git(path, "fsck", "--strict") == b""


def test_changes_land_squashed_merged_and_plain(full: World) -> None:
    squashed = log(full, "acme/tensorkit", "%s")
    assert sum(bool(re.search(r" \(#\d+\)$", subject)) for subject in squashed) > 0.9 * len(squashed)
    assert not any(re.search(r"#\d", subject) for subject in log(full, "commons/harrow", "%s") if "Fix" in subject)
    merges = log(full, "commons/loom", "%s", "--merges", "--first-parent")
    assert sum(bool(re.match(r"Merge pull request #\d+ from [\w-]+/topic-\d+$", subject)) for subject in merges) > 100
    brought = [
        int(run_git(full.repositories["commons/loom"], "rev-list", "--count", f"{sha}^1..{sha}^2"))
        for sha in log(full, "commons/loom", "%H", "--merges")[:40]
    ]
    assert max(brought) >= 3


def test_several_commits_bear_one_number(full: World) -> None:
    numbers = Counter(re.findall(r"\(#(\d+)\)$", "\n".join(log(full, "acme/tensorkit", "%s")), re.MULTILINE))
    assert 3 in numbers.values()


@pytest.mark.parametrize(
    "line",
    [
        r"Co-authored-by: \w+ \w+ <.+@.+\.example>",
        r"Co-authored-by: \w+ \w+ <\d+\+[\w-]+@users\.noreply\.github\.com>",
        r"Co-authored-by: Quill <noreply@quill\.example>",
        r"Assisted-by: Quill",
        r"Signed-off-by: .+ <.+>",
        r"Reviewed-by: .+ <.+>",
        r"Co-authored-by: <b>Eve</b> <eve@hostile\.example>",
    ],
)
def test_messages_have_the_trailers(full: World, line: str) -> None:
    trailers = "\n".join(everywhere(full, "%(trailers:only)")).split("\n")
    assert sum(bool(re.fullmatch(line, trailer)) for trailer in trailers) >= 4


def test_automation_and_a_service_are_authors(full: World) -> None:
    authors = Counter(everywhere(full, "%aE"))
    named = {address.split("+", 1)[-1] for address in authors}
    assert {f"{bot}[bot]@users.noreply.github.com" for bot in ("patchbot", "tidybot", "quill")} <= named
    assert authors["releases@acme.example"] > 5
    agents = [
        entry for entry in everywhere(full, "%aN%x00%(trailers:key=Co-authored-by)") if entry.startswith("quill[bot]")
    ]
    humans = [entry for entry in agents if re.search(r"Co-authored-by: (?!Quill)", entry)]
    assert 0 < len(humans) < len(agents)


def test_reverts_of_every_sort_are_there(full: World) -> None:
    messages = log(full, "acme/tensorkit", "%B")
    plain = [found[1] for text in messages if (found := re.search(r"This reverts commit ([0-9a-f]{40})\.", text))]
    shas = set(log(full, "acme/tensorkit", "%H"))
    assert [sha in shas for sha in plain].count(True) >= 2
    assert [sha in shas for sha in plain].count(False) == 1
    web = [
        text for text in messages if re.match(r'Revert "[^"]+ \(#\d+\)" \(#\d+\)\n\nReverts acme/tensorkit#\d+', text)
    ]
    again = [text for text in messages if re.match(r'Revert "Revert ".+ \(#\d+\)" \(#\d+\)" \(#\d+\)\n', text)]
    assert len(web) >= 2
    assert len(again) >= 2


def test_a_revert_takes_back_exactly_what_was_done(full: World) -> None:
    path = full.repositories["acme/tensorkit"]
    for text in log(full, "acme/tensorkit", "%H%n%B"):
        sha, found = text[:40], re.search(r"This reverts commit ([0-9a-f]{40})\.", text)
        if found and found[1] != "0123456789" * 4:
            paths = run_git(path, "diff", "--name-only", f"{found[1]}^", found[1]).decode().split()
            assert paths
            assert run_git(path, "diff", "--name-only", f"{found[1]}^", sha, "--", *paths) == b""


def test_a_mirror_takes_changes_over_in_their_authors_names(full: World) -> None:
    pattern = load_registry(only=full.registry).upstreams["acme/tensorkit-lite"].landing.sync_subject
    assert pattern
    entries = log(full, "acme/tensorkit-lite", "%s%x00%aE %at%x00%B")
    synced = [entry.split("\0") for entry in entries if re.match(pattern, entry)]
    assert 0 < len(entries) - len(synced) < len(synced)
    authors = dict(entry.split("\0") for entry in log(full, "acme/tensorkit", "%H%x00%aE %at"))
    for _, author, body in synced:
        found = re.search(r"Upstream-commit: (\w{40})", body)
        assert found
        assert authors[found[1]] == author


@pytest.mark.parametrize(
    "line",
    [
        r"\d+\t\d+\tpackage-lock\.json",
        r"\d+\t\d+\tvendor/.+",
        r"\d+\t\d+\tthird/.+",
        r"\d+\t\d+\t.+\.min\.js",
        r"\d+\t\d+\t.+_pb2\.py",
        r"\d+\t\d+\tgen/.+",
        r"-\t-\t.+\.png",
        r"0\t0\t.*\{.+ => .+\}.*",
        r"[1-9]\d*\t[1-9]\d*\t.*\{.+ => .+\}.*",
        r"30000\t0\t.+",
        r"1\t1\t(README|docs/.+)\.md",
        r'\d+\t\d+\t"notes/<i>tab\\there</i> .+',
    ],
)
def test_files_that_count_otherwise_are_changed(numstats: list[str], line: str) -> None:
    assert any(re.fullmatch(line, found) for found in numstats)


def test_generated_and_vendored_folders_are_declared(full: World) -> None:
    for path in full.repositories.values():
        attributes = run_git(path, "show", "main:.gitattributes")
        assert b"gen/** linguist-generated=true\n" in attributes
        assert b"third/** linguist-vendored\n" in attributes


def test_empty_commits_and_octopus_merges_are_there(full: World) -> None:
    bare = [entry for entry in log(full, "acme/tensorkit", "%s", "--numstat", "--no-merges") if "\n" not in entry]
    assert "Trigger the build" in bare
    assert max(len(parents.split()) for parents in log(full, "commons/loom", "%P")) == 4


def test_addresses_are_of_every_sort_and_nobodys(full: World) -> None:
    addresses = set(everywhere(full, "%aE"))
    domains = Counter(address.rpartition("@")[2] for address in addresses)
    assert domains.keys() >= {
        "gmail.com", "users.noreply.github.com", "acme.example", "lab.acme.example", "ai.natlab.example",
        "eu.nimbus.example", "alumni.example", "mailhaven.example",
    }  # fmt: skip
    assert any(re.fullmatch(r"\d+\+[\w-]+@users\.noreply\.github\.com", address) for address in addresses)
    assert any(re.fullmatch(r"[a-z-]+@users\.noreply\.github\.com", address) for address in addresses)
    claimed = load_registry(only=full.registry)
    personal = {domain for domain in domains if claimed.domain_claim(domain) is None}
    assert len(personal) > 3
    for domain, number in domains.items():
        assert number > 0
        assert domain.endswith(".example") or domain in {"gmail.com", "users.noreply.github.com", "b"}
    for address in addresses:
        assert "fictional" in address or not address.endswith("@gmail.com")
        assert re.search(r"-demo@|^19\d{8}\+.+@", address) or not address.endswith("@users.noreply.github.com")


def test_hostile_names_dates_and_bytes_are_there(full: World) -> None:
    raw = run_git(full.repositories["lantern/evalbench"], "log", "--format=raw", "main")
    assert b'\nauthor =HYPERLINK("https://evil.example","x") <formula@hostile.example> ' in raw
    assert b"\nauthor <b>Eve</b> <eve@hostile.example> " in raw
    assert b"\nauthor [Mal](javascript:alert(1)) | @everyone `x` <mal@hostile.example> " in raw
    assert b"\nauthor Bj\xf8rn \xc5gren <bjorn@hostile.example> " in raw
    dates = {int(date) for date in log(full, "lantern/evalbench", "%at")}
    assert min(dates) == 86_400
    assert max(dates) > 4_000_000_000


def monthly(world: World, team: str) -> Counter[str]:
    """Changes a month by the people of a team, at whatever address; copies in the mirror left out."""
    addresses = {address for person in ROSTER[team] for address in person.addresses}
    names = [name for name in world.repositories if name != "acme/tensorkit-lite"]
    options = ("--no-merges", "--date=format:%Y-%m")
    entries = [entry.split("\0") for name in names for entry in log(world, name, "%aE%x00%cd", *options)]
    return Counter(month for address, month in entries if address in addresses)


def test_a_bank_mends_one_typo_a_month(full: World) -> None:
    assert set(monthly(full, "fjord").values()) == {1}
    assert len(monthly(full, "fjord")) == 38
    entries = log(full, "commons/loom", "%aE", "--numstat")
    changed = [entry.split("\n", 1)[1].strip() for entry in entries if "@fjordbank.example\n" in entry]
    assert all(re.fullmatch(r"1\t1\t(README|docs/.+)\.md", files) for files in changed)


def test_companies_differ_in_how_steadily_they_work(full: World) -> None:
    last_year = [f"2025-{month:02}" for month in range(8, 13)] + [f"2026-{month:02}" for month in range(1, 8)]
    borealis, nimbus, zeta = (monthly(full, team) for team in ("borealis", "nimbus", "zeta"))
    assert min(borealis[month] for month in last_year) >= 10
    assert max(nimbus[month] for month in last_year) < min(nimbus[f"2024-{month:02}"] for month in range(1, 7))
    assert zeta["2025-08"] == 0 < zeta["2025-10"]
    assert sum(monthly(full, "osprey").values()) == 6


def share(world: World, name: str, team: str) -> float:
    addresses = {address for person in ROSTER[team] for address in person.addresses}
    authors = log(world, name, "%aE", "--no-merges")
    return sum(author in addresses for author in authors) / len(authors)


def test_a_host_does_most_of_its_own_project_and_a_startup_carries_a_neutral_one(full: World) -> None:
    assert share(full, "granite/graniteml", "granite") > 0.6
    assert share(full, "commons/harrow", "kestrel") > 0.6
    assert load_registry(only=full.registry).hosts_of("commons/harrow", Month.parse("2026-07")) == "commons"
    assert share(full, "nimbus/strata", "nimbus") > 0.8


def test_a_historical_project_has_ended(full: World) -> None:
    assert max(log(full, "nimbus/strata", "%cd", "--date=format:%Y-%m")) == "2024-12"
