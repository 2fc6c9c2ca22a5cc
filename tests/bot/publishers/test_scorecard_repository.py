"""The operator's scorecard repository: one commit, a release for each month, nothing of anybody else's touched."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from published_world import NOW

from bot.errors import GivebackError, InputError
from bot.github_client import Endpoints, GitHub
from bot.github_errors import ForbiddenError, GitHubError
from bot.publishers.folder import MANIFEST
from bot.publishers.releases import Release
from bot.publishers.scorecard_repository import ScorecardRepository, blob_sha
from bot.publishers.writing import Writer
from tests.github import faults
from tests.github.clock import Clock
from tests.github.faults import Fault
from tests.github.git_repository import Who
from tests.github.requests_log import Asked
from tests.github.stand_in import StandIn
from tests.github.state import Repository

SITE: dict[str, str | bytes] = {
    "index.html": "<p>newest</p>",
    "2026-07/index.html": "<p>July – ü</p>",
    "data/2026-07.json": '{"month":"2026-07"}\n',
}
RELEASE = Release(
    "scorecard-2026-07", "July 2026, provisional", "Revision 1", {"2026-07.json": b"{}\n", "2026-07.meta.json": b"[]\n"}
)
DANA = Who("Dana", "dana@mail.example", NOW)


@dataclass
class Place:
    github: StandIn
    repository: Repository
    client: GitHub
    writer: Writer = field(default_factory=lambda: Writer(is_dry=False))

    def publish(
        self, site: Mapping[str, str | bytes] = SITE, *releases: Release, writer: Writer | None = None
    ) -> list[str]:
        connection = self.client.as_operator()
        assert connection is not None
        with connection:
            place = ScorecardRepository(connection, writer or self.writer, "acme/scorecards")
            return place.publish(site, "Scorecard July 2026", releases)

    def push(self, files: Mapping[str, str], message: str = "Somebody's") -> str:
        git = self.github.git(self.repository)
        return git.commit_files("main", {name: text.encode() for name, text in files.items()}, message, DANA, DANA)

    def files(self) -> dict[str, bytes]:
        git = self.github.git(self.repository)
        tip = git.refs()["refs/heads/main"]
        return {entry.path: git.blob(entry.sha) for entry in git.tree(tip, recursive=True) if entry.kind == "blob"}

    def subjects(self) -> list[str]:
        return [commit.subject for commit in self.github.git(self.repository).commits("refs/heads/main")]

    @property
    def writes(self) -> list[Asked]:
        return [asked for asked in self.github.requests if asked.writes]


@pytest.fixture
def place() -> Iterator[Place]:
    clock = Clock(NOW)
    with StandIn(clock=clock) as github:
        owner = github.user("operator")
        github.organization("acme", owner=owner)
        repository = github.repository("acme/scorecards")
        endpoints = Endpoints.of(github.web_url, github.api_url)
        token = github.token(owner)
        client = GitHub(endpoints, None, clock.now, operator_token=token, sleep=lambda _: None, write_pause=0)
        made = Place(github, repository, client)
        made.push({"README.md": "Ours\n"}, "First")
        yield made
        assert github.unknown_requests == []


def encoded(site: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {name: text.encode() if isinstance(text, str) else text for name, text in site.items()}


def is_published(place: Place, site: Mapping[str, str | bytes] = SITE) -> bool:
    files = place.files()
    listed = json.loads(files.pop(MANIFEST))
    return listed == sorted(site) and files == {**encoded(site), "README.md": b"Ours\n"}


def test_the_site_comes_in_one_commit_beside_what_is_there(place: Place) -> None:
    assert place.publish() == ["4 files written and 0 removed in one commit"]
    assert is_published(place)
    assert place.subjects() == ["Scorecard July 2026", "First"]


def test_publishing_twice_writes_nothing(place: Place) -> None:
    place.publish(SITE, RELEASE)
    before = len(place.writes)
    assert place.publish(SITE, RELEASE) == ["files unchanged"]
    assert len(place.writes) == before


def test_what_changed_is_written_and_what_is_gone_is_removed(place: Place) -> None:
    place.publish()
    changed = {
        "index.html": "<p>August</p>",
        "2026-08/index.html": "<p>August</p>",
        "data/2026-07.json": SITE["data/2026-07.json"],
    }
    assert place.publish(changed) == ["3 files written and 1 removed in one commit"]
    assert is_published(place, changed)
    tree = next(asked for asked in reversed(place.writes) if asked.path.endswith("/git/trees"))
    assert {entry["path"] for entry in json.loads(tree.body)["tree"]} == {
        MANIFEST, "index.html", "2026-08/index.html", "2026-07/index.html",
    }  # fmt: skip


def test_bytes_that_are_no_text_are_published_too(place: Place) -> None:
    place.publish({**SITE, "static/icon.png": b"\x89PNG\xff\x00"})
    assert place.files()["static/icon.png"] == b"\x89PNG\xff\x00"


def test_a_site_of_many_files_is_one_commit_all_the_same(place: Place) -> None:
    site: dict[str, str | bytes] = {f"2026-07/organizations/o{number}.html": str(number) for number in range(450)}
    place.publish(site)
    assert is_published(place, site)
    assert len(place.subjects()) == 2
    assert [asked.path.rpartition("/")[2] for asked in place.writes] == ["trees"] * 3 + ["commits", "main"]


def test_large_files_are_sent_in_several_trees_of_one_commit(place: Place) -> None:
    site: dict[str, str | bytes] = {f"data/{name}.json": name * 600_000 for name in "abc"}
    place.publish(site)
    assert is_published(place, site)
    trees = [asked for asked in place.writes if asked.path.endswith("/git/trees")]
    assert len(trees) == 3
    assert all(len(tree.body) < 1_000_000 for tree in trees)
    assert place.subjects() == ["Scorecard July 2026", "First"]


@pytest.mark.parametrize("theirs", ["index.html", "2026-07", "data"])
def test_a_file_of_somebody_elses_is_never_replaced(place: Place, theirs: str) -> None:
    place.push({theirs: "mine\n"})
    with pytest.raises(InputError, match=f"{theirs} is there, and Giveback did not put it there"):
        place.publish()
    assert place.writes == []


def test_a_file_that_somebody_changed_in_our_site_is_put_right(place: Place) -> None:
    place.publish()
    place.push({"index.html": "hacked\n", "notes.txt": "mine\n"})
    assert place.publish() == ["1 files written and 0 removed in one commit"]
    assert place.files()["index.html"] == b"<p>newest</p>"
    assert place.files()["notes.txt"] == b"mine\n"


def test_where_somebody_was_faster_the_commit_is_made_anew_on_theirs(place: Place) -> None:
    def push_once() -> None:
        if len(place.writer.writes) == 2:  # the tree and the commit are made, the branch is about to be moved
            place.push({"notes.txt": "faster\n"})

    place.writer = Writer(is_dry=False, before=push_once)
    place.publish()
    assert place.subjects() == ["Scorecard July 2026", "Somebody's", "First"]
    assert place.files()["notes.txt"] == b"faster\n"
    assert all("force" not in json.loads(asked.body) or not json.loads(asked.body)["force"] for asked in place.writes)


@pytest.mark.parametrize("fault", ["error_after_write", "dropped_after_write", "error", "dropped"])
def test_a_branch_of_which_github_did_not_say_whether_it_moved_is_looked_at(place: Place, fault: str) -> None:
    place.github.faults.next(fault, method="PATCH", path="*/git/refs/heads/main")
    assert place.publish() == ["4 files written and 0 removed in one commit"]
    assert place.github.faults.unmet == []
    assert is_published(place)
    assert place.subjects() == ["Scorecard July 2026", "First"]


def test_where_somebody_is_always_faster_it_is_given_up_and_said(place: Place) -> None:
    place.writer = Writer(
        is_dry=False, before=lambda: place.push({"notes.txt": f"{len(place.writer.writes)}\n"}) and None
    )
    with pytest.raises(GivebackError, match="main moved on during each of 5 tries"):
        place.publish()


def test_an_empty_repository_asks_for_a_first_commit(place: Place) -> None:
    place.github.git(place.repository).set_ref("refs/heads/main", None)
    with pytest.raises(InputError, match="is empty") as raised:
        place.publish()
    assert "README" in raised.value.remedy


def test_a_branch_that_may_not_be_read_is_not_taken_for_an_empty_repository(place: Place) -> None:
    place.github.faults.next("forbidden", method="GET", path="*/git/ref/heads/main")
    with pytest.raises(ForbiddenError, match="Resource not accessible"):
        place.publish()


def test_a_repository_that_is_not_there_or_archived_is_said(place: Place) -> None:
    place.repository.archived = True
    with pytest.raises(InputError, match="is archived"):
        place.publish()
    del place.github.world.repositories[place.repository.id]
    with pytest.raises(InputError, match="not there, or not for this token") as raised:
        place.publish()
    assert "GIVEBACK_SCORECARD_TOKEN" in raised.value.remedy


def test_a_token_that_may_not_write_is_said(place: Place) -> None:
    place.github.faults.next("forbidden", method="POST", path="*/git/trees")
    with pytest.raises(ForbiddenError, match="Resource not accessible"):
        place.publish()


def test_a_list_of_our_files_that_is_none_stops_everything(place: Place) -> None:
    place.publish()
    place.push({MANIFEST: "[1]"})
    before = len(place.writes)
    with pytest.raises(InputError, match="is no list of files"):
        place.publish()
    assert len(place.writes) == before


def test_a_tree_that_is_too_large_for_one_answer_is_read_folder_by_folder(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish()
    before = len(place.writes)

    def cut(answer: dict[str, object]) -> dict[str, object]:
        return {**answer, "tree": [], "truncated": True}

    monkeypatch.setitem(faults.KINDS, "truncated", lambda: Fault("truncated", after=True, alter=cut))
    place.github.faults.next("truncated", method="GET", path="*/git/trees/*")
    assert place.publish() == ["files unchanged"]
    assert place.github.faults.unmet == []
    assert len(place.writes) == before


def test_folders_of_which_each_is_too_large_are_read_one_in_another(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    site: dict[str, str | bytes] = {f"2026-07/organizations/{name}/index.html": name for name in "ab"}
    place.publish(site)

    def cut(answer: dict[str, object]) -> dict[str, object]:
        entries = answer["tree"]
        assert isinstance(entries, list)
        is_deep = any("/" in entry["path"] for entry in entries)
        return {**answer, "tree": [], "truncated": True} if is_deep else answer

    monkeypatch.setitem(faults.KINDS, "truncated", lambda: Fault("truncated", after=True, alter=cut))
    place.github.faults.next("truncated", method="GET", path="*/git/trees/*", times=100)
    assert place.publish(site) == ["files unchanged"]


def test_a_branch_that_is_protected_is_said_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    documented = "https://docs.github.com/rest/git/refs#update-a-reference"
    refusal = {"message": "Repository rule violations found", "documentation_url": documented, "status": "422"}
    monkeypatch.setitem(faults.KINDS, "protected", lambda: Fault("protected", 422, refusal))
    place.github.faults.next("protected", method="PATCH", path="*/git/refs/heads/main")
    with pytest.raises(InputError, match=r"main cannot be moved: .*Repository rule violations found") as raised:
        place.publish()
    assert "protection rules" in raised.value.remedy


def test_a_branch_may_have_a_name_that_means_something_in_addresses(place: Place) -> None:
    git = place.github.git(place.repository)
    git.set_ref("refs/heads/pages/no#1", git.refs()["refs/heads/main"])
    place.repository.default_branch = "pages/no#1"
    assert place.publish() == ["4 files written and 0 removed in one commit"]
    assert [commit.subject for commit in git.commits("refs/heads/pages/no#1")] == ["Scorecard July 2026", "First"]
    assert place.subjects() == ["First"]


def test_a_dry_run_shows_every_write_and_makes_none(place: Place) -> None:
    writer = Writer(is_dry=True)
    place.publish(SITE, RELEASE, writer=writer)
    assert [(write.method, write.target) for write in writer.writes] == [
        ("POST", "acme/scorecards/git/trees"),
        ("POST", "acme/scorecards/git/commits"),
        ("PATCH", "acme/scorecards/git/refs/heads/main"),
        ("POST", "acme/scorecards/releases"),
        ("POST", "acme/scorecards/releases/assets/2026-07.json"),
        ("POST", "acme/scorecards/releases/assets/2026-07.meta.json"),
    ]
    assert place.writes == []


def released(place: Place) -> dict[str, bytes]:
    (release,) = place.repository.releases
    return {asset.name: asset.content for asset in release.assets}


def test_a_month_has_a_release_with_its_content_and_sidecar(place: Place) -> None:
    assert place.publish(SITE, RELEASE)[1:] == ["release scorecard-2026-07 made"]
    (release,) = place.repository.releases
    assert (release.tag, release.name, release.body) == (RELEASE.tag, RELEASE.name, RELEASE.body)
    assert released(place) == RELEASE.files
    assert "refs/tags/scorecard-2026-07" in place.github.git(place.repository).refs()


def test_a_revision_replaces_the_files_and_says_so(place: Place) -> None:
    place.publish(SITE, RELEASE)
    revised = Release(
        RELEASE.tag, "July 2026, final", "Revision 2 differs", {**RELEASE.files, "2026-07.json": b'{"a":1}\n'}
    )
    before = len(place.writes)
    assert place.publish(SITE, revised)[1:] == ["release scorecard-2026-07 brought up to date"]
    assert [asked.method for asked in place.writes[before:]] == ["DELETE", "POST", "PATCH"]
    assert released(place) == revised.files
    assert place.repository.releases[0].body == "Revision 2 differs"


def test_a_file_of_a_release_that_is_missing_or_broken_is_given_anew(place: Place) -> None:
    place.publish(SITE, RELEASE)
    (release,) = place.repository.releases
    release.assets[0].content = b"x\n\n"
    del release.assets[1]
    assert place.publish(SITE, RELEASE)[1:] == ["release scorecard-2026-07 given 2026-07.json, 2026-07.meta.json anew"]
    assert released(place) == RELEASE.files


STEPS = [
    ("POST", "*/git/trees"),
    ("POST", "*/git/commits"),
    ("PATCH", "*/git/refs/heads/main"),
    ("POST", "*/releases"),
    ("POST", "*/releases/*/assets"),
    ("DELETE", "*/releases/assets/*"),
    ("PATCH", "*/releases/*"),
]


@pytest.mark.parametrize("fault", ["error_after_write", "dropped_after_write", "cut_off", "error", "dropped"])
@pytest.mark.parametrize(("method", "path"), STEPS)
def test_whatever_happens_to_a_write_the_end_is_the_same(place: Place, fault: str, method: str, path: str) -> None:
    first = Release(RELEASE.tag, "July 2026", "Revision 0", {**RELEASE.files, "2026-07.json": b"[]\n"})
    if method == "DELETE" or path == "*/releases/*":
        place.publish(SITE, first)
    place.github.faults.next(fault, method=method, path=path)
    for _ in range(3):
        try:
            place.publish({**SITE, "new.html": "new"}, RELEASE)
        except GitHubError:
            continue
    assert place.github.faults.unmet == []
    assert is_published(place, {**SITE, "new.html": "new"})
    assert released(place) == RELEASE.files
    assert place.repository.releases[0].body == RELEASE.body
    assert place.subjects().count("Scorecard July 2026") == (2 if method == "DELETE" or path == "*/releases/*" else 1)


@pytest.mark.parametrize("killed_before", range(7))
def test_a_run_that_is_killed_before_any_of_its_writes_is_made_up_for(place: Place, killed_before: int) -> None:
    class KilledError(Exception):
        pass

    def killed() -> None:
        if len(place.writer.writes) == killed_before:
            raise KilledError

    place.writer = Writer(is_dry=False, before=killed)
    try:
        place.publish(SITE, RELEASE)
    except KilledError:
        place.writer = Writer(is_dry=False)
        place.publish(SITE, RELEASE)
    assert is_published(place)
    assert released(place) == RELEASE.files
    assert place.subjects() == ["Scorecard July 2026", "First"]


@pytest.mark.parametrize("content", [b"", b"blob", "ü – \n".encode(), bytes(range(256)) * 100])
def test_a_blob_is_named_as_git_names_it(content: bytes) -> None:
    header = f"blob {len(content)}".encode() + b"\0"
    assert blob_sha(content) == hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
