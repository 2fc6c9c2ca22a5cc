"""Secrets are replaced while the App runs: at each moment what GitHub signs with, or we sign with, is accepted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from registered_app import OurApp, our_app

from bot.errors import InputError
from bot.github_client import AppCredentials, GitHubError
from bot.rotation import OLD_ACCEPTED, replace_private_key, rotate_encryption_key, rotate_webhook_secret
from bot.secret_keys import SecretKeys
from bot.store.database import Database
from bot.store.vault import WEBHOOK_SECRET, Vault
from tests.github.verbs_apps import new_key


@pytest.fixture
def ours(database: Database, tmp_path: Path) -> Iterator[OurApp]:
    with our_app(database, tmp_path) as made:
        yield made


def now(ours: OurApp) -> int:
    return int(ours.clock.now().timestamp())


def fresh(ours: OurApp) -> Vault:
    """What another process reads."""
    return Vault(ours.database, SecretKeys(None, ours.settings.secret_key_file), lambda: now(ours))


def test_both_webhook_secrets_are_accepted_before_github_hears_of_the_new_one(ours: OurApp) -> None:
    old = ours.app.webhook_secret
    while_waiting: list[list[str]] = []

    def wait(_: float) -> None:
        assert ours.app.webhook_secret == old
        while_waiting.append(fresh(ours).accepted(WEBHOOK_SECRET))

    rotate_webhook_secret(ours.access, now(ours), wait)
    new = ours.app.webhook_secret
    assert new != old
    assert while_waiting == [[new, old]]
    assert fresh(ours).accepted(WEBHOOK_SECRET) == [new, old]
    ours.clock.advance(seconds=OLD_ACCEPTED)
    assert fresh(ours).accepted(WEBHOOK_SECRET) == [new]


def test_a_webhook_secret_that_github_refuses_is_forgotten(ours: OurApp) -> None:
    ours.github.faults.next("forbidden", path="/app/hook/config")
    with pytest.raises(GitHubError):
        rotate_webhook_secret(ours.access, now(ours), lambda _: None)
    assert fresh(ours).accepted(WEBHOOK_SECRET) == [ours.app.webhook_secret]


@pytest.mark.parametrize("fault", ["error_after_write", "dropped_after_write", "error", "dropped"])
def test_after_a_doubtful_answer_both_stay_until_it_is_rotated_again(ours: OurApp, fault: str) -> None:
    old = ours.app.webhook_secret
    ours.github.faults.next(fault, path="/app/hook/config")
    with pytest.raises(GitHubError, match="not known whether") as raised:
        rotate_webhook_secret(ours.access, now(ours), lambda _: None)
    assert "rotate again" in raised.value.remedy
    accepted = fresh(ours).accepted(WEBHOOK_SECRET)
    assert {ours.app.webhook_secret, old} <= set(accepted)
    rotate_webhook_secret(ours.access, now(ours), lambda _: None)
    assert fresh(ours).accepted(WEBHOOK_SECRET) == [ours.app.webhook_secret, *accepted]
    ours.clock.advance(seconds=OLD_ACCEPTED)
    assert fresh(ours).accepted(WEBHOOK_SECRET) == [ours.app.webhook_secret]


def test_a_new_private_key_is_used_from_then_on(ours: OurApp, tmp_path: Path) -> None:
    pem, public = new_key()
    ours.app.pem, ours.app.public_key = pem, public  # made on the page of the App
    path = tmp_path / "new.pem"
    path.write_text(pem)
    assert replace_private_key(ours.access, path) == ours.app.slug
    assert ours.access.github.credentials == AppCredentials(ours.app.id, pem)
    with ours.access.github.as_app() as connection:
        assert connection.get("/app").data["id"] == ours.app.id


def test_a_key_that_is_not_the_apps_is_refused_and_the_old_one_stays(ours: OurApp, tmp_path: Path) -> None:
    foreign = ours.github.register_app("Elsewhere")
    for content, words in ((foreign.pem, "does not know this key"), ("no key", "not an unencrypted private key")):
        path = tmp_path / "new.pem"
        path.write_text(content)
        with pytest.raises(InputError, match=words):
            replace_private_key(ours.access, path)
    with pytest.raises(InputError, match="cannot be read"):
        replace_private_key(ours.access, tmp_path / "absent.pem")
    (tmp_path / "large").write_bytes(b"x" * 100_000)
    with pytest.raises(InputError, match="too large"):
        replace_private_key(ours.access, tmp_path / "large")
    assert ours.access.github.credentials == AppCredentials(ours.app.id, ours.app.pem)


def test_the_encryption_key_is_made_anew_and_the_old_one_opens_nothing(ours: OurApp, tmp_path: Path) -> None:
    keys = SecretKeys(None, ours.settings.secret_key_file)
    (old,) = keys.read()
    assert rotate_encryption_key(fresh(ours), keys) == 3
    (new,) = keys.read()
    assert new != old
    assert fresh(ours).current(WEBHOOK_SECRET) == ours.app.webhook_secret
    with pytest.raises(InputError, match="another key"):
        Vault(ours.database, SecretKeys(old, tmp_path), lambda: now(ours)).current(WEBHOOK_SECRET)


def test_of_given_keys_the_first_encrypts_everything_and_the_second_can_go(ours: OurApp, tmp_path: Path) -> None:
    (old,) = SecretKeys(None, ours.settings.secret_key_file).read()
    new = "A" * 43 + "="
    both = SecretKeys(f"{new},{old}", tmp_path)
    assert rotate_encryption_key(Vault(ours.database, both, lambda: now(ours)), both) == 3
    alone = Vault(ours.database, SecretKeys(new, tmp_path), lambda: now(ours))
    assert alone.current(WEBHOOK_SECRET) == ours.app.webhook_secret
