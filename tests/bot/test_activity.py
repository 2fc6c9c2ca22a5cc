from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from activity_stage import NOW, Stage, new_reader
from sqlalchemy import text

from bot.activity import ActivityReader, read_activity
from bot.errors import BusyError
from bot.github_errors import UnreachableError
from bot.registry import Registry
from bot.sources.github_queries import PULL_REQUESTS
from bot.store.database import Database
from bot.store.readings import read_reading
from tests.github.generated_activity import Past

TABLES = {
    "pull_request": "number, opened_at, closed_at, merged_at, merge_sha, landed_by, base, commits, first_authored_at,"
    " answered_at, updated_at, o.login, m.login, a.login",
    "issue": "number, opened_at, closed_at, answered_at, updated_at, o.login, m.login, a.login",
}


def facts(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that was read, with accounts by login instead of the database's own numbers."""
    by = {"pull_request": ("opener_id", "merger_id", "answerer_id"), "issue": ("opener_id", "closer_id", "answerer_id")}
    queries = {
        table: f"SELECT {columns} FROM {table} t"
        + "".join(
            f" LEFT JOIN account {name} ON {name}.id = t.{role}" for name, role in zip("oma", by[table], strict=True)
        )
        for table, columns in TABLES.items()
    }
    queries["review"] = (
        "SELECT p.number, t.github_id, a.login, t.submitted_at, t.state, t.inline_comments, t.is_substantive"
        " FROM review t JOIN pull_request p ON p.id = t.pull_request_id LEFT JOIN account a ON a.id = t.reviewer_id"
    )
    queries["release"] = "SELECT tag, published_at, is_prerelease FROM release"
    queries["account"] = "SELECT key, address, login, github_id, name FROM account"
    queries["profile"] = "SELECT a.login, t.company FROM profile t JOIN account a ON a.id = t.account_id"
    queries["reading"] = "SELECT source, cursor, mark, newest_at FROM reading"
    with database.reading() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(query))), key=repr)
            for name, query in queries.items()
        }


def test_all_that_github_tells_is_stored_once(stage: Stage) -> None:
    pull = stage.github.open_pull_request(stage.repository, "Start faster", user=stage.sam)
    stage.clock.advance(hours=1)
    stage.github.review(stage.repository, pull.number, user=stage.dana, comments=[("a.py", 1, "Why?")])
    stage.clock.advance(hours=1)
    stage.github.merge(stage.repository, pull.number, user=stage.dana)
    issue = stage.github.open_issue(stage.repository, "It does not start", user=stage.sam)
    stage.clock.advance(hours=1)
    stage.github.close_issue(stage.repository, issue.number, user=stage.dana)
    stage.github.release(stage.repository, "v1.0", user=stage.dana)
    stage.clock.advance(hours=1)
    found = stage.read()
    assert (found.by, found.pull_requests, found.reviews, found.issues, found.releases) == ("operator", 1, 1, 1, 1)
    assert found.is_whole
    opened = int(NOW.timestamp())
    stored = facts(stage.reader.database)
    assert stored["review"] == [(1, stored["review"][0][1], "dana", opened + 3600, "approved", 1, True)]
    assert stored["pull_request"][0][-3:] == ("sam", "dana", "dana")
    assert stored["pull_request"][0][9] == opened + 3600
    assert stored["issue"] == [
        (2, opened + 7200, opened + 10_800, opened + 10_800, opened + 10_800, "sam", "dana", "dana")
    ]
    assert stored["release"] == [("v1.0", opened + 10_800, False)]
    assert ("dana", "@acme") in stored["profile"]
    assert stage.rows("SELECT licence, stars, forks, is_archived FROM repository_state") == [
        ("Apache-2.0", 7, 0, False)
    ]
    assert stage.rows("SELECT name, github_id, is_private FROM repository") == [
        ("acme/engine", stage.repository.id, False)
    ]


def test_a_second_reading_without_news_is_one_question_and_changes_nothing(stage: Stage) -> None:
    Past(pull_requests=130, issues=40).fill(stage.github, stage.repository)
    first = stage.read()
    assert (first.pull_requests, first.issues, first.releases) == (130, 40, 3)
    stored, asked = facts(stage.reader.database), stage.asked()
    stage.clock.advance(days=1)
    again = stage.read()
    assert (again.is_whole, again.questions, stage.asked() - asked) == (True, 1, 1)
    assert (again.pull_requests, again.issues, again.releases, again.memberships) == (0, 0, 0, 0)
    assert facts(stage.reader.database) == stored


def test_a_reading_without_news_still_says_that_it_looked(stage: Stage) -> None:
    Past(pull_requests=3).fill(stage.github, stage.repository)
    stage.read()
    stage.clock.advance(days=1)
    stage.read()
    read_until = {row[0] for row in stage.rows("SELECT read_until FROM reading")}
    assert read_until == {int(NOW.timestamp()) + 86_400 - 60}


def test_only_what_changed_is_read_again(stage: Stage) -> None:
    Past(pull_requests=130, issues=110).fill(stage.github, stage.repository)
    stage.read()
    stage.clock.advance(days=1)
    stage.github.comment(stage.repository, 17, user=stage.dana, body="A word.")
    stage.github.open_pull_request(stage.repository, "New", user=stage.sam)
    stage.clock.advance(days=1)
    found = stage.read()
    assert found.questions <= 4
    assert found.pull_requests + found.issues < 6
    fresh = stage.rows("SELECT COUNT(*) FROM pull_request") + stage.rows("SELECT COUNT(*) FROM issue")
    assert fresh == [(131,), (110,)]


def test_what_happens_in_the_very_second_of_a_reading_is_read_the_next_time(stage: Stage) -> None:
    pull = stage.github.open_pull_request(stage.repository, "New", user=stage.sam)
    stage.read()
    stage.github.review(stage.repository, pull.number, user=stage.dana, state="CHANGES_REQUESTED")
    assert stage.read().reviews == 1


class CutOffError(Exception):
    """What ends a reading in the middle, as a lost process would."""


def interrupted(stage: Stage, after: int) -> None:
    """Let a reading end before its question number `after`."""
    left = [after]

    def asking(repository: str) -> Any:
        connection = stage.reader.connect(repository)
        assert connection is not None
        plain = connection.graphql

        def graphql(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise CutOffError
            return plain(*arguments, **more)

        connection.graphql = graphql  # type: ignore[method-assign]
        return connection

    reader = ActivityReader(stage.reader.database, stage.reader.registry, asking, stage.reader.now)
    with pytest.raises(CutOffError):
        read_activity(reader, "acme/engine")


def test_an_interrupted_reading_goes_on_where_it_was(stage: Stage) -> None:
    Past(pull_requests=230, issues=0, reviews=1).fill(stage.github, stage.repository)
    interrupted(stage, 4)
    stored = stage.rows("SELECT COUNT(*) FROM pull_request")[0][0]
    assert stored in (100, 200)
    resumed = stage.read()
    assert (resumed.is_whole, resumed.pull_requests) == (True, 230 - stored)


def test_a_limit_stops_the_reading_and_says_when_it_goes_on(stage: Stage) -> None:
    Past(pull_requests=230, issues=120).fill(stage.github, stage.repository)
    stage.github.limits.graphql = 40
    found = stage.read()
    assert found.goes_on_at is not None
    assert not found.is_whole
    assert 0 < found.pull_requests < 230
    reading = read_reading(stage.reader.database, 1, "github_pull_requests")
    assert reading.is_interrupted
    assert reading.read_until is None
    asked = stage.asked()
    assert stage.read().goes_on_at == found.goes_on_at  # nothing is asked before its time
    assert stage.asked() == asked
    total = found.pull_requests
    for _ in range(20):
        stage.clock.advance(hours=1, minutes=1)
        found = stage.read()
        total += found.pull_requests
        if found.is_whole:
            break
    assert (found.is_whole, total) == (True, 230)
    assert stage.rows("SELECT COUNT(*) FROM issue") == [(120,)]


@pytest.mark.parametrize("cut", [1, 3, 5, 7])
def test_wherever_it_is_cut_off_the_facts_are_those_of_one_reading(
    stage: Stage, new_database: Callable[..., Database], registry: Registry, cut: int
) -> None:
    Past(pull_requests=210, issues=101).fill(stage.github, stage.repository)
    interrupted(stage, cut)
    resumed = stage.read()
    assert resumed.is_whole
    other = new_reader(stage.github, stage.clock, stage.token, new_database(), registry)
    whole = read_activity(other, "acme/engine")
    assert facts(stage.reader.database) == facts(other.database)
    if cut > 3:
        assert resumed.questions < whole.questions


@pytest.mark.parametrize(
    "fault",
    [("error", {"status": 502}), ("dropped", {}), ("graphql_failed", {}), ("graphql_partial", {}), ("cut_off", {})],
)
def test_a_github_that_fails_now_and_then_is_read_all_the_same(stage: Stage, fault: tuple[str, dict[str, Any]]) -> None:
    Past(pull_requests=120, issues=20).fill(stage.github, stage.repository)
    stage.github.faults.next(fault[0], method="POST", path="/graphql", times=1, **fault[1])
    if fault[0] == "graphql_partial":  # the first question is looked at whole or not at all
        assert stage.read().problem is not None
    found = stage.read()
    assert (found.is_whole, found.pull_requests, found.issues) == (True, 120, 20)


def test_a_github_that_cannot_be_reached_stops_it_and_keeps_what_was_read(stage: Stage) -> None:
    Past(pull_requests=230).fill(stage.github, stage.repository)
    interrupted(stage, 3)
    stage.github.faults.next("dropped", method="POST", path="/graphql", times=50)
    found = stage.read()
    assert isinstance(found.problem, UnreachableError)
    assert not found.is_whole
    assert stage.rows("SELECT COUNT(*) FROM pull_request") > [(0,)]


def test_without_a_token_a_repository_is_known_by_git_alone(
    stage: Stage, database: Database, registry: Registry
) -> None:
    found = read_activity(new_reader(stage.github, stage.clock, None, database, registry), "acme/engine")
    assert (found.by, found.questions, found.is_whole, stage.asked()) == (None, 0, False, 0)


def test_what_is_not_on_github_is_known_by_git_alone(stage: Stage) -> None:
    found = read_activity(stage.reader, "acme/elsewhere")
    assert (found.by, found.problem, stage.rows("SELECT * FROM repository")) == (None, None, [])


def test_a_renamed_repository_is_read_under_the_name_that_is_tracked(stage: Stage) -> None:
    Past(pull_requests=5).fill(stage.github, stage.repository)
    stage.github.rename(stage.repository, "motor")
    assert stage.read().pull_requests == 5
    stage.clock.advance(days=1)
    assert stage.read().pull_requests == 0


def test_a_repository_that_is_tracked_under_its_former_name_too_has_its_reviews_under_each(stage: Stage) -> None:
    Past(pull_requests=30).fill(stage.github, stage.repository)
    stage.github.rename(stage.repository, "motor")
    stage.read()
    reviews = stage.rows("SELECT COUNT(*) FROM review")[0][0]
    assert read_activity(stage.reader, "acme/motor").is_whole
    stage.clock.advance(days=1)
    stage.read()
    query = (
        "SELECT r.name, COUNT(*) FROM review v JOIN pull_request p ON p.id = v.pull_request_id"
        " JOIN repository r ON r.id = p.repository_id GROUP BY r.name ORDER BY r.name"
    )
    assert stage.rows(query) == [("acme/engine", reviews), ("acme/motor", reviews)]


def test_another_repository_under_the_same_name_takes_the_place_of_what_was_read(stage: Stage) -> None:
    Past(pull_requests=30, issues=9).fill(stage.github, stage.repository)
    stage.read()
    stage.github.delete_repository(stage.repository)
    stage.github.repository("acme/engine")
    stage.clock.advance(days=1)
    assert stage.read().is_whole
    assert [
        stage.rows(f"SELECT COUNT(*) FROM {table}") for table in ("pull_request", "review", "issue", "release")
    ] == [[(0,)]] * 4


def test_forgetting_what_another_repository_left_is_begun_anew_where_it_was_cut_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    Past(pull_requests=30).fill(stage.github, stage.repository)
    stage.read()
    stage.github.delete_repository(stage.repository)
    stage.github.repository("acme/engine")
    with monkeypatch.context() as patch:
        patch.setattr("bot.activity.forget_activity", cut_off)
        with pytest.raises(KeyboardInterrupt):
            stage.read()
    assert stage.read().is_whole
    assert stage.rows("SELECT COUNT(*) FROM pull_request") == [(0,)]


def cut_off(_: Database, __: int) -> None:
    raise KeyboardInterrupt


class Forbidding:
    """A connection that may not read the pull requests of these numbers, however often it asks for them."""

    def __init__(self, connection: Any, numbers: set[int]) -> None:
        self._connection, self._numbers = connection, numbers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def graphql(self, query: str, variables: Any = None, *, errors: list[Any] | None = None) -> dict[str, Any]:
        data: dict[str, Any] = self._connection.graphql(query, variables, errors=errors)
        page = data["repository"].get("page", {}) if query == PULL_REQUESTS else {}
        for index, node in enumerate(page.get("nodes", ())):
            if node["number"] in self._numbers:
                page["nodes"][index] = None
                assert errors is not None
                errors.append({"type": "FORBIDDEN", "path": ["repository", "page", "nodes", index], "message": "no"})
        return data


def test_what_github_leaves_out_is_noted_once_however_often_it_changes_and_the_reading_is_cut_off(stage: Stage) -> None:
    Past(pull_requests=230, issues=0).fill(stage.github, stage.repository)
    connect, forbidden = stage.reader.connect, {3, 220}
    stage.reader = replace(stage.reader, connect=lambda name: Forbidding(connect(name), forbidden))

    def unread() -> list[tuple[Any, ...]]:
        return stage.rows("SELECT unread FROM reading WHERE source = 'github_pull_requests'")

    interrupted(stage, 5)
    assert unread() == [(0,)]  # not finished
    assert stage.read().is_whole
    assert unread() == [(2,)]
    for _ in range(3):
        stage.clock.advance(days=1)
        stage.github.comment(stage.repository, 3, user=stage.dana, body="Any news?")
        assert stage.read().unread > 0
    assert unread() == [(2,)]


def test_the_default_branch_is_noted_and_kept_where_github_does_not_say_it(stage: Stage) -> None:
    stage.read()
    assert stage.rows("SELECT default_branch FROM repository") == [(None,)]  # it has no commit
    stage.github.push(stage.repository, {"README.md": "Hello"}, user=stage.dana, branch="trunk")
    stage.repository.default_branch = "trunk"
    stage.read()
    assert stage.rows("SELECT default_branch FROM repository") == [("trunk",)]
    stage.repository.default_branch = "gone"
    stage.read()
    assert stage.rows("SELECT default_branch FROM repository") == [("trunk",)]


def test_a_private_repository_is_marked_at_once(stage: Stage) -> None:
    stage.read()
    stage.repository.private = True
    stage.repository.collaborators[stage.dana.id] = "read"
    stage.clock.advance(days=1)
    stage.read()
    assert stage.rows("SELECT is_private FROM repository") == [(True,)]


def test_two_readings_of_a_repository_do_not_run_at_once(stage: Stage) -> None:
    with stage.reader.database.lock("activity of acme/engine"), pytest.raises(BusyError):
        stage.read()


def test_reviews_that_are_gone_go(stage: Stage) -> None:
    pull = stage.github.open_pull_request(stage.repository, "New", user=stage.sam)
    stage.github.review(stage.repository, pull.number, user=stage.dana)
    stage.github.review(stage.repository, pull.number, user=stage.dana, state="COMMENTED")
    stage.read()
    assert pull.pull is not None
    pull.pull.reviews.pop()
    pull.updated_at = stage.clock.advance(days=1)
    stage.read()
    assert stage.rows("SELECT state FROM review") == [("approved",)]


def test_somebody_who_is_gone_is_nobody_and_a_bot_is_a_bot(stage: Stage) -> None:
    stage.sam.gone = True
    helper = stage.github.user("helper[bot]")
    helper.type = "Bot"
    pull = stage.github.open_pull_request(stage.repository, "New", user=stage.sam)
    stage.github.comment(stage.repository, pull.number, user=helper, body="Checked.")
    stage.github.open_issue(stage.repository, "Update", user=helper)
    stage.clock.advance(days=1)
    stage.read()
    assert stage.rows("SELECT opener_id, answered_at FROM pull_request") == [(None, None)]
    assert stage.rows("SELECT a.login FROM issue i JOIN account a ON a.id = i.opener_id") == [("helper[bot]",)]


def test_hostile_names_are_stored_harmlessly(stage: Stage) -> None:
    evil = stage.github.user("evil", company="@everyone\u202e<script>\x00" + "x" * 5_000)
    evil.id = 2**31 - 1
    stage.github.open_issue(stage.repository, "New", user=evil)
    stage.clock.advance(days=1)
    assert stage.read().is_whole
    [(company,)] = stage.rows("SELECT company FROM profile")
    assert company.startswith("@everyone <script> xxx")
    assert len(company) == 500


def test_members_who_show_it_are_noted_for_those_who_act_here_once_a_week(stage: Stage) -> None:
    acme = stage.github.world.account("acme")
    assert acme is not None
    for user, public in ((stage.dana, True), (stage.sam, False), (stage.github.user("idle"), True)):
        stage.github.member(acme, user, public=public)
    for user in (stage.dana, stage.sam):
        stage.github.open_issue(stage.repository, "New", user=user)
    stage.clock.advance(days=1)
    assert stage.read().memberships == 1
    query = "SELECT a.login, m.organization FROM membership m JOIN account a ON a.id = m.account_id"
    assert stage.rows(query) == [("dana", "acme")]
    stage.clock.advance(days=8)
    asked = stage.asked()
    stage.read()
    assert [each.path for each in stage.github.requests[asked:]] == ["/graphql", "/orgs/acme/public_members"]
    [(first, last)] = stage.rows("SELECT first_seen_at, last_seen_at FROM membership")
    assert last - first == 8 * 86_400


def test_without_other_news_one_organization_is_listed_the_one_longest_ago_first(stage: Stage) -> None:
    known = stage.reader.registry.organizations
    named = {
        slug: entry.model_copy(update={"github": tuple(f"{slug}-{n}" for n in range(7))})
        for slug, entry in known.items()
    }
    reader = replace(stage.reader, registry=replace(stage.reader.registry, organizations=named))
    logins = sorted(login for entry in named.values() for login in entry.github)
    for login in logins:
        stage.github.organization(login)
    company = " ".join(f"@{login}" for login in logins)
    stage.github.open_issue(stage.repository, "New", user=stage.github.user("kim", company=company))
    stage.clock.advance(minutes=5)
    listed: list[str] = []
    for _ in range(len(logins)):
        asked = stage.asked()
        found = read_activity(reader, "acme/engine")
        assert found.is_whole
        listed += [each.path for each in stage.github.requests[asked:] if each.path.startswith("/orgs/")]
        assert len(listed) <= 5 or found.questions <= 2
        stage.clock.advance(minutes=5)
    assert sorted(listed) == sorted(f"/orgs/{login}/public_members" for login in ["acme", *logins])
