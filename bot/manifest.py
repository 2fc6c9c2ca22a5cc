"""The App's manifest, `app.yml`: read, checked, filled in for one deployment, and told in words."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import InputError

HOOK_PATH = "/webhooks/github"
REGISTERED_PATH = "/setup/registered"
INSTALLED_PATH = "/setup/installed"
KEYS = frozenset({
    "name", "url", "hook_attributes", "redirect_url", "callback_urls", "setup_url", "description", "public",
    "default_events", "default_permissions", "request_oauth_on_install", "setup_on_update",
})  # fmt: skip
_LEVELS = {"read", "write", "admin"}
# An entry of one of the two lists with its sentence: "  issues: write  # Answers …" or "  - push  # The …".
_ENTRY = re.compile(r"^  (?:- (?P<event>\w+)|(?P<permission>\w+): \w+)  # (?P<why>[A-Z].*\.)$", re.MULTILINE)
_LONGEST_NAME = 34  # GitHub's bound for the name of an App


@dataclass(frozen=True)
class Asked:
    """A permission with its level, or an event, and the sentence why."""

    name: str
    level: str
    why: str


@dataclass(frozen=True)
class Manifest:
    """The manifest as it is written, before a deployment fills it in."""

    values: Mapping[str, Any]
    permissions: tuple[Asked, ...]
    events: tuple[Asked, ...]

    def filled(self, *, name: str, public_url: str, is_public: bool) -> dict[str, Any]:
        """What one deployment sends to GitHub. Raises InputError for a name that GitHub would refuse."""
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            raise InputError(f"{name!r}: not a name for an App", f"It has 1 to {_LONGEST_NAME} characters on one line.")
        return {
            **self.values,
            "name": name,
            "url": public_url,
            "public": is_public,
            "hook_attributes": {**self.values["hook_attributes"], "url": f"{public_url}{HOOK_PATH}"},
            "redirect_url": f"{public_url}{REGISTERED_PATH}",
            "setup_url": f"{public_url}{INSTALLED_PATH}",
        }


@functools.cache
def manifest() -> Manifest:
    """The manifest that comes with this Giveback."""
    return parse(resources.files("bot").joinpath("app.yml").read_text(encoding="utf-8"))


def parse(text: str) -> Manifest:
    """Read a manifest. Raises InputError for what GitHub does not know, and where a sentence is missing."""
    try:
        values = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise InputError("app.yml: not YAML", "Mend the file.") from error
    problems = list(_problems(values))
    if problems:
        raise _unusable(problems)
    found = list(_ENTRY.finditer(text))
    of_permissions = {each["permission"]: each["why"] for each in found}
    of_events = {each["event"]: each["why"] for each in found}
    permissions, events = values["default_permissions"], values["default_events"]
    silent = [name for name in permissions if name not in of_permissions]
    silent += [name for name in events if name not in of_events]
    if silent:
        raise _unusable([f"{name}: no sentence says why" for name in silent])
    return Manifest(
        values,
        tuple(Asked(name, level, of_permissions[name]) for name, level in permissions.items()),
        tuple(Asked(name, "", of_events[name]) for name in events),
    )


def privacy(manifest: Manifest) -> str:
    """The page that says what the App may do, what it is told, and what is kept; Markdown."""
    return _PRIVACY.format(
        permissions="\n".join(f"| `{each.name}` | {each.level} | {each.why} |" for each in manifest.permissions),
        events="\n".join(f"| `{each.name}` | {each.why} |" for each in manifest.events),
    )


def _unusable(problems: list[str]) -> InputError:
    return InputError("app.yml cannot be used:\n" + "\n".join(f"  {each}" for each in problems), "Mend the file.")


def _problems(values: Any) -> list[str]:
    if not isinstance(values, dict):
        return ["not a mapping"]
    found = [f"{key}: not a key of GitHub's manifests" for key in values if key not in KEYS]
    found += [f"{key}: missing" for key in ("name", "url", "hook_attributes") if not values.get(key)]
    permissions, events = values.get("default_permissions"), values.get("default_events")
    if not isinstance(permissions, dict) or not set(map(str, permissions.values())) <= _LEVELS:
        found.append("default_permissions: not permissions with their levels")
    if not isinstance(events, list) or len(set(map(str, events))) != len(events):
        found.append("default_events: not a list of events, each once")
    return found


_PRIVACY = """# What the App may do, and what it keeps

Written from `app.yml`, the App's manifest. GitHub shows the same permissions before an installation and lets its owner
choose repositories, suspend the App, or remove it at any time.

## What it may do

| permission | level | why |
|---|---|---|
{permissions}

Each task uses a token with the permissions and repositories of that task alone, which ends within the hour. Giveback
writes nothing but comments, reactions, issues and discussions of its own; it changes no code, no settings and nothing
that others wrote.

## What it is told

| event | why |
|---|---|
{events}

GitHub also tells every App where it is installed, suspended and removed. An event is only a hint: what counts is what
the repository and GitHub's API say afterwards.

## What it keeps

- What GitHub sends is kept until it has been handled; its text is emptied after seven days.
- Facts about public work (commits, reviews, issues, merges) point to an account; name, login and address stand in one
  table, and no page names a person.
- Private repositories appear nowhere outside themselves, and what was read of them goes when the App is removed.
- The App's private key and secrets are encrypted; their key is not in the database. They are in no log and on no page.
- After a removal the number of the installation and the day stay, so that late deliveries are refused.
"""
