"""Settings of one deployment: made once in `giveback.py`, from flags over environment over defaults."""

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_REPOSITORY = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9])*/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")


class Settings(BaseSettings):
    """What an operator may set, each as GIVEBACK_<NAME> in the environment; the command line's flags win."""

    model_config = SettingsConfigDict(env_prefix="GIVEBACK_", frozen=True, extra="ignore")

    database: str = Field(
        default_factory=lambda: f"sqlite:///{user_data_path('giveback') / 'giveback.db'}",
        description="Database address: sqlite:///PATH or postgresql://USER@HOST/NAME; a plain path means SQLite.",
    )
    registry: Path | None = Field(default=None, description="Folder whose registry files lie over the built-in ones.")
    registry_only: Path | None = Field(default=None, description="Folder whose registry files replace the built-in.")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("giveback"), description="Folder for clones; safe to delete."
    )
    signing_key: Path = Field(
        default_factory=lambda: user_data_path("giveback") / "signing-key.pem",
        description="Ed25519 private key (PEM) that signs closed months; made with mode 0600 if absent.",
    )
    workers: int = Field(
        default_factory=lambda: (
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        ),
        ge=1,
        le=256,
        description="Processes that read git histories at once.",
    )
    github_url: str = Field(default="https://github.com", description="Where owner/name is fetched from.")
    github_api_url: str | None = Field(
        default=None, description="GitHub's API, where it is not where GitHub or an Enterprise Server has it."
    )
    github_token: SecretStr | None = Field(
        default=None, description="The operator's own token, for public projects that did not install the App."
    )
    public_url: str | None = Field(
        default=None, description="Where others see this deployment: for webhooks, and for links in comments."
    )
    secret_key: SecretStr | None = Field(
        default=None, description="Key of the stored secrets (32 bytes, URL-safe base64); several: the newest first."
    )
    secret_key_file: Path = Field(
        default_factory=lambda: user_data_path("giveback") / "secret.key",
        description="File with that key where none is given; made with mode 0600 if absent.",
    )
    scorecard_repository: str | None = Field(
        default=None, description="owner/name of your own repository that the site and each month are published in."
    )
    scorecard_token: SecretStr | None = Field(
        default=None, description="A token that may write its contents; GIVEBACK_GITHUB_TOKEN if left out."
    )
    lease: int = Field(
        default=30, ge=1, le=3600, description="Seconds after which what a killed process was handling is taken over."
    )
    settling: int = Field(
        default=15, ge=1, le=3600, description="Seconds until a write to GitHub that was cut off shows, or never will."
    )
    write_pause: float = Field(
        default=1.0, ge=0, le=60, description="Seconds between two writes to GitHub by one installation, as it asks."
    )
    git_timeout: int = Field(default=3600, ge=1, description="Seconds that one git command may take.")

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        return None if url is None else public_address(url)

    @field_validator("scorecard_repository")
    @classmethod
    def _is_a_repository(cls, name: str | None) -> str | None:
        if not name or not name.strip():
            return None
        if not _REPOSITORY.fullmatch(name.strip()):
            raise ValueError("not owner/name")
        return name.strip()

    @field_validator("github_token", "scorecard_token")
    @classmethod
    def _is_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        text = token.get_secret_value().strip()
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ValueError("not a token of GitHub")
        return SecretStr(text) if text else None


def public_address(url: str) -> str:
    """Check where a deployment is seen; give it without a slash at its end. Raises ValueError."""
    parts = urlsplit(url.strip())
    plain = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
    if not plain or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))):
        raise ValueError("not an https address like https://giveback.example.com")
    _ = parts.port  # raises ValueError where it is no number
    return url.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine as it calls itself, which nobody else can reach."""
    try:
        return host == "localhost" or host.endswith(".localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
