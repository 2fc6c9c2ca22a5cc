"""Settings: the environment over the defaults, each value checked, nothing changed afterwards."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os  # noqa: PLC0415

    for name in os.environ:
        if name.upper().startswith(("GIVEBACK_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"), [("WORKERS", "0"), ("WORKERS", "257"), ("WORKERS", "two"), ("GIT_TIMEOUT", "0")]
)
def test_a_number_out_of_bounds_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"GIVEBACK_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_by_default_everything_is_in_the_users_own_folders(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.database == f"sqlite:///{tmp_path}/.local/share/giveback/giveback.db"
    assert settings.cache == tmp_path / ".cache" / "giveback"
    assert settings.signing_key == tmp_path / ".local" / "share" / "giveback" / "signing-key.pem"
    assert (settings.registry, settings.registry_only) == (None, None)
    assert settings.workers >= 1
    assert not any(tmp_path.iterdir())  # nothing is made by looking


def test_the_environment_beats_the_default_and_a_flag_beats_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIVEBACK_DATABASE", "from-environment.db")
    monkeypatch.setenv("GIVEBACK_WORKERS", "3")
    assert (Settings().database, Settings().workers) == ("from-environment.db", 3)
    assert Settings(database="flag.db").database == "flag.db"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(), "workers", 2)  # noqa: B010 - the type checker knows that it cannot be done


def test_each_setting_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    for name in Settings.model_fields:
        assert f"`GIVEBACK_{name.upper()}`" in readme
