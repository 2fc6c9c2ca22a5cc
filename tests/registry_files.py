"""A registry out of the text of its files: for tests that know organizations of their own."""

from collections.abc import Mapping
from pathlib import Path

from bot.registry import Registry, load_registry

PROVIDERS = """
[providers]
free_mail = ["mail.example"]
hosting = ["noreply.github.com", "users.noreply.github.com"]
"""


def registry_of(folder: Path, files: Mapping[str, str]) -> Registry:
    """Write the files into a folder, and load the registry that they are; nothing built in is part of it."""
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return load_registry(only=folder)
