"""Worked examples: eight invented situations, as ledgers, with the scores that the methodology gives them.

They are printed in the methodology and they are tests: what a reader sees there is computed by the same code as the
scorecards. No organization in them exists.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.example_ledgers import (
    host,
    only_pays,
    reviewers,
    startup,
    toys,
    typo_fixes,
    university,
    vendor,
)
from reports.ledger import Ledger
from reports.methodology import Methodology
from reports.scorecard import make_content

_SCORES = {"work_back": "Work Back", "stewardship": "Stewardship", "cash": "Cash"}
_FACTS = {
    "work_back_people": "people working back",
    "work_back_share": "projects' worth of work back",
    "own_work_share": "own-work share",
}


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A situation in words, the ledger that it is, and the organization that is asked about."""

    title: str
    situation: str
    organization: str
    build: Callable[[], Ledger]

    def entry(self, methodology: Methodology) -> dict[str, Any]:
        """Compute all that a scorecard says of the organization in the view *as it was*."""
        content = make_content(self.build(), methodology)
        entries = {entry["id"]: entry["as_was"] for entry in content["organizations"]}
        found: dict[str, Any] = entries[self.organization]
        return found

    def outcome(self, methodology: Methodology) -> str:
        """Say in Markdown what comes out: the scores and their checks, and the facts beside them."""
        entry = self.entry(methodology)
        lines = ["| | low | mid | high | why |", "|---|---|---|---|---|"]
        for name, title in _SCORES.items():
            score = entry["scores"][name]
            lines.append(_line(f"**{title}**", score if "mid" in score else None, score.get("unknown") or _rank(score)))
            # Four lines that say the same nothing help nobody.
            told = score["checks"] if any(check["score"] is not None for check in score["checks"]) else ()
            for check in told:
                ends = None if check["score"] is None else {**check, "mid": check["score"]}
                lines.append(_line(f"{check['name']} (weight {check['weight']:g})", ends, check["reason"]))
        return "\n".join([*lines, "", _facts(entry["trailing12"])])


def _line(name: str, ends: Mapping[str, Any] | None, why: str) -> str:
    low, mid, high = (f"{ends[end]:.2f}" if ends else "–" for end in ("low", "mid", "high"))
    return f"| {name} | {low} | {mid} | {high} | {why} |"


def _rank(score: Mapping[str, Any]) -> str:
    return "the weighted mean of the conclusive checks; " + ("ranked" if "rank" in score else "not ranked")


def _facts(metrics: Mapping[str, Any]) -> str:
    shown = []
    for name, words in _FACTS.items():
        if "value" in metrics[name]:
            ends = [f"{metrics[name][end]:.4g}" for end in ("value", "low", "high")]
            shown.append(f"{words} {ends[0]} [{ends[1]}, {ends[2]}]")
    return f"Facts beside the scores: {'; '.join(shown)}."


EXAMPLES: tuple[WorkedExample, ...] = (
    WorkedExample(
        "A bank with one typo fix a month",
        "A bank in the band 5000+ lands one change to documentation, under ten lines, a month in a project that nobody"
        " hosts; 99 other people land one change a month each.",
        "bank",
        typo_fixes,
    ),
    WorkedExample(
        "A bank that only pays",
        "A bank in the band 5000+ lands nothing. In twelve months it paid 320,000 USD in exact amounts and floors,"
        " 500,000 USD by the best estimate, and 720,000 USD with list prices and estimates.",
        "bank",
        only_pays,
    ),
    WorkedExample(
        "A three-person startup that carries a neutral project",
        "Three people, the company's whole staff, land four changes a month each in a project that nobody hosts. Twelve"
        " others whose employer is known and twelve whose employer is not known land one each. All of it for three"
        " years.",
        "startup",
        startup,
    ),
    WorkedExample(
        "A host of most of its projects",
        "A company in the band 500-4999 hosts four projects, three of them under Apache-2.0 and one under a community"
        " licence. In three of them something landed in every month, in the fourth in six of the twelve. 40 of 50"
        " outsiders' pull requests were answered within 14 days; outsiders made 10 of 100 merge decisions. Elsewhere,"
        " one of its people lands one change a month, for three years, where 99 others do the same.",
        "host",
        host,
    ),
    WorkedExample(
        "A large vendor with both",
        "A company in the band 5000+ has 31 people whose affiliation is confirmed, and 64 more who are known from"
        " trailers alone (confidence 0.5), in a project that nobody hosts: three changes a month each, for three years."
        " 15 others land one each, and 100 people of unknown employers three each. On its own project, under"
        " Apache-2.0, 20 of its people land two changes a month each; it reviewed 30 of outsiders' changes there, and"
        " outsiders 60 of its own; 60 of 100 outsiders' pull requests were answered in time, and outsiders made 25 of"
        " 100 merge decisions. It paid 500,000 USD in exact amounts, and 2,000,000 USD with estimates.",
        "vendor",
        vendor,
    ),
    WorkedExample(
        "A university",
        "A university has three people who land two changes a month each, and in the two years before it had four, in a"
        " project that nobody hosts; their mail domain says so (confidence 0.9). 74 others and 20 people of unknown"
        " employers land one change a month each. No staff band is known of a university.",
        "university",
        university,
    ),
    WorkedExample(
        "Five people who only review",
        "Five people of a company in the band 50-499 give three substantive reviews a month each, for three years, each"
        " to another change of others in a project that nobody hosts. They land nothing; 95 others do.",
        "reviewers",
        reviewers,
    ),
    WorkedExample(
        "One change in each of 16 toy projects",
        "One person of a company in the band 50-499 lands one change in each of 16 projects, all in this month. In each"
        " of them one other person landed three.",
        "sampler",
        toys,
    ),
)
