"""Why somebody is credited as they are, as the answer in an issue comment: rules, evidence, and what was refused.

No address is in it, only its domain; names are shown inert.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.renderers.markdown_sheets import table
from reports.renderers.text_safety import markdown_inline

_ONLY_HERE = "Only what is known of this repository was looked at."


def commit_answer(commits: Iterable[Mapping[str, Any]], address: str) -> str:
    """What commits of one repository count for, and on whose account; `address` is the repository's on the web."""
    lines: list[str] = []
    for commit in commits:
        sha = str(commit["sha"])
        landed = str(commit["landed_at"])[:10] if commit["landed_at"] else "not landed"
        change = str(commit["change"])
        lines += [f"### Commit [`{sha[:10]}`]({address}/commit/{sha})", ""]
        told = f", part of the change {markdown_inline(change)}" if change != sha else ""
        lines += [f"Landed: {landed}{told}. Counts: **{markdown_inline(commit['counts'])}**.", ""]
        rows = [[_who(person), _credited(person), _why(person)] for person in commit["people"]]
        lines += table(["Who", "Credited to", "Why"], rows)
    return "\n".join(lines)


def organization_answer(explained: Mapping[str, Any], repository: str) -> str:
    """By what evidence accounts in one repository are an organization's, and what was refused."""
    lines = [f"### {markdown_inline(explained['name'])} in {markdown_inline(repository)}", ""]
    grounds = explained["accounts_by_evidence"]
    rows = [
        [markdown_inline(f"{each['rule']}: {each['evidence']}"), f"{each['confidence']:g}", f"{each['accounts']:,}"]
        for each in grounds
    ]
    if rows:
        lines += table(["Evidence", "Confidence", "Accounts"], rows)
    else:
        lines += ["None found: no account that is seen in this repository is attributed to it.", ""]
    lines += _refusals(explained["refused"])
    lines += [f"<sub>{_ONLY_HERE} No person is named.</sub>", ""]
    return "\n".join(lines)


def own_answer(explained: Mapping[str, Any], login: str, repository: str) -> str:
    """How somebody's own accounts are credited in one repository; they asked for it themselves."""
    lines = [f"### Your own evidence in {markdown_inline(repository)}", ""]
    accounts = explained["accounts"]
    if not accounts:
        lines += [
            f"None found: no commit here names an address that is known to be {markdown_inline(login)}’s.",
            "An address becomes known by GitHub’s own mapping of a commit to its user; one that is on none of your",
            "GitHub accounts stays unknown.",
            "",
        ]
    else:
        rows = [[_own(account), _credited(account), _why(account)] for account in accounts]
        lines += table(["Your account", "Credited to", "Why"], rows)
    lines += [f"<sub>{_ONLY_HERE} Who may read this issue may read this; delete the comment as you like.</sub>", ""]
    return "\n".join(lines)


def _who(person: Mapping[str, Any]) -> str:
    domain = person["domain"] or "no address"
    kind = "" if person["kind"] == "human" else f", {person['kind']}"
    return markdown_inline(f"{person['role']} ({domain}{kind})")


def _own(account: Mapping[str, Any]) -> str:
    count = account["commits"]
    return markdown_inline(f"{account['domain'] or 'no address'}: {count:,} commit{'' if count == 1 else 's'}")


def _credited(person: Mapping[str, Any]) -> str:
    if not person["credited"]:
        return "nobody known" if person["kind"] == "human" else "nobody: counted apart"
    return ", ".join(
        markdown_inline(f"{'independent' if each['organization'].startswith('*') else each['organization']}")
        for each in person["credited"]
    )


def _why(person: Mapping[str, Any]) -> str:
    reasons = [f"{each['rule']} ({each['confidence']:g}): {each['evidence']}" for each in person["credited"]]
    reasons += [f"not by {each['rule']}: {each['reason']}" for each in person["refused"]]
    return markdown_inline("; ".join(reasons)) if reasons else "no rule knows this address"


def _refusals(reasons: Iterable[str]) -> Iterator[str]:
    listed = [f"- {markdown_inline(reason)}" for reason in reasons]
    if listed:
        yield "Not attributed to it, though by its domains or of its making:"
        yield ""
        yield from listed
        yield ""
