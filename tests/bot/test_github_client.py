"""The way to GitHub: each trap of the library inside it, and each thing that GitHub may answer, one situation each."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from scripted_github import DROP, Said, Scripted, scripted

from bot.errors import InputError
from bot.github_client import (
    AppCredentials,
    ComputingError,
    Connection,
    DoubtfulError,
    Endpoints,
    ForbiddenError,
    GitHub,
    GitHubError,
    GoneError,
    InvalidError,
    LegallyBlockedError,
    NotFoundError,
    RateLimitedError,
    RevokedError,
    UnreachableError,
    quoted,
)

NOW = datetime(2026, 8, 3, 6, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
PLAIN = "ghs_" + "a1B2" * 9
STATELESS = "ghs_771_" + "eyJhbGciOi" + ".eyJpc3MiOiI3NzEi." + "c2lnbmF0dXJl_x-" * 12


def pem_of(key: Any) -> str:
    form = serialization.PrivateFormat.PKCS8
    return str(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode())


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


class Clock:
    def __init__(self) -> None:
        self.time = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def github(server: Scripted, clock: Clock, key: rsa.RSAPrivateKey) -> GitHub:
    return made(server, clock, key)


def made(server: Scripted, clock: Clock, key: rsa.RSAPrivateKey, **given: Any) -> GitHub:
    options = {"operator_token": "ghp_operator", "sleep": clock.sleep, "write_pause": 0.0, "timeout": 5} | given
    endpoints = Endpoints.of(server.url, server.url)
    return GitHub(endpoints, AppCredentials(771, pem_of(key)), clock.now, **options)


@pytest.fixture
def operator(github: GitHub) -> Iterator[Connection]:
    connection = github.as_operator()
    assert connection is not None
    with connection:
        yield connection


def minted(token: str = PLAIN, minutes: int = 60) -> Said:
    ends = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Said(201, {"token": token, "expires_at": ends, "permissions": {"metadata": "read"}})


def rate(remaining: int, reset: int = SECONDS + 900, limit: int = 5000, **more: str) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(reset),
        "X-RateLimit-Resource": "core",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


# --- the traps of the library ---


def test_trap_1_a_renamed_repository_is_followed_with_the_query(server: Scripted, clock: Clock, key: Any) -> None:
    github = made(server, clock, key)
    server.says(
        Said(301, headers={"Location": f"{server.url}/repositories/9001/pulls?state=all&per_page=100&empty="}),
        Said(200, [{"number": 1}]),
    )
    with github.as_operator() as connection:
        assert list(connection.pages("/repos/acme/engine/pulls", state="all")) == [{"number": 1}]
    assert server.paths == [
        "/repos/acme/engine/pulls?per_page=100&state=all",
        "/repositories/9001/pulls?state=all&per_page=100&empty=",
    ]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
def test_trap_2_a_write_is_sent_once_and_its_failure_is_a_doubt(
    server: Scripted, operator: Connection, status: int, method: str
) -> None:
    server.says(Said(status, {"message": "Server Error"}), Said(201, {"id": 1}))
    with pytest.raises(DoubtfulError) as raised:
        getattr(operator, method)("/repositories/1/issues/1/comments", {"body": "x"})
    assert raised.value.status == status
    assert server.methods == [method.upper()]


def test_a_write_whose_connection_breaks_is_in_doubt(server: Scripted, operator: Connection) -> None:
    server.says(DROP)
    with pytest.raises(DoubtfulError):
        operator.post("/repositories/1/issues/1/comments", {"body": "x"})
    assert len(server.asked) == 1


def test_a_write_that_could_not_be_sent_is_in_no_doubt(clock: Clock, key: Any) -> None:
    with scripted() as gone:
        pass
    with made(gone, clock, key).as_operator() as connection, pytest.raises(UnreachableError):
        connection.post("/repositories/1/issues/1/comments", {"body": "x"})


def test_reads_are_tried_again_a_bounded_number_of_times(server: Scripted, operator: Connection, clock: Clock) -> None:
    server.says(Said(502), DROP, Said(200, {"id": 1}))
    assert operator.get("/repositories/1").data == {"id": 1}
    assert clock.slept == [0.5, 1.0]
    server.otherwise = lambda _asked: Said(500, {"message": "no"})
    with pytest.raises(UnreachableError) as raised:
        operator.get("/repositories/2")
    assert raised.value.status == 500
    assert server.paths[3:] == ["/repositories/2"] * 3


@pytest.mark.parametrize("status", [403, 429])
def test_trap_3_and_4_a_limit_waits_nowhere_and_says_when(
    server: Scripted, operator: Connection, clock: Clock, status: int
) -> None:
    server.says(Said(status, {"message": "API rate limit exceeded"}, rate(0)))
    with pytest.raises(RateLimitedError) as raised:
        operator.get("/repositories/1")
    assert raised.value.until == SECONDS + 901
    assert clock.slept == []


@pytest.mark.parametrize(
    ("said", "until"),
    [
        (Said(429), 60),
        (Said(429, {"message": "slow down"}, rate(17)), 60),
        (Said(429, None, {"Retry-After": "7200"}), 7200),
        (Said(403, {"message": "You have exceeded a secondary rate limit."}, rate(4000, Retry_After="30")), 30),
        (Said(403, {"message": "You have exceeded a secondary rate limit."}, rate(4000)), 60),
        (Said(403, {"message": "You have triggered an abuse detection mechanism."}), 60),
        (Said(403, {"message": "Forbidden"}, {"Retry-After": "12"}), 12),
        (Said(403, {"message": "odd"}, rate(0)), 901),
        (Said(429, None, {"Retry-After": "999999999"}), 24 * 3600),
        (Said(429, None, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 60),
        (Said(429, None, rate(0, reset=SECONDS - 5)), 60),
    ],
)
def test_the_wait_is_as_the_headers_say(server: Scripted, operator: Connection, said: Said, until: int) -> None:
    server.says(said)
    with pytest.raises(RateLimitedError) as raised:
        operator.post("/repositories/1/issues/1/comments", {"body": "x"})
    assert raised.value.until == SECONDS + until


def test_a_secondary_limit_that_goes_on_is_waited_for_longer_each_time(
    server: Scripted, operator: Connection, clock: Clock
) -> None:
    waits = []
    for _ in range(9):
        server.says(Said(429))
        with pytest.raises(RateLimitedError) as raised:
            operator.get("/repositories/1")
        waits.append(raised.value.until - int(clock.time.timestamp()))
        clock.time = datetime.fromtimestamp(raised.value.until, UTC)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    operator.get("/repositories/1")
    server.says(Said(429))
    with pytest.raises(RateLimitedError) as raised:
        operator.get("/repositories/1")
    assert raised.value.until - int(clock.time.timestamp()) == 60


def test_while_a_limit_lasts_nothing_is_asked(server: Scripted, operator: Connection, clock: Clock) -> None:
    server.says(Said(429, None, {"Retry-After": "30"}))
    for _ in range(2):
        with pytest.raises(RateLimitedError):
            operator.get("/repositories/1")
    with pytest.raises(RateLimitedError):
        operator.graphql("query { viewer { login } }")
    assert len(server.asked) == 1
    clock.time += timedelta(seconds=30)
    assert operator.get("/repositories/1").status == 200


def test_a_missing_permission_is_no_limit_even_when_nothing_remains(server: Scripted, operator: Connection) -> None:
    server.says(Said(403, {"message": "Resource not accessible by integration"}, rate(0)))
    with pytest.raises(ForbiddenError, match="Resource not accessible"):
        operator.get("/repositories/1")


def test_trap_5_a_graphql_limit_comes_as_200(server: Scripted, operator: Connection) -> None:
    errors = [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation ID 42."}]
    server.says(Said(200, {"errors": errors}, rate(0, SECONDS + 120, X_RateLimit_Resource="graphql")))
    with pytest.raises(RateLimitedError) as raised:
        operator.graphql("query { viewer { login } }")
    assert raised.value.until == SECONDS + 121
    assert operator.get("/repositories/1").status == 200  # another bucket


def test_a_secondary_graphql_limit_comes_as_200_too(server: Scripted, operator: Connection) -> None:
    server.says(Said(200, {"data": None, "errors": [{"message": "You have exceeded a secondary rate limit."}]}))
    with pytest.raises(RateLimitedError) as raised:
        operator.graphql("query { viewer { login } }")
    assert raised.value.until == SECONDS + 60


def test_trap_6_what_is_still_computed_is_asked_for_later(server: Scripted, operator: Connection, clock: Clock) -> None:
    server.says(Said(202, {}))
    with pytest.raises(ComputingError):
        operator.get("/repositories/1/stats/contributors")
    assert clock.slept == []
    assert len(server.asked) == 1


def test_a_write_that_is_accepted_for_later_is_done(server: Scripted, operator: Connection) -> None:
    server.says(Said(202, {}))
    assert operator.post("/app/hook/deliveries/1/attempts").status == 202


def test_trap_7_threads_with_a_connection_each_get_what_they_asked_for(github: GitHub) -> None:
    def ask(number: int) -> bool:
        with github.as_operator() as connection:
            return all(
                connection.get(f"/repositories/{number}/x{step}").data == {"path": f"/repositories/{number}/x{step}"}
                for step in range(10)
            )

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(48)))


def test_trap_8_many_threads_need_one_token(server: Scripted, github: GitHub) -> None:
    server.otherwise = lambda asked: minted() if "access_tokens" in asked.path else Said(200, {})
    ready = threading.Barrier(10)

    def ask(_: int) -> None:
        with github.as_installation(42, repository_ids=[9002, 9001]) as connection:
            ready.wait()
            connection.get("/repositories/9001")

    with ThreadPoolExecutor(10) as threads:
        list(threads.map(ask, range(10)))
    assert len([path for path in server.paths if "access_tokens" in path]) == 1


def test_trap_9_a_token_is_for_the_task_alone(server: Scripted, github: GitHub) -> None:
    server.says(minted(), Said(200, {}))
    with github.as_installation(42, repository_ids=[9002, 9001], permissions={"issues": "write"}) as connection:
        connection.get("/repositories/9001")
    assert server.asked[0].path == "/app/installations/42/access_tokens"
    assert server.asked[0].json == {"repository_ids": [9001, 9002], "permissions": {"issues": "write"}}
    assert server.asked[1].headers["authorization"] == f"Bearer {PLAIN}"


def test_trap_10_every_request_says_version_and_media_type_and_lists_come_by_the_hundred(
    server: Scripted, operator: Connection, clock: Clock
) -> None:
    server.says(Said(200, []))
    list(operator.pages("/repositories/1/pulls"))
    headers = server.asked[0].headers
    assert headers["x-github-api-version"] == "2022-11-28"
    assert headers["accept"] == "application/vnd.github+json"
    assert headers["user-agent"].startswith("Giveback")
    assert server.paths == ["/repositories/1/pulls?per_page=100"]
    for _ in range(3):
        operator.get("/repositories/1")
    assert clock.slept == []


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/repositories/1",
        "http://127.0.0.1:1/repositories/1",
        "//elsewhere.example/x",
        "http://user@elsewhere.example/repositories/1",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_trap_11_no_redirect_leads_to_another_host(
    server: Scripted, operator: Connection, location: str, status: int
) -> None:
    server.says(Said(status, headers={"Location": location}))
    with pytest.raises(GitHubError, match="elsewhere"):
        operator.get("/repositories/1")
    assert len(server.asked) == 1


def test_redirects_in_a_circle_end(server: Scripted, operator: Connection) -> None:
    server.otherwise = lambda asked: Said(301, headers={"Location": asked.path})
    with pytest.raises(GitHubError):
        operator.get("/repositories/1")
    assert len(server.asked) == 4


def test_a_write_to_a_renamed_repository_goes_to_its_new_place(server: Scripted, operator: Connection) -> None:
    server.says(Said(307, headers={"Location": f"{server.url}/repositories/9001/issues"}), Said(201, {"number": 7}))
    assert operator.post("/repos/acme/engine/issues", {"title": "x"}).data == {"number": 7}
    assert server.methods == ["POST", "POST"]
    assert server.asked[1].json == {"title": "x"}


def test_trap_12_what_is_the_same_costs_nothing(server: Scripted, operator: Connection) -> None:
    link = f'<{server.url}/repositories/1/pulls?page=2>; rel="next", <{server.url}/x>; rel="last"'
    server.says(
        Said(200, [{"number": 1}], {"ETag": 'W/"one"', "Link": link}),
        Said(200, [{"number": 2}], {"ETag": '"two"'}),
        Said(304),
        Said(304),
    )
    for _ in range(2):
        assert [each["number"] for each in operator.pages("/repositories/1/pulls")] == [1, 2]
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None, 'W/"one"', '"two"']
    server.says(Said(304))
    assert operator.get("/repositories/1/pulls", per_page=100).status == 304


def test_what_is_said_to_be_the_same_as_nothing_is_an_error(server: Scripted, operator: Connection) -> None:
    server.says(Said(304))
    with pytest.raises(GitHubError, match="not modified, though nothing was known"):
        operator.get("/repositories/1")


def test_what_one_was_answered_is_not_shown_to_another(server: Scripted, github: GitHub) -> None:
    server.says(Said(200, {"private": "of the operator"}, {"ETag": '"one"'}))
    with github.as_operator() as connection:
        connection.get("/repositories/1")
    server.says(minted(), Said(404, {"message": "Not Found"}))
    with github.as_installation(42) as connection, pytest.raises(NotFoundError):
        connection.get("/repositories/1")
    assert "if-none-match" not in server.asked[-1].headers


# --- who we are ---


def test_the_app_is_named_by_a_token_of_minutes_that_was_made_a_minute_ago(
    server: Scripted, github: GitHub, key: rsa.RSAPrivateKey
) -> None:
    with github.as_app() as connection:
        connection.get("/app")
    scheme, _, token = server.asked[0].headers["authorization"].partition(" ")
    unchecked = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token, key.public_key(), algorithms=["RS256"], options=unchecked)
    assert scheme == "Bearer"
    assert claims == {"iss": "771", "iat": SECONDS - 60, "exp": SECONDS + 480}


@pytest.mark.parametrize("token", [PLAIN, STATELESS])
def test_tokens_of_either_form_are_used_until_shortly_before_their_end(
    server: Scripted, github: GitHub, clock: Clock, token: str
) -> None:
    server.otherwise = lambda asked: minted(token) if "access_tokens" in asked.path else Said(200, {})
    with github.as_installation(42) as connection:
        for minutes in (0, 54):
            clock.time = NOW + timedelta(minutes=minutes)
            connection.get("/repositories/1")
        assert len([path for path in server.paths if "access_tokens" in path]) == 1
        clock.time = NOW + timedelta(minutes=56)
        connection.get("/repositories/1")
    assert len([path for path in server.paths if "access_tokens" in path]) == 2
    assert server.asked[-1].headers["authorization"] == f"Bearer {token}"


def test_a_token_that_was_taken_back_is_made_anew_once(server: Scripted, github: GitHub) -> None:
    refused = Said(401, {"message": "Bad credentials"})
    server.says(minted("ghs_first_token_of_all"), refused, minted("ghs_second_token_then"), Said(201, {"id": 1}))
    with github.as_installation(42) as connection:
        assert connection.post("/repositories/1/issues/1/comments", {"body": "x"}).data == {"id": 1}
        server.says(refused, minted(), refused)
        with pytest.raises(RevokedError):
            connection.get("/repositories/1")
    assert server.asked[3].headers["authorization"] == "Bearer ghs_second_token_then"


def test_a_token_that_cannot_be_made_at_once_is_no_doubt_about_the_write(server: Scripted, github: GitHub) -> None:
    server.says(Said(502), Said(502), Said(502))
    with github.as_installation(42) as connection, pytest.raises(UnreachableError):
        connection.post("/repositories/1/issues/1/comments", {"body": "x"})
    assert {asked.path for asked in server.asked} == {"/app/installations/42/access_tokens"}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(404, {"message": "Not Found"}), RevokedError),
        (Said(403, {"message": "This installation has been suspended"}), RevokedError),
        (Said(401, {"message": "A JSON web token could not be decoded"}), RevokedError),
        (Said(422, {"message": "The permissions requested are not granted to this installation."}), ForbiddenError),
        (Said(422, {"message": "There is at least one repository that does not exist"}), NotFoundError),
        (Said(201, {"token": "", "expires_at": "2026-08-03T07:00:00Z"}), GitHubError),
        (Said(201, {"token": "a\nb", "expires_at": "2026-08-03T07:00:00Z"}), GitHubError),
        (Said(201, {"token": 5, "expires_at": "2026-08-03T07:00:00Z"}), GitHubError),
        (Said(201, {"token": "ghs_x", "expires_at": "soon"}), GitHubError),
        (Said(201, ["ghs_x"]), GitHubError),
        (Said(201), GitHubError),
    ],
)
def test_an_installation_that_gives_no_token_says_why(
    server: Scripted, github: GitHub, said: Said, kind: type[GitHubError]
) -> None:
    server.says(said)
    with github.as_installation(42) as connection, pytest.raises(kind) as raised:
        connection.get("/repositories/1")
    assert type(raised.value) is kind
    assert len(server.asked) == 1


def test_a_suspended_installation_is_told_from_a_missing_permission(server: Scripted, github: GitHub) -> None:
    server.says(minted(), Said(403, {"message": "This installation has been suspended"}))
    with github.as_installation(42) as connection, pytest.raises(RevokedError, match="suspended"):
        connection.get("/repositories/1")


def test_forgetting_an_installation_forgets_its_tokens_and_what_they_read(server: Scripted, github: GitHub) -> None:
    server.otherwise = lambda asked: minted() if "tokens" in asked.path else Said(200, {"x": 1}, {"ETag": '"e"'})
    for _ in range(2):
        with github.as_installation(42) as connection:
            connection.get("/repositories/1")
        github.forget(42)
    assert [path for path in server.paths if "tokens" in path] == ["/app/installations/42/access_tokens"] * 2
    assert "if-none-match" not in server.asked[-1].headers


def test_a_clock_that_goes_wrong_is_named_where_github_refuses_the_app(server: Scripted, github: GitHub) -> None:
    date = format_datetime(NOW - timedelta(seconds=700), usegmt=True)
    server.says(Said(401, {"message": "'Expiration time' claim is too far in the future"}, {"Date": date}))
    with github.as_app() as connection, pytest.raises(RevokedError) as raised:
        connection.get("/app")
    assert raised.value.remedy == "The clock here is 700 s ahead of GitHub's: set it (NTP)."


@pytest.mark.parametrize(
    "pem", ["", "not a key", "-----BEGIN RSA PRIVATE KEY-----\nA\n-----END RSA PRIVATE KEY-----\n"]
)
def test_what_is_no_private_key_is_refused_where_it_is_given(pem: str) -> None:
    with pytest.raises(InputError, match="private key"):
        AppCredentials(771, pem)


def test_a_key_of_another_kind_or_too_short_is_refused() -> None:
    for key in (ed25519.Ed25519PrivateKey.generate(), rsa.generate_private_key(65537, 1024)):
        with pytest.raises(InputError, match="RSA"):
            AppCredentials(771, pem_of(key))


def test_without_an_app_its_way_is_closed_and_the_operators_is_open(server: Scripted, clock: Clock) -> None:
    github = GitHub(Endpoints.of(server.url, server.url), None, clock.now, operator_token="ghp_x", write_pause=0)
    with pytest.raises(InputError, match="No App"):
        github.as_app()
    reader = github.reader("acme/engine")
    assert reader is not None
    with reader:
        assert reader.name == "operator"
    assert GitHub(Endpoints.of(server.url, server.url), lambda: None, clock.now).reader("acme/engine") is None


def test_a_repository_is_read_by_an_installation_where_there_is_one(server: Scripted, clock: Clock, key: Any) -> None:
    github = made(server, clock, key, reading_installation={"acme/engine": 42}.get)
    server.says(minted(), Said(200, {}))
    reader = github.reader("acme/engine")
    assert reader is not None
    with reader:
        reader.get("/repos/acme/engine")
    assert server.asked[0].json["permissions"] == {
        "metadata": "read",
        "contents": "read",
        "issues": "read",
        "pull_requests": "read",
    }


# --- what is answered ---


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, RevokedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (410, GoneError),
        (422, InvalidError),
        (451, LegallyBlockedError),
        (400, GitHubError),
        (409, GitHubError),
    ],
)
def test_each_refusal_is_an_error_of_its_own(
    server: Scripted, operator: Connection, status: int, kind: type[GitHubError]
) -> None:
    server.says(
        Said(status, {"message": "because", "errors": [{"resource": "Issue", "field": "title", "code": "missing"}]})
    )
    with pytest.raises(GitHubError) as raised:
        operator.post("/repositories/1/issues", {})
    assert type(raised.value) is kind
    assert raised.value.status == status
    assert "POST /repositories/1/issues: " in raised.value.message
    assert "because" in raised.value.message
    if isinstance(raised.value, InvalidError):
        assert "Issue title missing" in raised.value.message


def test_nothing_is_an_answer_too(server: Scripted, operator: Connection) -> None:
    server.says(Said(204))
    assert operator.delete("/repositories/1/x").data is None


@pytest.mark.parametrize("raw", [b"<html>", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_cannot_be_read_did_not_come_through(server: Scripted, operator: Connection, raw: bytes) -> None:
    server.otherwise = lambda _asked: Said(200, raw=raw)
    with pytest.raises(UnreachableError):
        operator.get("/repositories/1")
    with pytest.raises(DoubtfulError):
        operator.post("/repositories/1/issues", {})


def test_a_proxys_own_page_is_judged_by_its_status(server: Scripted, operator: Connection) -> None:
    server.says(Said(404, raw=b"<html>nothing here</html>"))
    with pytest.raises(NotFoundError):
        operator.get("/repositories/1")


def test_odd_rate_headers_stop_nothing(server: Scripted, operator: Connection) -> None:
    server.says(Said(200, {"id": 1}, {"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "nan"}))
    assert operator.get("/repositories/1").data == {"id": 1}


def test_an_answer_without_end_is_cut_off(server: Scripted, clock: Clock, key: Any) -> None:
    github = made(server, clock, key)
    object.__setattr__(github._options, "largest", 1000)
    server.otherwise = lambda _asked: Said(200, {"x": "y" * 2000})
    with github.as_operator() as connection, pytest.raises(UnreachableError, match="more than 1,000 bytes"):
        connection.get("/repositories/1")


def test_pages_that_never_end_are_given_up(server: Scripted, operator: Connection) -> None:
    server.otherwise = lambda asked: Said(200, [{}], {"Link": f'<{server.url}{asked.path}>; rel="next"'})
    with pytest.raises(GitHubError, match="do not end"):
        list(operator.pages("/repositories/1/pulls"))


def test_a_list_inside_an_object_is_paged(server: Scripted, operator: Connection) -> None:
    link = {"Link": f'<{server.url}/installation/repositories?page=2>; rel="next"'}
    server.says(Said(200, {"repositories": [{"id": 1}]}, link), Said(200, {"repositories": [{"id": 2}]}))
    listed = operator.pages("/installation/repositories", items="repositories")
    assert [each["id"] for each in listed] == [1, 2]


@pytest.mark.parametrize("data", [{"message": "odd"}, None, "text", [1], {"repositories": {}}])
def test_what_is_no_list_is_an_error(server: Scripted, operator: Connection, data: Any) -> None:
    server.says(Said(200, data))
    with pytest.raises(GitHubError, match="not a list"):
        list(operator.pages("/x", items="repositories" if isinstance(data, dict) and "repositories" in data else None))


@pytest.mark.parametrize(
    "path", ["x", "/a/../b", "/a?b=c", "/a#b", "/a b", "/a\nb", "//elsewhere.example", "/a//b", ""]
)
def test_what_is_no_path_of_the_api_is_not_asked_for(server: Scripted, operator: Connection, path: str) -> None:
    with pytest.raises(InputError):
        operator.get(path)
    assert server.asked == []


@pytest.mark.parametrize("name", ["a/b", "../x", "..", ".", "a?b", "ä b", "%2e%2e", "\n"])
def test_a_quoted_name_stays_one_part_of_the_path(server: Scripted, operator: Connection, name: str) -> None:
    operator.get(f"/users/{quoted(name)}/x")
    assert server.paths[0].count("/") == 3
    assert server.paths[0].isascii()


# --- GraphQL ---


def test_graphql_gives_its_data(server: Scripted, operator: Connection) -> None:
    server.says(Said(200, {"data": {"viewer": {"login": "x"}}}))
    assert operator.graphql("query ($n: Int!) { viewer { login } }", {"n": 5}) == {"viewer": {"login": "x"}}
    assert server.asked[0].path == "/graphql"
    assert server.asked[0].json == {"query": "query ($n: Int!) { viewer { login } }", "variables": {"n": 5}}


def test_data_with_gaps_is_an_error_unless_asked_for(server: Scripted, operator: Connection) -> None:
    partial = {"data": {"a": 1, "b": None}, "errors": [{"type": "NOT_FOUND", "path": ["b"], "message": "no b"}]}
    server.says(Said(200, partial), Said(200, partial))
    with pytest.raises(NotFoundError, match="no b"):
        operator.graphql("query { a b }")
    gaps: list[Any] = []
    assert operator.graphql("query { a b }", errors=gaps) == {"a": 1, "b": None}
    assert [gap["message"] for gap in gaps] == ["no b"]


def test_a_gap_of_githubs_own_failing_is_given_with_the_rest(server: Scripted, operator: Connection) -> None:
    failed = {"message": "Something went wrong while executing your query."}
    server.says(Said(200, {"data": {"a": 1, "b": None}, "errors": [failed]}))
    gaps: list[Any] = []
    assert operator.graphql("query { a b }", errors=gaps) == {"a": 1, "b": None}
    assert gaps == [failed]
    assert len(server.asked) == 1


def test_errors_without_data_are_no_gaps(server: Scripted, operator: Connection) -> None:
    server.says(Said(200, {"data": None, "errors": [{"type": "FORBIDDEN", "message": "no"}]}))
    gaps: list[Any] = []
    with pytest.raises(ForbiddenError):
        operator.graphql("query { a b }", errors=gaps)
    assert gaps == []


@pytest.mark.parametrize(
    ("errors", "kind"),
    [
        ([{"type": "FORBIDDEN", "message": "no"}], ForbiddenError),
        ([{"message": "Field 'x' doesn't exist"}], InvalidError),
        (["odd"], InvalidError),
        ([None], InvalidError),
        ([{"message": None}], InvalidError),
        ({"type": "FORBIDDEN", "message": "no list"}, ForbiddenError),
    ],
)
def test_graphql_errors_are_sorted(
    server: Scripted, operator: Connection, errors: Any, kind: type[GitHubError]
) -> None:
    server.says(Said(200, {"data": None, "errors": errors}))
    with pytest.raises(kind):
        operator.graphql("query { x }")


def test_a_query_that_failed_inside_is_tried_again_and_a_mutation_is_in_doubt(
    server: Scripted, operator: Connection
) -> None:
    failed = Said(200, {"data": None, "errors": [{"message": "Something went wrong while executing your query. X"}]})
    server.says(failed, Said(502), Said(200, {"data": {"x": 1}}))
    assert operator.graphql("query { x }") == {"x": 1}
    for said in (failed, Said(502), DROP):
        server.says(said)
        with pytest.raises(DoubtfulError):
            operator.graphql("# a comment\nmutation($i: X!) { updateIssue(input: $i) { clientMutationId } }")
    assert len(server.asked) == 6


@pytest.mark.parametrize("data", [None, [], "x", {}, {"data": None}])
def test_a_graphql_answer_without_data_did_not_come_through(server: Scripted, operator: Connection, data: Any) -> None:
    server.otherwise = lambda _asked: Said(200, data)
    with pytest.raises(UnreachableError):
        operator.graphql("query { x }")


# --- the budget ---


def test_reading_stops_at_the_reserve_and_commands_go_on(server: Scripted, github: GitHub, clock: Clock) -> None:
    with github.as_operator(background=True) as reading, github.as_operator() as commanding:
        server.says(Said(200, {}, rate(501)), Said(200, {}, rate(500)))
        reading.get("/repositories/1")
        reading.get("/repositories/2")
        with pytest.raises(RateLimitedError, match="kept for commands") as raised:
            reading.get("/repositories/3")
        assert raised.value.until == SECONDS + 900
        server.says(Said(200, {}, rate(1)), Said(200, {}, rate(0)))
        commanding.get("/repositories/3")
        commanding.get("/repositories/4")
        with pytest.raises(RateLimitedError, match="nothing is left"):
            commanding.get("/repositories/5")
        assert len(server.asked) == 4
        clock.time += timedelta(seconds=900)
        reading.get("/repositories/6")


def test_each_installation_has_a_budget_of_its_own(server: Scripted, github: GitHub) -> None:
    server.otherwise = lambda asked: minted() if "tokens" in asked.path else Said(200, {}, rate(0))
    for installation in (42, 43):
        with github.as_installation(installation) as connection:
            connection.get("/repositories/1")
            with pytest.raises(RateLimitedError):
                connection.get("/repositories/2")
    assert [(state.credential, state.bucket, state.remaining) for state in github.budgets.states()] == [
        ("installation:42", "core", 0),
        ("installation:43", "core", 0),
    ]


def test_writes_keep_a_second_apart(server: Scripted, clock: Clock, key: Any) -> None:
    github = made(server, clock, key, write_pause=1.0)
    with github.as_operator() as connection:
        for _ in range(3):
            connection.post("/repositories/1/issues/1/comments", {"body": "x"})
            connection.get("/repositories/1")
    assert [round(seconds) for seconds in clock.slept] == [1, 2]  # the clock of the test does not wait


# --- secrets ---


@pytest.mark.parametrize("token", [PLAIN, STATELESS])
def test_no_secret_reaches_a_log_an_error_or_a_repr(
    server: Scripted, github: GitHub, caplog: pytest.LogCaptureFixture, token: str, key: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    server.says(minted(token), Said(500, {"message": f"failed for {token}"}))
    with github.as_installation(42) as connection, pytest.raises(DoubtfulError) as raised:
        connection.post("/repositories/1/issues/1/comments", {"body": "x"})
    seen = "\n".join([caplog.text, str(raised.value), repr(github.credentials), repr(vars(connection._identity))])
    assert token not in seen
    assert token[12:40] not in seen
    for line in pem_of(key).splitlines()[1:-1]:
        assert line not in seen
    assert "eyJ" not in seen.replace("eyJ***", "")


def test_a_release_file_is_uploaded_as_it_is(server: Scripted, operator: Connection) -> None:
    server.says(Said(201, {"id": 5}))
    url = f"{server.url}/repos/acme/cards/releases/1/assets{{?name,label}}"
    assert operator.upload(url, "2026-07.json", b"{}\n", "application/json").data == {"id": 5}
    asked = server.asked[0]
    assert asked.path == "/repos/acme/cards/releases/1/assets?name=2026-07.json"
    assert (asked.body, asked.headers["content-type"]) == (b"{}\n", "application/json")
    operator.upload(url, "a b&label=x.json", b"", "application/json")
    assert server.asked[1].path == "/repos/acme/cards/releases/1/assets?name=a%20b%26label%3Dx.json"
    with pytest.raises(GitHubError, match="elsewhere"):
        operator.upload("https://elsewhere.example/x{?name}", "x", b"", "text/plain")


@pytest.mark.parametrize(
    ("web", "api", "expected"),
    [
        ("https://github.com", None, ("https://api.github.com", "https://api.github.com/graphql", "https://uploads.github.com")),
        ("https://git.acme.example/", None, ("https://git.acme.example/api/v3", "https://git.acme.example/api/graphql", "https://git.acme.example/api/uploads")),
        ("https://acme.ghe.com", None, ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql", "https://uploads.acme.ghe.com")),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5001", ("http://127.0.0.1:5001", "http://127.0.0.1:5001/graphql", "http://127.0.0.1:5001")),
    ],
)  # fmt: skip
def test_the_addresses_of_each_kind_of_github(web: str, api: str | None, expected: tuple[str, str, str]) -> None:
    made = Endpoints.of(web, api)
    assert (made.api_url, made.graphql_url, made.uploads_url) == expected


@pytest.mark.parametrize(
    "web",
    [
        "http://github.com",
        "ftp://x",
        "github.com",
        "https://",
        "https://u:p@x.example",
        "https://x.example?y",
        "https://[",
        "https://x.example:bad",
    ],
)
def test_an_address_that_is_no_githubs_is_refused(web: str) -> None:
    with pytest.raises(InputError, match="address"):
        Endpoints.of(web)
