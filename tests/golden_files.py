"""What readers see of the small scorecard, in every rendering: compared with the files in `golden/`, or rewritten."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from content_builder import HOSTILE, NORMAL_PROJECT, WITHHELD_PROJECT, build_content, build_meta

from reports.renderers import RENDERERS, Selection, answer, comment, issue, release
from reports.renderers.html import Edition, page
from reports.renderers.summary import summary

FOLDER = Path(__file__).parent / "golden"
METHODOLOGY = "# How it is counted\n\nOne paragraph.\n\n## Scores\n\n| check | weight |\n|---|---|\n| Cash | 10 |\n"
PAGES = {
    "index.html": "index.html",
    "as-it-was.html": "2026-07/as-it-was.html",
    "organization.html": "2026-07/organizations/bramble.html",
    "parent.html": "2026-07/organizations/larkspur.html",
    "child.html": "2026-07/organizations/quillon.html",
    "project.html": "2026-07/projects/tessera/tile_kit.html",
    "methodology.html": "methodology.html",
}


def rendered() -> dict[str, str]:
    content, meta = build_content(), build_meta()
    files = {f"scorecard.{ending}": render(content, meta, Selection()) for ending, render in RENDERERS.items()}
    files["organization.md"] = RENDERERS["md"](content, meta, Selection(organization=HOSTILE))
    files["project.md"] = RENDERERS["md"](content, meta, Selection(project=WITHHELD_PROJECT))
    files |= _issue_texts(content, meta)
    files |= _answers(content)
    files["summary.txt"] = "".join(f"{row}\n" for row in summary(content))
    editions = [Edition(content, meta)]
    files.update({name: page(editions, path, METHODOLOGY) or "" for name, path in PAGES.items()})
    return files


def _answers(content: dict[str, Any]) -> dict[str, str]:
    """Answers to comments, as the App writes them."""
    repository = "https://github.example/openloom/loom"
    subject = comment.Subject(
        content, NORMAL_PROJECT, repository, is_open=True, methodology="https://giveback.example/methodology.html"
    )
    before = build_content("2026-06")
    before["projects"][0]["trailing12"]["metrics"]["changes"] |= {"value": 1_700, "low": 1_700, "high": 1_700}
    moved = comment.moves(replace(subject, content=before), subject)
    asked = ["/giveback check", "/giveback check bramble"]
    parts = [comment.repository_answer(subject, moved), comment.organization_answer(subject, HOSTILE)]
    return {
        "answer.md": answer.answer("dana", asked, parts, asked_at=datetime(2026, 7, 20, 12, tzinfo=UTC)),
        "answer-withheld.md": comment.repository_answer(replace(subject, repository=WITHHELD_PROJECT)),
    }


def _issue_texts(content: dict[str, Any], meta: dict[str, Any]) -> dict[str, str]:
    pages = "https://giveback.example"
    place = issue.Place(
        "issue",
        "https://github.example/openloom/loom",
        f"{pages}/2026-07/projects/openloom/loom.html",
        f"{pages}/methodology.html",
    )
    before = build_content("2026-06")
    former = next(project for project in before["projects"] if project["repository"] == NORMAL_PROJECT)
    former["month"]["metrics"]["changes"] |= {"value": 1_700, "low": 1_700, "high": 1_700}
    for number, row in enumerate(former["trailing12"]["shares"]["grouped"]):
        if "value" in row["share"]:
            row["share"]["value"] += (-1) ** number * 0.02 * number
    return {
        "issue.md": issue.body(content, meta, NORMAL_PROJECT, place),
        "issue-withheld.md": issue.body(content, meta, WITHHELD_PROJECT, replace(place, form="discussion", page=None)),
        "release.md": release.body(content, meta, pages),
        "issue-comment.md": issue.month_comment(content, meta, before, NORMAL_PROJECT, place),
    }
