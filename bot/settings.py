"""Settings of one deployment: made once in `giveback.py`, from flags over environment over defaults."""

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    git_timeout: int = Field(default=3600, ge=1, description="Seconds that one git command may take.")
