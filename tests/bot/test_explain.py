"""Explanations: rule, evidence and what was refused, for a commit and for an organization, without any address."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from counting import ACME, BOLT, FILES, OUTSIDE, Counting, co_authors
from giveback_runner import Giveback
from small_world import Scanned, over

from bot.explain import explain
from bot.registry import load_registry
from demo.fast_import import run_git
from demo.people import ROSTER

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.")


def shas(full: Scanned, repository: str, *options: str) -> list[str]:
    return run_git(full.repositories[repository], "log", "--format=%H", *options, "main").decode().split()


def explained(deployment: Giveback, sha: str) -> dict[str, Any]:
    commits = deployment("explain", sha, "--json").json["commits"]
    assert len(commits) == 1
    found: dict[str, Any] = commits[0]
    return found


@pytest.mark.parametrize("subject", ["nonsense", "abc", "g123456", "", "  ", "0" * 40, "f" * 65, "%", "*unknown", "'"])
def test_nonsense_is_refused_with_what_would_do(small_deployment: Giveback, subject: str) -> None:
    ran = small_deployment("explain", subject, status=2)
    assert "neither an organization in the registry nor the beginning of a commit's sha" in ran.err
    assert "Give a slug such as" in ran.err
    assert ran.out == ""


def test_a_commit_is_found_by_the_beginning_of_its_sha_in_any_case(full_deployment: Giveback, full: Scanned) -> None:
    sha = shas(full, "acme/tensorkit", "-1", "--author=acme.example")[0]
    for subject in (sha, sha[:12], sha[:12].upper()):
        assert explained(full_deployment, subject)["sha"] == sha
    short = full_deployment("explain", sha[:4], "--json").json["commits"]
    assert sha in {commit["sha"] for commit in short}
    assert all(commit["sha"].startswith(sha[:4]) for commit in short)


def test_a_commit_has_its_people_with_rule_evidence_and_what_was_refused(
    full_deployment: Giveback, full: Scanned
) -> None:
    sha = shas(full, "acme/tensorkit", "-1", "--author=@acme.example", "--grep=Co-authored-by", "--invert-grep")[0]
    commit = explained(full_deployment, sha)
    assert commit["repository"] == "acme/tensorkit"
    assert commit["counts"] == "yes"
    author = commit["people"][0]
    assert (author["role"], author["kind"], author["share"], author["domain"]) == (
        "author", "human", "1/1", "acme.example"
    )  # fmt: skip
    credit = author["credited"][0]
    assert (credit["organization"], credit["rule"], credit["confidence"]) == ("acme", "mail-domain", 0.9)
    text = full_deployment("explain", sha).out
    assert f"credited to acme by {credit['rule']}, confidence {credit['confidence']}: {credit['evidence']}" in text


def test_a_personal_mailbox_is_refused_by_name(full_deployment: Giveback, full: Scanned) -> None:
    sha = shas(full, "commons/loom", "-1", "--author=@gmail.com", "--no-merges")[0]
    author = explained(full_deployment, sha)["people"][0]
    assert {"rule": "mail-domain", "reason": "gmail.com: a free-mail provider names no employer"} in author["refused"]
    assert "refused by mail-domain: gmail.com: a free-mail provider" in full_deployment("explain", sha).out


def test_what_does_not_count_says_why(full_deployment: Giveback, full: Scanned) -> None:
    merge = shas(full, "commons/loom", "-1", "--merges")[0]
    assert explained(full_deployment, merge)["counts"] == "no: merge commits never count"
    synced = shas(full, "acme/tensorkit-lite", "-1", "--grep=^Sync with tensorkit")[0]
    assert explained(full_deployment, synced)["counts"].startswith("no: it was synced from another tracked project")
    revert = shas(full, "acme/tensorkit", "-1", '--grep=^Revert "')[0]
    assert explained(full_deployment, revert)["counts"].startswith("a revert: it takes back what it names")


def test_automation_is_named_as_such_and_gets_no_share(full_deployment: Giveback, full: Scanned) -> None:
    bump = shas(full, "acme/tensorkit", "-1", "--author=patchbot")[0]
    person = explained(full_deployment, bump)["people"][0]
    assert (person["kind"], person["share"], person["credited"]) == ("bot", "none: counted apart", [])
    release = shas(full, "acme/tensorkit", "-1", "--author=releases@acme.example")[0]
    service = explained(full_deployment, release)["people"][0]
    assert service["kind"] == "service"
    assert service["credited"][0]["rule"] == "service-identity"


@pytest.mark.parametrize("subject", ["acme", "Acme Compute", "acme compute inc.", "ACME"])
def test_an_organization_is_found_by_slug_name_or_alias(full_deployment: Giveback, subject: str) -> None:
    assert full_deployment("explain", subject, "--json").json["organization"] == "acme"


def test_an_organization_has_its_claims_grounds_and_numbers(full_deployment: Giveback) -> None:
    found = full_deployment("explain", "acme", "--json").json
    assert found["claims"]["domains"] == ["acme.example"]
    assert found["month"] == "2026-07"
    by_rule = {ground["rule"]: ground for ground in found["accounts_by_evidence"]}
    assert by_rule["mail-domain"]["accounts"] > 3
    assert all(re.match(r"\d+ accounts?: ", refusal) for refusal in found["refused"])
    assert {project["repository"] for project in found["numbers"]["projects"]} >= {"acme/tensorkit"}
    text = full_deployment("explain", "acme").out
    assert "claims the domains acme.example" in text
    assert "twelve months to 2026-07:" in text
    assert "{" not in text


def test_an_organization_without_work_is_told_so_and_not_zero(full_deployment: Giveback) -> None:
    found = full_deployment("explain", "mailhaven", "--json").json
    assert found["accounts_by_evidence"] == []
    assert found["numbers"] == "none found in the listed sources"
    text = full_deployment("explain", "mailhaven").out
    assert "no account is attributed to it" in text
    assert "2026-07: none found in the listed sources" in text


def test_before_a_month_is_closed_there_are_grounds_and_no_numbers(small: Scanned, deployment: Giveback) -> None:
    over(small, deployment)
    found = deployment("explain", "acme", "--json").json
    assert found["month"] is None
    assert found["accounts_by_evidence"]
    assert "twelve months" not in deployment("explain", "acme").out


def test_no_explanation_has_an_address_or_a_name(full_deployment: Giveback, full: Scanned) -> None:
    said = [full_deployment("explain", slug, "--json").out for slug in ("acme", "zeta", "natlab")]
    said += [full_deployment("explain", slug).out for slug in ("acme", "zeta", "natlab")]
    for repository in ("lantern/evalbench", "acme/tensorkit"):
        for sha in shas(full, repository, "-25"):
            said += [full_deployment("explain", sha, *form).out for form in (["--json"], [])]
    everything = "\n".join(said)
    assert not ADDRESS.search(everything)
    assert "HYPERLINK" not in everything
    for team in ROSTER.values():
        assert not any(str(person.name) in everything for person in team)


def test_a_hostile_name_and_domain_are_inert(full_deployment: Giveback, full: Scanned) -> None:
    text = full_deployment("explain", "zeta").out
    assert text.startswith("Zeta <b>& Söhne</b> | =1+1 (zeta, company)")
    for sha in shas(full, "lantern/evalbench", "-80"):
        assert "\x1b" not in full_deployment("explain", sha).out
    json.loads(full_deployment("explain", "@zeta", "--json").out)


# What does not count, and who is not credited


def test_an_agents_vendor_is_neither_credited_nor_has_the_agents_account_for_evidence(
    counting: Counting, tmp_path: Path
) -> None:
    for name, content in FILES.items():
        changed = content.replace('"noreply@quill.example"', '"agent@quill.example"')
        (tmp_path / name).write_text(changed, encoding="utf-8")
    registry = load_registry(only=tmp_path)
    bench = replace(counting, registry=registry)
    sha = bench.lands("2026-07-01", ("Quill", "agent@quill.example"), body=co_authors(ACME))
    bench.ledger()
    people = explain(bench.database, registry, sha)["commits"][0]["people"]
    assert [person["credited"] for person in people if person["kind"] == "agent"] == [[]]
    vendor = explain(bench.database, registry, "quill")
    assert vendor["accounts_by_evidence"] == []
    assert vendor["refused"] == ["1 account: an AI agent's vendor is never credited for its work"]


def test_of_an_organization_what_was_refused_is_its_own(counting: Counting) -> None:
    counting.lands("2026-07-01", ("Nobody", "noreply-7@acme.example"))
    counting.lands("2026-07-02", ("Nobody", "noreply@bolt.example"))
    counting.ledger()
    refused = {
        slug: explain(counting.database, counting.registry, slug)["refused"] for slug in ("acme", "bolt", "quill")
    }
    assert refused == {
        "acme": ["1 account: acme.example: a noreply address names no employer"],
        "bolt": ["1 account: bolt.example: a noreply address names no employer"],
        "quill": [],
    }


def test_a_commit_outside_of_the_index_does_not_count(counting: Counting) -> None:
    sha = counting.lands("2026-07-01", ACME, repository=OUTSIDE)
    counting.ledger()
    (commit,) = explain(counting.database, counting.registry, sha)["commits"]
    assert commit["counts"] == "no: its project is outside of the index"


def test_a_commit_that_was_taken_back_counts_until_then(counting: Counting) -> None:
    sha = counting.lands("2026-06-01", ACME)
    first = counting.lands("2026-07-02", BOLT, 'Revert "x"', f"This reverts commit {sha}.")
    counting.ledger()
    (commit,) = explain(counting.database, counting.registry, sha)["commits"]
    assert commit["counts"] == "until 2026-07: a revert took its change back"
    counting.lands("2026-07-03", BOLT, 'Revert "Revert "x""', f"This reverts commit {first}.")
    counting.ledger()
    (commit,) = explain(counting.database, counting.registry, sha)["commits"]
    assert commit["counts"] == "yes"
