"""The site: every page and file of all published months, as text by its relative path.

The pages need no server, no script and nothing from elsewhere; a web server may ask for one of them at a time.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reports.renderers import RENDERERS, paths
from reports.renderers.canonical import canonical
from reports.renderers.editions import Edition, newest_first
from reports.renderers.methodology_page import methodology as rendered_methodology
from reports.renderers.page_values import month_values, organization_values, plain_values, project_values
from reports.renderers.selection import Selection
from reports.renderers.templating import fill, packaged_text

__all__ = ["Edition", "document", "missing_page", "page", "pages"]

Route = tuple[str, Callable[[], str]]
Editions = tuple[Edition, ...]


def pages(editions: Sequence[Edition], methodology: str = "") -> dict[str, str | bytes]:
    """Every file of the site by its relative path; `methodology` is Markdown.

    Raises ValueError where a month is there twice or an identifier cannot be part of an address.
    """
    return {path: make() for path, make in _routes(newest_first(editions), methodology)}


def page(editions: Sequence[Edition], path: str, methodology: str = "") -> str | None:
    """One file of the site, rendering nothing else; None where there is none. A folder's path means its index."""
    wanted = path + paths.INDEX if not path or path.endswith("/") else path
    ordered = newest_first(editions)
    # Only the month that the path speaks of: listing every page of every month would cost more than the page.
    named = [edition for edition in ordered if edition.month in wanted]
    routes = itertools.chain(_fixed_routes(ordered, methodology), *(_edition_routes(ordered, each) for each in named))
    return next((make() for route, make in routes if route == wanted), None)


def data_files(edition: Edition) -> dict[str, str]:
    """A month's content and sidecar as the site has them, by file name: what is verified with the signature."""
    wanted = {paths.data(edition.month, ending): f"{edition.month}.{ending}" for ending in ("json", "meta.json")}
    return {wanted[route]: make() for route, make in _data_routes(edition) if route in wanted}


def missing_page() -> str:
    """What a web server shows where there is no page: it leads back, from the root, since any address may be wrong."""
    return fill("missing.html", {**plain_values((), ""), "link": "/{}".format})


def document(path: str, markdown: str) -> str:
    """A page of text for readers of this deployment, at a path beside the index: of Markdown as the methodology is."""
    return fill("methodology.html", {**plain_values((), path), "methodology": rendered_methodology(markdown)})


def _routes(editions: Editions, methodology: str) -> Iterator[Route]:
    yield from _fixed_routes(editions, methodology)
    for edition in editions:
        yield from _edition_routes(editions, edition)


def _fixed_routes(editions: Editions, methodology: str) -> Iterator[Route]:
    yield paths.INDEX, partial(_newest_index, editions)
    yield paths.METHODOLOGY, partial(_methodology, editions, methodology)
    for packaged in (paths.STYLE, paths.ICON, *paths.SCHEMAS):
        yield packaged, partial(packaged_text, *_packaged_place(packaged))


def _edition_routes(editions: Editions, edition: Edition) -> Iterator[Route]:
    yield from _page_routes(editions, edition)
    yield from _data_routes(edition)


def _page_routes(editions: Editions, edition: Edition) -> Iterator[Route]:
    month = edition.month
    for view, here in (("grouped", paths.month_index(month)), ("as_was", paths.month_as_it_was(month))):
        yield here, partial(_month, editions, edition, view, here)
    for slug in edition.organizations:
        here = paths.organization(month, slug)
        yield here, partial(_organization, editions, edition, slug, here)
    for repository in edition.projects:
        here = paths.project(month, repository)
        yield here, partial(_project, editions, edition, repository, here)


def _data_routes(edition: Edition) -> Iterator[Route]:
    for ending, render in RENDERERS.items():
        yield paths.data(edition.month, ending), partial(render, edition.content, edition.meta, Selection())
    if edition.meta is not None:
        yield paths.data(edition.month, "meta.json"), partial(canonical, edition.meta)


def _newest_index(editions: Editions) -> str:
    if not editions:
        return fill("empty.html", plain_values(editions, paths.INDEX))
    return _month(editions, editions[0], "grouped", paths.INDEX)


def _month(editions: Editions, edition: Edition, view: str, here: str) -> str:
    return fill("month.html", month_values(editions, edition, view, here))


def _organization(editions: Editions, edition: Edition, slug: str, here: str) -> str:
    return fill("organization.html", organization_values(editions, edition, slug, here))


def _project(editions: Editions, edition: Edition, repository: str, here: str) -> str:
    return fill("project.html", project_values(editions, edition, repository, here))


def _methodology(editions: Editions, markdown: str) -> str:
    values = plain_values(editions, paths.METHODOLOGY)
    return fill("methodology.html", {**values, "methodology": rendered_methodology(markdown)})


def _packaged_place(path: str) -> tuple[str, str]:
    folder, name = path.split("/")
    return ("schema" if folder == "data" else folder), name
