"""Where each page and file of the site is, and how one page links to another without knowing where the site is served.

An identifier that cannot be a file name everywhere is refused rather than changed.
"""

import re

from reports.subjects import LONGEST_NAME

INDEX = "index.html"
METHODOLOGY = "methodology.html"
STYLE = "static/style.css"
ICON = "static/icon.svg"
SCHEMAS = ("data/scorecard-1.schema.json", "data/sidecar-1.schema.json")

_SEGMENT = re.compile(rf"(?!\.{{1,2}}$)[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}")


def month_index(month: str) -> str:
    """The month's index, where children are counted with their parents."""
    return f"{_segment(month)}/index.html"


def month_as_it_was(month: str) -> str:
    """The month's other index, where each organization stands by itself."""
    return f"{_segment(month)}/as-it-was.html"


def organization(month: str, slug: str) -> str:
    """An organization's page."""
    return f"{_segment(month)}/organizations/{_segment(slug)}.html"


def project(month: str, repository: str) -> str:
    """A project's page; raises ValueError unless the repository is `owner/name`."""
    owner, _, name = repository.partition("/")
    return f"{_segment(month)}/projects/{_segment(owner)}/{_segment(name)}.html"


def data(month: str, ending: str) -> str:
    """A month's file: `json`, `meta.json`, `csv` or `md`."""
    return f"data/{_segment(month)}.{ending}"


def relative(source: str, target: str) -> str:
    """The link from one page to another path of the site."""
    return "../" * source.count("/") + target


def _segment(text: str) -> str:
    if not _SEGMENT.fullmatch(text):
        raise ValueError(f"{text!r} cannot be part of a page's address")
    return text
