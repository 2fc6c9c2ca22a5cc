import datetime as dt
from typing import Any

import pytest

from tests.github.conftest import Small
from tests.github.generated_activity import Past
from tests.github.state import Issue


def ask(small: Small, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
    shown = token or small.github.token(small.dana)
    answer = small.ask("POST", "/graphql", token=shown, json={"query": query, "variables": variables})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def refusal(small: Small, query: str, **variables: Any) -> str:
    answer = ask(small, query, **variables)
    assert answer["data"] is None
    return str(answer["errors"][0].get("type"))


def test_a_repository_is_found_by_its_former_name_unless_that_is_not_wanted(small: Small) -> None:
    small.github.rename(small.engine, "motor")
    query = """query($follow: Boolean!) {
      repository(owner: "acme", name: "engine", followRenames: $follow) { nameWithOwner }
    }"""
    assert ask(small, query, follow=True)["data"]["repository"] == {"nameWithOwner": "acme/motor"}
    assert ask(small, query, follow=False)["errors"][0]["type"] == "NOT_FOUND"


def test_what_is_private_is_not_there_for_others(small: Small) -> None:
    query = '{ repository(owner: "acme", name: "vault") { isPrivate } }'
    answer = ask(small, query)
    assert answer["data"] == {"repository": None}
    assert (answer["errors"][0]["type"], answer["errors"][0]["path"]) == ("NOT_FOUND", ["repository"])
    assert ask(small, query, small.installation_token())["data"]["repository"] == {"isPrivate": True}


def test_an_installation_reads_of_private_repositories_what_it_was_granted(small: Small) -> None:
    token = small.installation_token(permissions={"metadata": "read", "issues": "read"})
    query = """{ repository(owner: "acme", name: "vault") {
      issues(first: 1) { totalCount } pullRequests(first: 1) { totalCount }
    } }"""
    answer = ask(small, query, token)
    assert answer["errors"][0]["type"] == "FORBIDDEN"
    assert answer["data"] == {"repository": None}


def test_nobody_may_ask_without_a_token(small: Small) -> None:
    assert small.ask("POST", "/graphql", json={"query": "{ viewer { login } }"}).status_code == 401


_PULLS = "pullRequests(first: 100) {{ nodes {{ {} }} }}"


@pytest.mark.parametrize(
    ("inside", "cost"),
    [
        ("id", 1),
        ("reviews(first: 10) { nodes { id } }", 1),
        ("reviews(first: 10) { nodes { comments(first: 1) { totalCount } } }", 11),
        ("...Reviewed", 11),
    ],
)
def test_a_query_costs_the_requests_that_fill_its_connections(small: Small, inside: str, cost: int) -> None:
    fragments = """fragment Reviewed on PullRequest { reviews(first: 10) { nodes { ...Inline } } }
    fragment Inline on PullRequestReview { comments(first: 1) { totalCount } }"""
    pulls = _PULLS.format(inside)
    query = f'{{ rateLimit {{ cost }} repository(owner: "acme", name: "engine") {{ {pulls} }} }}'
    asked = f"{query} {fragments}" if "..." in inside else query
    assert ask(small, asked)["data"]["rateLimit"]["cost"] == cost


def test_what_is_left_out_by_a_directive_costs_nothing(small: Small) -> None:
    query = """query($with: Boolean!) {
      rateLimit { cost nodeCount }
      repository(owner: "acme", name: "engine") {
        issues(first: 100) { nodes { comments(first: 100) @include(if: $with) { nodes { id } } } }
      }
    }"""
    with_it, without = (ask(small, query, **{"with": each})["data"]["rateLimit"] for each in (True, False))
    assert (with_it["nodeCount"], without["nodeCount"]) == (10_100, 100)


def test_pages_have_a_size_from_one_to_a_hundred(small: Small) -> None:
    query = 'query($n: Int) { repository(owner: "acme", name: "engine") { issues(first: $n) { totalCount } } }'
    assert refusal(small, query) == "MISSING_PAGINATION_BOUNDARIES"
    assert refusal(small, query, n=101) == "EXCESSIVE_PAGINATION"
    assert refusal(small, query, n=0) == "EXCESSIVE_PAGINATION"
    assert "errors" not in ask(small, query, n=100)


def test_a_query_holds_at_most_half_a_million_nodes(small: Small) -> None:
    inside = "issues(first: 100) { nodes { comments(first: 100) { nodes { id } } } }"
    many = " ".join(f"a{n}: {inside}" for n in range(50))
    query = f'{{ repository(owner: "acme", name: "engine") {{ {many} }} }}'
    assert refusal(small, query) == "MAX_NODE_LIMIT_EXCEEDED"


def test_a_query_that_the_schema_does_not_know_is_refused(small: Small) -> None:
    answer = ask(small, "{ repository { stars } }")
    assert "stars" in " ".join(error["message"] for error in answer["errors"])
    assert ask(small, "{")["errors"]
    assert small.ask("POST", "/graphql", token=small.github.token(small.dana), data=b"{").status_code == 400


def test_a_spent_limit_is_told_with_status_200(small: Small) -> None:
    small.github.limits.graphql = 2
    query = "{ viewer { login } }"
    token = small.github.token(small.dana)
    ask(small, query, token)
    ask(small, query, token)
    answer = small.ask("POST", "/graphql", token=token, json={"query": query})
    assert (answer.status_code, answer.json()["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert (answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-resource"]) == ("0", "graphql")
    small.github.clock.advance(hours=1)
    assert ask(small, query, token)["data"] == {"viewer": {"login": "dana"}}


def all_numbers(small: Small, direction: str, *, between: Any = lambda _: None) -> list[int]:
    query = """query($after: String, $order: IssueOrder!) {
      repository(owner: "acme", name: "engine") {
        pullRequests(first: 10, after: $after, orderBy: $order) {
          pageInfo { hasNextPage endCursor } nodes { number }
        }
      }
    }"""
    after, found = None, []
    while True:
        order = {"field": "UPDATED_AT", "direction": direction}
        page = ask(small, query, after=after, order=order)["data"]["repository"]["pullRequests"]
        found += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        between(found)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_cursors_lead_through_all_in_the_order_that_was_asked_for(small: Small, direction: str) -> None:
    Past(pull_requests=35, issues=0).fill(small.github, small.engine)
    expected = sorted(small.engine.issues.values(), key=lambda each: (each.updated_at, each.id))
    numbers = [each.number for each in (expected if direction == "ASC" else expected[::-1])]
    assert all_numbers(small, direction) == numbers


def test_a_cursor_names_a_place_so_that_what_moves_meanwhile_hides_nothing_else(small: Small) -> None:
    Past(pull_requests=35, issues=0).fill(small.github, small.engine)

    def touch(found: list[int]) -> None:
        small.engine.issues[found[-1]].updated_at = small.github.clock.advance(seconds=1)

    assert set(all_numbers(small, "DESC", between=touch)) == set(small.engine.issues)


def test_a_cursor_that_nobody_gave_is_refused(small: Small) -> None:
    query = (
        'query($c: String) { repository(owner: "acme", name: "engine") { issues(first: 1, after: $c) { totalCount } } }'
    )
    assert ask(small, query, c="what?")["errors"][0]["type"] == "INVALID_CURSOR_ARGUMENTS"


def test_nodes_that_are_gone_leave_a_gap_and_an_error(small: Small) -> None:
    issue = small.github.open_issue(small.engine, "It does not start", user=small.dana)
    query = '{ repository(owner: "acme", name: "engine") { issue(number: 1) { id } } }'
    known = ask(small, query)["data"]["repository"]["issue"]["id"]
    answer = ask(
        small, "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Issue { number } } }", ids=["eHg6MQ==", known]
    )
    assert answer["data"]["nodes"] == [None, {"id": known, "number": issue.number}]
    assert (answer["errors"][0]["type"], answer["errors"][0]["path"]) == ("NOT_FOUND", ["nodes", 0])


def test_actors_are_told_apart_and_those_who_are_gone_are_nobody(small: Small) -> None:
    helper = small.github.user("helper[bot]")
    helper.type = "Bot"
    gone = small.github.user("gone")
    gone.gone = True
    for user in (small.dana, helper, gone):
        small.github.open_issue(small.engine, "One", user=user)
    query = (
        '{ repository(owner: "acme", name: "engine") { issues(first: 9) { nodes { author { __typename login } } } } }'
    )
    found = [node["author"] for node in ask(small, query)["data"]["repository"]["issues"]["nodes"]]
    assert found == [{"__typename": "User", "login": "dana"}, {"__typename": "Bot", "login": "helper"}, None]


def test_a_timeline_has_who_closed_it_by_which_commit_and_who_told_whom(small: Small) -> None:
    pull = small.github.open_pull_request(small.engine, "Start", user=small.dana)
    assert pull.pull is not None
    pull.pull.told_to_merge.append(("queue", small.dana, small.github.clock.now()))
    small.github.clock.advance(minutes=1)
    small.github.close_issue(small.engine, pull.number, user=small.dana)
    pull.closed_by_commit = small.github.push(small.engine, {"a": "1"}, "Start\n\nCloses #1", user=small.dana)
    query = """{ repository(owner: "acme", name: "engine") { pullRequest(number: 1) {
      timelineItems(last: 5, itemTypes: [CLOSED_EVENT, ADDED_TO_MERGE_QUEUE_EVENT]) { nodes {
        __typename
        ... on ClosedEvent { actor { login } closer { ... on Commit { oid message } } }
        ... on AddedToMergeQueueEvent { actor { login } }
      } }
    } } }"""
    queued, closed = ask(small, query)["data"]["repository"]["pullRequest"]["timelineItems"]["nodes"]
    assert queued == {"__typename": "AddedToMergeQueueEvent", "actor": {"login": "dana"}}
    assert closed["closer"] == {"oid": pull.closed_by_commit, "message": "Start\n\nCloses #1"}


def test_commits_know_the_accounts_of_their_addresses_and_their_signatures(small: Small) -> None:
    small.dana.addresses.add("dana@acme.example")
    text = "Start\n\nCo-authored-by: Who <who@else.example>"
    sha = small.github.push(small.engine, {"a": "1"}, text, user=small.dana, author=("D", "dana@acme.example"))
    small.engine.signatures[sha] = "VALID"
    query = """query($oid: GitObjectID!, $since: GitTimestamp) { repository(owner: "acme", name: "engine") {
      object(oid: $oid) { ... on Commit { history(first: 5, since: $since) { nodes {
        oid author { user { login } } authors(first: 5) { nodes { email user { login } } } signature { isValid state }
      } } } }
    } }"""
    [commit] = ask(small, query, oid=sha)["data"]["repository"]["object"]["history"]["nodes"]
    assert commit["author"] == {"user": {"login": "dana"}}
    assert commit["authors"]["nodes"] == [
        {"email": "dana@acme.example", "user": {"login": "dana"}},
        {"email": "who@else.example", "user": None},
    ]
    assert commit["signature"] == {"isValid": True, "state": "VALID"}
    later = (small.github.clock.now() + dt.timedelta(days=1)).isoformat()
    assert ask(small, query, oid=sha, since=later)["data"]["repository"]["object"]["history"]["nodes"] == []
    assert ask(small, query, oid="f" * 40)["data"]["repository"]["object"] is None


def test_a_discussion_is_begun_changed_and_commented_once_each(small: Small) -> None:
    small.engine.has_discussions = True
    token = small.installation_token()
    query = '{ repository(owner: "acme", name: "engine") { id discussionCategories(first: 9) { nodes { id name } } } }'
    repository = ask(small, query, token)["data"]["repository"]
    create = """mutation($input: CreateDiscussionInput!) { createDiscussion(input: $input) {
      discussion { id number body viewerDidAuthor category { name } } } }"""
    category = repository["discussionCategories"]["nodes"][0]["id"]
    given = {"repositoryId": repository["id"], "categoryId": category, "title": "Scorecard", "body": "One"}
    made = ask(small, create, token, input=given)["data"]["createDiscussion"]["discussion"]
    assert (made["body"], made["viewerDidAuthor"], made["category"]["name"]) == ("One", True, "Announcements")
    update = 'mutation($id: ID!) { updateDiscussion(input: {discussionId: $id, body: "Two"}) { discussion { body } } }'
    assert ask(small, update, token, id=made["id"])["data"]["updateDiscussion"]["discussion"] == {"body": "Two"}
    add = 'mutation($id: ID!) { addDiscussionComment(input: {discussionId: $id, body: "New"}) { comment { body } } }'
    assert ask(small, add, token, id=made["id"])["data"]["addDiscussionComment"]["comment"] == {"body": "New"}
    assert [each.body for each in small.engine.discussions[made["number"]].comments] == ["New"]
    reading = small.installation_token(permissions={"metadata": "read", "discussions": "read"})
    assert ask(small, update, reading, id=made["id"])["errors"][0]["type"] == "FORBIDDEN"


def test_a_generated_past_is_the_same_for_the_same_seed(small: Small) -> None:
    other = small.github.repository("acme/other")
    for repository in (small.engine, other):
        Past(pull_requests=20, issues=5).fill(small.github, repository)
    assert told(small.engine.issues) == told(other.issues)


def told(issues: dict[int, Issue]) -> list[Any]:
    return [
        (number, issue.user.login, issue.updated_at, len(issue.comments), issue.state)
        for number, issue in issues.items()
    ]
