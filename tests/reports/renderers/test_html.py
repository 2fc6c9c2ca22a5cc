import itertools
import json
import posixpath
import re
from html.parser import HTMLParser

import pytest
from content_builder import HOSTILE_NAME, build_content, build_meta, organization, project
from golden_files import METHODOLOGY

from reports.renderers.canonical import canonical
from reports.renderers.html import Edition, page, pages

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr", "col", "source"}
FINAL = build_meta("2026-06", state="final", revision=1, difference=[], difference_count=0)
EDITIONS = [Edition(build_content("2026-06"), FINAL), Edition(build_content(), build_meta())]
SITE = pages(EDITIONS, METHODOLOGY)
PAGES = {path: text for path, text in SITE.items() if path.endswith(".html") and isinstance(text, str)}


class Reader(HTMLParser):
    """Reads a page and keeps what must hold everywhere: nesting, ids, links, tags, headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.references: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        self.attributes += names
        values = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.references += (values.get("aria-labelledby") or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


READ = {path: Reader(text) for path, text in PAGES.items()}


@pytest.mark.parametrize("path", SITE)
def test_no_page_holds_an_unescaped_hostile_name(path: str) -> None:
    text = SITE[path]
    assert isinstance(text, str)
    if path.endswith(".html"):
        assert "<script" not in text
        assert HOSTILE_NAME not in text


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_to_a_file_of_the_site(path: str) -> None:
    for link in READ[path].links:
        target, _, anchor = link.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        assert found in SITE, f"{path} links to {link}"
        assert not anchor or anchor in READ[found].ids, f"{path} links to {link}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed(path: str) -> None:
    read = READ[path]
    assert read.open == []
    assert len(read.ids) == len(set(read.ids))
    assert set(read.references) <= set(read.ids)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_and_nothing_is_styled_in_place(path: str) -> None:
    assert not {"script", "style", "iframe", "object", "form"} & set(READ[path].tags)
    assert not [name for name in READ[path].attributes if name == "style" or name.startswith("on")]
    assert "default-src &#39;none&#39;; style-src &#39;self&#39;" in PAGES[path]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_found_through_by_ear_and_keyboard(path: str) -> None:
    tags = READ[path].tags
    assert tags.count("main") == tags.count("h1") == tags.count("header") == tags.count("footer") == 1
    assert 'class="skip" href="#content"' in PAGES[path]
    assert "total contribution, intent or legal compliance" in PAGES[path]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(later - level <= 1 for level, later in itertools.pairwise(levels))


def test_the_months_files_are_exactly_its_content() -> None:
    assert SITE["data/2026-07.json"] == canonical(build_content())
    assert SITE["data/2026-06.meta.json"] == canonical(FINAL)
    assert json.loads(SITE["data/scorecard-1.schema.json"])["$id"] == "scorecard-1.schema.json"


@pytest.mark.parametrize(
    "path", ["index.html", "2026-07/organizations/larkspur.html", "2026-07/projects/openloom/loom.html"]
)
def test_a_page_explains_its_words_and_leads_to_the_methodology(path: str) -> None:
    explained = PAGES[path].split('<p class="words">')[1].split("</p>")[0]
    assert "A back unit is a landed change" in explained
    assert "methodology.html" in explained


def test_the_first_page_is_the_newest_month() -> None:
    assert "<h1>July 2026</h1>" in PAGES["index.html"]


def test_a_page_asked_for_by_itself_is_the_same() -> None:
    for path in ("index.html", "2026-06/organizations/quillon.html", "data/2026-07.csv", "methodology.html"):
        assert page(EDITIONS, path, METHODOLOGY) == SITE[path]
    assert page(EDITIONS, "", METHODOLOGY) == SITE["index.html"]
    assert page(EDITIONS, "2026-06/", METHODOLOGY) == SITE["2026-06/index.html"]


@pytest.mark.parametrize("path", ["nothing", "2026-07/organizations/nobody.html", "../index.html", "/", "2026-07"])
def test_a_page_that_is_not_there_is_none(path: str) -> None:
    assert page(EDITIONS, path) is None


def test_a_site_without_a_month_says_so() -> None:
    assert "No month has been published yet" in str(pages([])["index.html"])


def test_a_preview_is_marked_and_has_no_sidecar() -> None:
    site = pages([Edition(build_content())])
    assert "Preview." in str(site["index.html"])
    assert "data/2026-07.meta.json" not in site


def test_a_provisional_month_says_so_in_its_title_and_a_final_one_does_not() -> None:
    assert "<title>July 2026 (provisional) · Giveback</title>" in PAGES["index.html"]
    assert "<title>June 2026 · Giveback</title>" in PAGES["2026-06/index.html"]


def test_a_long_difference_says_how_much_of_it_is_listed() -> None:
    change = {"path": "organizations/a", "before": 1, "after": "x" * 200}
    meta = build_meta(difference=[change] * 150, difference_count=5000)
    text = str(page([Edition(build_content(), meta)], "index.html"))
    assert "100 of 5,000 changes are listed here" in text
    assert "x" * 81 not in text


def test_what_was_not_collected_and_what_was_not_disclosed_look_different() -> None:
    text = PAGES["2026-07/organizations/bramble.html"]
    assert 'class="chip not-collected"' in text
    assert 'class="chip not-disclosed"' in text


def test_a_withheld_share_is_never_shown_as_a_number() -> None:
    text = PAGES["2026-07/projects/tessera/tile_kit.html"]
    assert "between 30 % and 75 %" in text
    assert "Withheld: less than 60 % of the units are resolved." in text


def test_an_organization_or_project_outside_the_month_is_named_without_a_link() -> None:
    content = build_content()
    content["projects"] = [project("a/b", ["elsewhere"], host="elsewhere")]
    content["organizations"] = [organization("a", "A", parent="elsewhere")]
    site = pages([Edition(content, build_meta())])
    assert "elsewhere.html" not in "".join(str(text) for path, text in site.items() if path.endswith(".html"))


def test_deceiving_characters_in_a_name_are_seen() -> None:
    content = build_content()
    content["organizations"] = [organization("a", "A\u202eB\x00")]
    text = str(page([Edition(content)], "2026-07/organizations/a.html"))
    assert "\u202e" not in text
    assert "A[U+202E]B[U+0000]" in text


def test_an_identifier_that_would_leave_the_folder_is_refused() -> None:
    content = build_content()
    content["organizations"] = [organization("../../x", "A")]
    with pytest.raises(ValueError, match="address"):
        pages([Edition(content)])
