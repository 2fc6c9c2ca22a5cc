"""Who is let in: JWTs of Apps, tokens of installations in both forms, reduced, expired, revoked, suspended, removed."""

import github as pygithub
import pytest

from tests.github.conftest import Small, new_pem


def test_pygithub_is_what_import_github_finds() -> None:
    assert hasattr(pygithub, "GithubIntegration")


def test_a_jwt_of_nine_minutes_is_let_in(small: Small) -> None:
    answer = small.ask("GET", "/app", token=small.jwt())
    assert answer.status_code == 200
    assert answer.json()["slug"] == small.app.slug


def test_the_client_id_is_an_issuer_too(small: Small) -> None:
    assert small.ask("GET", "/app", token=small.jwt(issuer=small.app.client_id)).status_code == 200


@pytest.mark.parametrize(
    ("drift", "says"),
    [
        ({"exp": 601}, "too far in the future"),
        ({"exp": -1}, "'exp'"),
        ({"iat": 1}, "'iat'"),
    ],
    ids=["over ten minutes", "expired", "issued in the future"],
)
def test_a_jwt_of_a_clock_that_is_off_is_refused(small: Small, drift: dict[str, int], says: str) -> None:
    answer = small.ask("GET", "/app", token=small.jwt(**drift))
    assert answer.status_code == 401
    assert says in answer.json()["message"]


def test_a_jwt_of_another_key_is_refused(small: Small) -> None:
    answer = small.ask("GET", "/app", token=small.jwt(key=new_pem()))
    assert (answer.status_code, answer.json()["message"]) == (401, "A JSON web token could not be decoded")


def test_a_jwt_opens_nothing_but_what_is_the_apps(small: Small) -> None:
    assert small.ask("GET", "/repos/acme/engine", token=small.jwt()).status_code == 401


def test_tokens_come_in_both_forms_and_both_work(small: Small) -> None:
    tokens = [small.installation_token() for _ in range(2)]
    assert sorted(len(each) == 40 for each in tokens) == [False, True]
    stateless = max(tokens, key=len)
    assert stateless.startswith(f"ghs_{small.app.id}_")
    assert stateless.count(".") == 2
    for token in tokens:
        assert small.ask("GET", "/repos/acme/vault", token=token).status_code == 200


def test_a_token_ends_after_an_hour(small: Small) -> None:
    token = small.installation_token()
    small.github.clock.advance(minutes=59)
    assert small.ask("GET", "/repos/acme/vault", token=token).status_code == 200
    small.github.clock.advance(minutes=1)
    assert small.ask("GET", "/repos/acme/vault", token=token).status_code == 401


def test_a_token_that_was_given_back_is_none(small: Small) -> None:
    token = small.installation_token()
    assert small.ask("DELETE", "/installation/token", token=token).status_code == 204
    assert small.ask("GET", "/installation/repositories", token=token).status_code == 401


def test_a_token_for_one_repository_does_not_see_the_other_private_one(small: Small) -> None:
    token = small.installation_token(repository_ids=[small.engine.id])
    assert small.ask("GET", "/repos/acme/vault", token=token).status_code == 404
    listed = small.ask("GET", "/installation/repositories", token=token).json()
    assert [each["full_name"] for each in listed["repositories"]] == ["acme/engine"]
    assert listed["repository_selection"] == "selected"


def test_a_token_with_fewer_permissions_may_not_comment(small: Small) -> None:
    issue = small.github.open_issue(small.engine, "It does not start", user=small.dana)
    path = f"/repos/acme/engine/issues/{issue.number}/comments"
    weak = small.installation_token(permissions={"contents": "read"})
    answer = small.ask("POST", path, token=weak, json={"body": "x"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Resource not accessible by integration")
    assert small.ask("POST", path, token=small.installation_token(), json={"body": "x"}).status_code == 201


@pytest.mark.parametrize(
    "asked", [{"permissions": {"administration": "write"}}, {"repository_ids": [1]}, {"repositories": ["none"]}]
)
def test_a_token_cannot_ask_for_more_than_was_granted(small: Small, asked: dict[str, object]) -> None:
    path = f"/app/installations/{small.installation.id}/access_tokens"
    assert small.ask("POST", path, token=small.jwt(), json=asked).status_code == 422


def test_a_suspended_installation_gets_403_until_it_is_back(small: Small) -> None:
    token = small.installation_token()
    small.github.suspend(small.installation)
    assert small.ask("GET", "/repos/acme/engine", token=token).status_code == 403
    path = f"/app/installations/{small.installation.id}/access_tokens"
    assert small.ask("POST", path, token=small.jwt()).status_code == 403
    small.github.unsuspend(small.installation)
    assert small.ask("GET", "/repos/acme/engine", token=token).status_code == 200


def test_a_removed_installation_is_gone_with_its_tokens(small: Small) -> None:
    token = small.installation_token()
    small.github.uninstall(small.installation)
    assert small.ask("GET", "/repos/acme/engine", token=token).status_code == 401
    assert small.ask("GET", f"/app/installations/{small.installation.id}", token=small.jwt()).status_code == 404
    assert small.ask("GET", "/repos/acme/engine/installation", token=small.jwt()).status_code == 404


def test_pygithub_gets_in_with_key_and_installation(small: Small) -> None:
    auth = pygithub.Auth.AppAuth(small.app.id, small.app.pem, jwt_issued_at=-60)
    small.github.clock.follow_the_machine()  # PyGithub's own is the machine's
    integration = pygithub.GithubIntegration(auth=auth, base_url=small.github.api_url, seconds_between_requests=None)
    client = integration.get_github_for_installation(small.installation.id)
    assert client.get_repo("acme/vault").private
    client.close()
    integration.close()
