"""Explanations in a comment: rules and evidence, inert, without addresses."""

from typing import Any

from markdown_it import MarkdownIt

from reports.renderers.explanation import commit_answer, organization_answer, own_answer

EVIL = "<b>|@all #1 [x](y)"
PERSON: dict[str, Any] = {
    "role": "author",
    "kind": "human",
    "domain": EVIL,
    "share": "1/1",
    "credited": [{"organization": "acme", "rule": "mail-domain", "confidence": 0.9, "evidence": EVIL}],
    "refused": [{"rule": "registry-login", "reason": EVIL}],
}
COMMIT: dict[str, Any] = {
    "repository": "acme/engine",
    "sha": "1f2e3d4c" * 5,
    "landed_at": "2026-07-01T00:00:00+00:00",
    "change": "#12",
    "counts": EVIL,
    "people": [PERSON],
}


def is_inert(markdown: str) -> bool:
    shown = MarkdownIt("commonmark").enable("table").render(markdown)
    return not any(each in shown for each in ("<b>", "@all", 'href="y"', " #1")) and "<table>" in shown


def test_what_others_wrote_is_inert_in_every_explanation() -> None:
    organization = {
        "name": EVIL,
        "accounts_by_evidence": [{"rule": "mail-domain", "confidence": 0.9, "evidence": EVIL, "accounts": 3}],
        "refused": [EVIL],
    }
    assert is_inert(commit_answer([COMMIT], "https://github.example/acme/engine"))
    assert is_inert(organization_answer(organization, EVIL))
    assert is_inert(own_answer({"accounts": [PERSON | {"commits": 1}]}, EVIL, EVIL))


def test_a_commit_leads_to_itself_and_names_its_change() -> None:
    text = commit_answer([COMMIT], "https://github.example/acme/engine")
    assert f"[`1f2e3d4c1f`](https://github.example/acme/engine/commit/{COMMIT['sha']})" in text
    assert "part of the change \\#\u200b12" in text  # a reference would leave a note in that pull request
    assert "Landed: 2026-07-01" in text


def test_automation_is_counted_apart_and_nobody_known_says_so() -> None:
    bot = PERSON | {"kind": "bot", "credited": [], "refused": []}
    assert "nobody: counted apart" in commit_answer([COMMIT | {"people": [bot]}], "x")
    unknown = PERSON | {"credited": [], "refused": []}
    assert "| nobody known | no rule knows this address |" in commit_answer([COMMIT | {"people": [unknown]}], "x")


def test_where_there_is_nothing_it_is_said() -> None:
    assert "None found" in organization_answer({"name": "A", "accounts_by_evidence": [], "refused": []}, "a/b")
    assert "None found" in own_answer({"accounts": []}, "dana", "a/b")
