"""What readers see of the small scorecard, in every rendering: compared with the files in `golden/`, or rewritten."""

from pathlib import Path

from content_builder import HOSTILE, WITHHELD_PROJECT, build_content, build_meta

from reports.renderers import RENDERERS, Selection
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
    files["summary.txt"] = "".join(f"{row}\n" for row in summary(content))
    editions = [Edition(content, meta)]
    files.update({name: page(editions, path, METHODOLOGY) or "" for name, path in PAGES.items()})
    return files
