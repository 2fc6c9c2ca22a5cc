"""What readers see, as text: each renderer takes a scorecard, its sidecar and a selection, and gives text.

The site's pages are in `html` and the terminal's table in `summary`: they have other shapes and are no members here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from reports.renderers import canonical, csv_table, markdown
from reports.renderers.selection import NotInScorecardError, Selection

Renderer = Callable[[dict[str, Any], dict[str, Any] | None, Selection], str]

RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"md": markdown.render, "json": canonical.render, "csv": csv_table.render}
)

__all__ = ["RENDERERS", "NotInScorecardError", "Renderer", "Selection"]
