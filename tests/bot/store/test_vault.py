"""The vault: nothing of a secret is in the database, and who has no key or another one is told so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import text

from bot.errors import InputError
from bot.rotation import rotate_encryption_key
from bot.secret_keys import SecretKeys
from bot.store import vault as module
from bot.store.app_registration import RegisteredApp, register, registered_app
from bot.store.database import Database
from bot.store.vault import MARKER_KEY, PRIVATE_KEY, SETUP_SECRET, WEBHOOK_SECRET, Vault

SECRET = "the-secret-of-the-hook"


class Time:
    now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def seconds() -> Time:
    return Time()


@pytest.fixture
def keys(tmp_path: Path) -> SecretKeys:
    return SecretKeys(None, tmp_path / "secret.key")


@pytest.fixture
def vault(database: Database, keys: SecretKeys, seconds: Time) -> Vault:
    return Vault(database, keys, seconds)


def stored(database: Database) -> list[str]:
    with database.reading() as connection:
        return [str(row) for row in connection.execute(text("SELECT name, value FROM secret"))]


def test_a_secret_is_kept_encrypted_and_given_back(database: Database, vault: Vault, keys: SecretKeys) -> None:
    assert vault.current(WEBHOOK_SECRET) is None
    assert not keys.exist()  # no key before there is something to encrypt
    vault.put(WEBHOOK_SECRET, SECRET)
    assert vault.current(WEBHOOK_SECRET) == SECRET
    assert SECRET not in str(stored(database))
    vault.put(WEBHOOK_SECRET, "another")
    assert vault.accepted(WEBHOOK_SECRET) == ["another"]
    vault.remove(WEBHOOK_SECRET)
    assert vault.current(WEBHOOK_SECRET) is None


def test_while_one_replaces_another_both_are_accepted(vault: Vault, seconds: Time) -> None:
    vault.put(WEBHOOK_SECRET, "old")
    number = vault.put_beside(WEBHOOK_SECRET, "new")
    assert vault.accepted(WEBHOOK_SECRET) == ["new", "old"]
    vault.retire_others(WEBHOOK_SECRET, number, seconds.now + 100)
    assert vault.accepted(WEBHOOK_SECRET) == ["new", "old"]
    seconds.now += 100
    vault._forget_read()
    assert vault.accepted(WEBHOOK_SECRET) == ["new"]


def test_one_that_was_not_taken_is_taken_back(vault: Vault) -> None:
    vault.put(WEBHOOK_SECRET, "old")
    vault.take_back(vault.put_beside(WEBHOOK_SECRET, "new"))
    assert vault.accepted(WEBHOOK_SECRET) == ["old"]


def test_another_process_sees_a_change_within_seconds(
    database: Database, vault: Vault, keys: SecretKeys, seconds: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.put(WEBHOOK_SECRET, "old")
    other = Vault(database, keys, seconds)
    assert other.current(WEBHOOK_SECRET) == "old"
    vault.put(WEBHOOK_SECRET, "new")
    monkeypatch.setattr(module, "SECONDS_CACHED", 0.0)
    assert other.current(WEBHOOK_SECRET) == "new"


def test_who_reads_while_secrets_are_replaced_has_the_new_ones_from_the_commit_on(vault: Vault) -> None:
    vault.put(WEBHOOK_SECRET, "old")
    with ThreadPoolExecutor(1) as another, vault.put_all({WEBHOOK_SECRET: "new"}):
        assert another.submit(vault.current, WEBHOOK_SECRET).result() == "old"
    assert vault.current(WEBHOOK_SECRET) == "new"


def test_what_was_read_before_a_change_is_not_kept_after_it(
    database: Database, vault: Vault, keys: SecretKeys, seconds: Time
) -> None:
    vault.put(WEBHOOK_SECRET, "old")

    class Slow(SecretKeys):
        """Keys that take so long to be read that another thread replaces the secret meanwhile."""

        def ciphers(self) -> MultiFernet:
            if pending:
                pending.pop()
                with ThreadPoolExecutor(1) as another:
                    another.submit(reader.put, WEBHOOK_SECRET, "new").result()
            return super().ciphers()

    pending = [True]
    reader = Vault(database, Slow(None, keys.path), seconds)
    assert reader.current(WEBHOOK_SECRET) == "old"
    assert reader.current(WEBHOOK_SECRET) == "new"


def test_what_is_stored_while_the_encryption_key_is_replaced_can_be_read_with_the_new_one(
    database: Database, vault: Vault, keys: SecretKeys, seconds: Time
) -> None:
    vault.put(WEBHOOK_SECRET, SECRET)
    with ThreadPoolExecutor(1) as another:
        with vault.put_all({PRIVATE_KEY: "pem"}):
            rotation = another.submit(rotate_encryption_key, Vault(database, keys, seconds), keys)
            with suppress(TimeoutError):  # it waits for what is being stored
                rotation.result(timeout=0.3)
        assert rotation.result() == 2
    assert Vault(database, keys, seconds).current(PRIVATE_KEY) == "pem"


def test_a_key_that_is_missing_is_not_replaced_by_a_new_one(
    database: Database, vault: Vault, keys: SecretKeys, seconds: Time
) -> None:
    vault.put(WEBHOOK_SECRET, SECRET)
    keys.path.unlink()
    late = Vault(database, keys, seconds)
    for attempt in (lambda: late.current(WEBHOOK_SECRET), lambda: late.put(PRIVATE_KEY, "x")):
        with pytest.raises(InputError, match="is not there"):
            attempt()
    assert not keys.exist()


def test_another_key_is_told_without_showing_anything(
    database: Database, vault: Vault, seconds: Time, tmp_path: Path
) -> None:
    vault.put(WEBHOOK_SECRET, SECRET)
    other = SecretKeys(Fernet.generate_key().decode(), tmp_path / "none")
    with pytest.raises(InputError, match=r"The stored webhook-secret .* another key .* GIVEBACK_SECRET_KEY"):
        Vault(database, other, seconds).current(WEBHOOK_SECRET)


def test_a_process_that_holds_the_old_key_finds_the_new_one_in_the_file(
    database: Database, vault: Vault, keys: SecretKeys, seconds: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS_CACHED", 0.0)
    vault.put(WEBHOOK_SECRET, SECRET)
    running = Vault(database, keys, seconds)
    assert running.current(WEBHOOK_SECRET) == SECRET
    newest = Fernet.generate_key().decode()
    keys.replace([newest, *keys.read()])
    assert vault.encrypt_anew() == 1
    keys.replace([newest])
    assert running.current(WEBHOOK_SECRET) == SECRET


def test_a_secret_that_only_we_need_is_made_once(
    database: Database, new_database: Callable[..., Database], keys: SecretKeys, seconds: Time
) -> None:
    keys.make()
    address = database.url.render_as_string(hide_password=False)
    vaults = [Vault(new_database(address), keys, seconds) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(lambda vault: vault.ensured(MARKER_KEY), vaults))
    assert len(made) == 1
    assert len(made.pop()) == 32
    assert len(stored(database)) == 1


def app(number: int = 771) -> RegisteredApp:
    return RegisteredApp(
        number, "giveback", "Giveback", "Iv1", "acme", "https://g.example/apps/giveback", "https://g.example",
        "https://g.example/api/v3", "https://giveback.example", 5,
    )  # fmt: skip


def test_a_deployment_is_one_app_with_all_its_secrets_or_none(database: Database, vault: Vault) -> None:
    assert registered_app(database) is None
    vault.put(SETUP_SECRET, "hash")
    register(vault, app(), {PRIVATE_KEY: "pem", WEBHOOK_SECRET: SECRET})
    assert registered_app(database) == app()
    assert vault.current(SETUP_SECRET) is None
    with pytest.raises(InputError, match="registered here already"):
        register(vault, app(772), {PRIVATE_KEY: "other"})
    assert registered_app(database) == app()
    assert vault.current(PRIVATE_KEY) == "pem"
