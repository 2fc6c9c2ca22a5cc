"""What differs between two registries, entry by entry and key by key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.registry import load_registry
from bot.registry.difference import EntryChange, entry_changes

Write = Callable[..., Path]
ACME = '[organizations.acme]\nname = "Acme"\nkind = "company"\ndomains = ["acme.example"]\n'
BETA = '[organizations.beta]\nname = "Beta"\nkind = "company"\n'


def differences(write: Write, old: str, new: str, **others: str) -> list[EntryChange]:
    before, after = load_registry(only=write(old, "old")), load_registry(only=write(new, "new", **others))
    return entry_changes(before, after)


@pytest.mark.parametrize("comment", ["", "# another comment\n", "\n\n"])
def test_the_same_entries_do_not_differ(write: Write, comment: str) -> None:
    assert differences(write, ACME + BETA, comment + BETA + ACME) == []


def test_entries_come_and_go(write: Write) -> None:
    assert differences(write, ACME, BETA) == [
        ("organizations", "acme", "", "Acme", None),
        ("organizations", "beta", "", None, "Beta"),
    ]


def test_of_a_list_what_came_and_what_went_is_told(write: Write) -> None:
    new = ACME.replace('["acme.example"]', '["acme.example", "acme-labs.example"]').replace("company", "project")
    assert differences(write, ACME, new) == [
        ("organizations", "acme", "kind", "company", "project"),
        ("organizations", "acme", "domains", None, ["acme-labs.example"]),
    ]


def test_a_mark_that_something_was_not_checked_is_told(write: Write) -> None:
    assert differences(write, ACME, ACME + "checked = false\n") == [("organizations", "acme", "checked", True, False)]


def test_upstreams_and_providers_differ_too(write: Write) -> None:
    others = {
        "upstreams": '[upstreams."acme/tool"]\nkind = "library"\n',
        "providers": '[providers]\nfree_mail = ["mail.example"]\n',
    }
    assert differences(write, ACME, ACME, **others) == [
        ("upstreams", "acme/tool", "", None, "acme/tool"),
        ("providers", "providers", "free_mail", None, ["mail.example"]),
    ]


def test_a_list_in_another_order_is_shown_whole(write: Write) -> None:
    both = ACME.replace('["acme.example"]', '["acme.example", "b.example"]')
    turned = ACME.replace('["acme.example"]', '["b.example", "acme.example"]')
    assert differences(write, both, turned) == [
        ("organizations", "acme", "domains", ["acme.example", "b.example"], ["b.example", "acme.example"])
    ]
