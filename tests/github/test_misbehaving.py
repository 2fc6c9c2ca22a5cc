"""Each way to misbehave, seen from a client."""

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import github as pygithub
import pytest
import requests
from werkzeug.wrappers import Response

from tests.github.conftest import Small
from tests.github.faults import KINDS, STORM, Faults
from tests.github.routes_graphql import Question, Reply
from tests.github.routing import Call
from tests.github.server import Server

COMMENTS = "/repos/acme/engine/issues/1/comments"


@pytest.fixture
def issue(small: Small) -> Small:
    small.github.open_issue(small.engine, "It does not start", user=small.dana)
    return small


def comment(small: Small) -> requests.Response:
    return small.ask("POST", COMMENTS, token=small.installation_token(), json={"body": "hello"})


def comments(small: Small) -> int:
    return len(small.engine.issues[1].comments)


@pytest.mark.parametrize(("kind", "made"), [("error", 0), ("error_after_write", 1)])
def test_a_502_comes_before_or_after_the_write(issue: Small, kind: str, made: int) -> None:
    issue.github.faults.next(kind, method="POST", path="*/comments")
    answer = comment(issue)
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert comments(issue) == made
    assert comment(issue).status_code == 201


@pytest.mark.parametrize(("kind", "made"), [("dropped", 0), ("dropped_after_write", 1)])
def test_a_connection_is_dropped_before_or_after_the_write(issue: Small, kind: str, made: int) -> None:
    issue.github.faults.next(kind, method="POST", path="*/comments")
    with pytest.raises(requests.ConnectionError):
        comment(issue)
    assert comments(issue) == made
    assert issue.github.requests[-1].status == 0


def test_an_answer_is_cut_off(issue: Small) -> None:
    issue.github.faults.next("cut_off", path="*/comments")
    with pytest.raises(requests.RequestException):
        comment(issue)
    assert comments(issue) == 1


def test_an_answer_is_slow(issue: Small) -> None:
    issue.github.faults.next("slow", path="*/comments", seconds=0.3)
    began = time.monotonic()
    assert comment(issue).status_code == 201
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("form", "retry_after", "remaining"),
    [
        ({"retry_after": 7}, "7", False),
        ({"remaining": 0, "reset_in": 30}, None, True),
        ({"retry_after": 7, "remaining": 0, "reset_in": 30}, "7", True),
        ({}, None, False),
    ],
    ids=["retry-after", "reset", "both", "neither"],
)
def test_a_limit_is_told_in_every_form(
    issue: Small, status: int, form: dict[str, Any], retry_after: str | None, remaining: bool
) -> None:
    issue.github.faults.next("rate_limited", path="*/comments", status=status, **form)
    answer = comment(issue)
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == retry_after
    assert (answer.headers.get("x-ratelimit-remaining") == "0") is remaining
    if remaining:
        ahead = int(answer.headers["x-ratelimit-reset"]) - issue.github.clock.now().timestamp()
        assert ahead == 30
    assert comments(issue) == 0


@pytest.mark.parametrize(
    ("kind", "status"),
    [("blocked", 451), ("not_found", 404), ("forbidden", 403), ("unauthorized", 401)],
)
def test_a_status_is_answered_once(small: Small, kind: str, status: int) -> None:
    small.github.faults.next(kind, path="/repos/acme/engine")
    assert small.ask("GET", "/repos/acme/engine").status_code == status
    assert small.ask("GET", "/repos/acme/engine").status_code == 200


def test_statistics_are_being_computed_as_long_as_is_wanted(small: Small) -> None:
    small.github.push(small.engine, {"x": "x\n"}, user=small.dana)
    small.github.faults.next("computing", path="*/stats/contributors", times=2)
    path = "/repos/acme/engine/stats/contributors"
    assert [small.ask("GET", path).status_code for _ in range(4)] == [202, 202, 202, 200]


def answering(call: Call, question: Question) -> Reply:
    return Reply({"data": {"viewer": {"login": call.caller.name}, "asked": question.query}}, cost=3)


def graphql(small: Small, **headers: str) -> requests.Response:
    token = small.installation_token()
    return small.ask("POST", "/graphql", token=token, json={"query": "{viewer{login}}"}, headers=headers)


def test_graphql_is_executed_by_what_was_given_and_costs_points(small: Small) -> None:
    small.github.graphql = answering
    answer = graphql(small)
    assert answer.json()["data"]["asked"] == "{viewer{login}}"
    assert answer.headers["x-ratelimit-resource"] == "graphql"
    assert answer.headers["x-ratelimit-used"] == "3"


def test_graphql_over_its_limit_is_200_with_an_error(small: Small) -> None:
    small.github.graphql = answering
    small.github.limits.graphql = 3
    assert "data" in graphql(small).json()
    spent = graphql(small)
    assert spent.status_code == 200
    assert spent.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert spent.headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize("kind", [each for each in KINDS if each.startswith("graphql")])
def test_graphql_fails_with_status_200(small: Small, kind: str) -> None:
    small.github.graphql = answering
    small.github.faults.next(kind)
    assert small.ask("GET", "/repos/acme/engine").status_code == 200  # such a fault waits for GraphQL
    answer = graphql(small)
    assert answer.status_code == 200
    assert answer.json()["errors"]
    if kind == "graphql_partial":
        assert answer.json()["data"] == {"viewer": None, "asked": "{viewer{login}}"}
    assert "errors" not in graphql(small).json()


def test_pygithub_repeats_a_post_that_had_succeeded(issue: Small) -> None:
    issue.github.faults.next("error_after_write", method="POST", path="*/comments")
    token = pygithub.Auth.Token(issue.installation_token())
    client = pygithub.Github(
        auth=token, base_url=issue.github.api_url, seconds_between_requests=None, seconds_between_writes=None
    )
    client.get_repo("acme/engine").get_issue(1).create_comment("hello")
    client.close()
    assert comments(issue) == 2


def test_random_misbehaviour_is_the_same_for_the_same_seed() -> None:
    def storm(seed: int) -> list[str]:
        faults = Faults()
        faults.at_random(seed=seed, probability=0.3)
        met = [faults.at("GET", "/x") for _ in range(200)]
        return [fault.name if fault else "" for fault in met] + [faults.fate("push", None) for _ in range(50)]

    assert storm(1) == storm(1) != storm(2)
    assert 30 < sum(bool(each) for each in storm(1)[:200]) < 90
    assert set(filter(None, storm(1)[:200])) == set(STORM)


def test_each_misbehaviour_can_have_a_probability_of_its_own() -> None:
    faults = Faults()
    faults.at_random(seed=1, probability=0.1, each=True)
    met = [faults.at("GET", "/x") for _ in range(1_000)]
    assert 480 < sum(fault is not None for fault in met) < 570  # 1 - 0.9 ** 7
    assert set(STORM) == {fault.name for fault in met if fault}


def test_what_befalls_deliveries_does_not_depend_on_the_requests_in_between() -> None:
    def fates(requests: int) -> list[str]:
        faults = Faults()
        faults.at_random(seed=1, probability=0.3)
        found = []
        for _ in range(50):
            for _ in range(requests):
                faults.at("GET", "/x")
            found.append(faults.fate("push", None))
        return found

    assert fates(0) == fates(3)


def test_faults_that_did_not_happen_can_be_told(small: Small) -> None:
    small.github.faults.next("error", path="/nowhere")
    assert small.github.faults.unmet == ["error"]
    small.github.faults.clear()
    assert small.github.faults.unmet == []


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        Faults().next("earthquake")


def test_what_failed_inside_the_stand_in_is_not_swallowed(small: Small) -> None:
    small.github.graphql = lambda _call, _question: json.loads("{")
    assert graphql(small).status_code == 500
    with pytest.raises(ExceptionGroup, match="stand-in itself"):
        small.github.close()


def test_who_is_killed_while_asking_is_no_fault_of_the_stand_in() -> None:
    server = Server(lambda request: Response(request.get_data()))
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as asking:
        asking.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        asking.shutdown(socket.SHUT_WR)
        assert asking.recv(20).startswith(b"HTTP/1.1 400")
    server.close()
    assert server.failures == []
