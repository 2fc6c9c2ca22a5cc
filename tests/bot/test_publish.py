"""Publishing closed months: the whole site, its files and its words, as a reader gets them."""

import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from giveback_runner import Giveback
from small_world import DAY_24, Scanned, over
from sqlalchemy import text

from bot.attribution import RULES
from bot.publish import methodology_words
from bot.store.database import Database


def published(deployment: Giveback) -> Path:
    folder = deployment.folder / "site"
    deployment("publish", "--to", folder)
    return folder


class Page(HTMLParser):
    """What of a page could lead elsewhere or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()
        self.ids: set[str] = set()
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if tag == "a" and attrs == [("href", value), ("rel", "nofollow noopener")]:
                self.sources += [value or ""] if name == "href" else []
            elif name in ("href", "src", "action", "srcset", "data"):
                self.links.append(value or "")
            if name == "id":
                self.ids.add(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def test_nothing_is_published_before_a_month_is_closed(small: Scanned, deployment: Giveback, tmp_path: Path) -> None:
    over(small, deployment)
    ran = deployment("publish", "--to", tmp_path / "site", status=2)
    assert "No month is closed yet" in ran.err
    assert not (tmp_path / "site").exists()


def test_a_folder_with_other_peoples_files_is_refused(small_deployment: Giveback, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("mine")
    ran = small_deployment("publish", "--to", tmp_path / "home", status=2)
    assert "holds files that Giveback did not publish" in ran.err
    assert list((tmp_path / "home").iterdir()) == [tmp_path / "home" / "thesis.txt"]


def test_publishing_twice_writes_nothing(small_deployment: Giveback, tmp_path: Path) -> None:
    first = small_deployment("publish", "--to", tmp_path / "site", "--json").json
    second = small_deployment("publish", "--to", tmp_path / "site", "--json").json
    assert first["written"] == second["unchanged"] > 20
    assert (second["written"], second["removed"]) == (0, 0)


def test_a_new_revision_changes_its_pages_and_no_others(small_deployment: Giveback) -> None:
    folder = published(small_deployment)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    small_deployment.at(DAY_24, "close", "2026-07")
    published(small_deployment)
    changed = {str(path.relative_to(folder)) for path, data in before.items() if path.read_bytes() != data}
    assert changed
    assert not any(name.startswith("2026-06/") and name.endswith((".json", ".csv")) for name in changed)
    assert not any(name.endswith("2026-07.json") for name in changed)


def test_the_files_are_the_closed_months_byte_for_byte(small_deployment: Giveback) -> None:
    folder = published(small_deployment)
    for month in ("2026-06", "2026-07"):
        content = next(folder.rglob(f"{month}.json")).read_bytes()
        sidecar = json.loads(next(folder.rglob(f"{month}.meta.json")).read_bytes())
        assert hashlib.sha256(content).hexdigest() == sidecar["sha256"]
        assert small_deployment("scorecard", "--month", month, "--format", "json").out.encode() == content
        rows = list(csv.DictReader(next(folder.rglob(f"{month}.csv")).read_text().splitlines()))
        assert {row["month"] for row in rows} == {month}


def test_every_link_leads_to_a_file_or_a_place_in_it(full_deployment: Giveback) -> None:
    folder = published(full_deployment)
    pages = {path: Page(path.read_text()) for path in folder.rglob("*.html")}
    assert len(pages) > 40
    for path, page in pages.items():
        assert {*page.sources} <= {"https://registry.example/staff"}
        assert not page.sources or path.parent.name == "organizations"
        for link in page.links:
            if link.startswith("data:image/"):
                continue
            assert not re.match(r"[a-z]+:|//|/", link), (path, link)
            target, _, fragment = link.partition("#")
            place = (path.parent / target).resolve() if target else path
            assert place.is_file(), (path, link)
            if fragment:
                assert fragment in pages[place].ids, (path, link)


def test_nothing_on_a_page_runs_and_no_name_is_markup(full_deployment: Giveback) -> None:
    folder = published(full_deployment)
    for path in folder.rglob("*.html"):
        page = Page(path.read_text())
        assert not page.tags & {"script", "iframe", "object", "embed", "form", "base", "i", "b"}, path
        assert not page.handlers, path
        assert "<b>& Söhne" not in path.read_text()
    assert "Zeta &lt;b&gt;&amp; Söhne&lt;/b&gt; | =1+1" in (folder / "index.html").read_text()


def test_no_person_and_no_address_is_published(full_deployment: Giveback, full: Scanned) -> None:
    from demo.people import ROSTER  # noqa: PLC0415

    folder = published(full_deployment)
    everything = "\n".join(path.read_text() for path in folder.rglob("*") if path.suffix in (".html", ".json", ".csv"))
    for team in ROSTER.values():
        for person in team:
            assert str(person.name) not in everything
            assert person.login not in everything
            assert not any(address in everything for address in person.addresses)
    assert "hostile.example" not in everything


def test_what_is_published_promises_only_what_it_holds(full_deployment: Giveback) -> None:
    folder = published(full_deployment)
    text = " ".join(path.read_text() for path in folder.rglob("*.html") if path.name != "methodology.html")
    assert not re.search(r"freeloader|free rider|takes without giving|departed", text, re.IGNORECASE)
    for page in folder.rglob("organizations/*.html"):
        assert "not a measure of" in page.read_text()


def test_the_methodology_names_every_rule_of_attribution() -> None:
    words = methodology_words()
    for rule in RULES:
        assert rule.name in words
        assert rule.description in words


@pytest.mark.parametrize("name", ["index.html", "methodology.html"])
def test_the_entry_pages_are_there(small_deployment: Giveback, name: str) -> None:
    assert (published(small_deployment) / name).is_file()


def test_two_publications_into_one_folder_at_once_are_refused(small_deployment: Giveback) -> None:
    folder = small_deployment.folder / "site"
    database = Database(small_deployment.database)
    with database.lock(f"publishing to {folder.resolve()}"):
        ran = small_deployment("publish", "--to", folder, status=2)
    database.close()
    assert "another run is at work on it" in ran.err
    assert small_deployment("publish", "--to", folder).status == 0


def test_a_project_that_became_private_is_gone_from_everything_that_is_published(small_deployment: Giveback) -> None:
    site = small_deployment.folder / "site"
    small_deployment("publish", "--to", site)
    database = Database(small_deployment.database)
    with database.writing() as connection:
        query = text("SELECT name FROM repository WHERE scan > 0 ORDER BY name LIMIT 1")
        name: str = connection.execute(query).scalar_one()
        connection.execute(text("UPDATE repository SET is_private = true WHERE name = :name"), {"name": name})
    database.close()
    before = [path for path in site.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]
    assert before
    small_deployment("publish", "--to", site)
    told = [path for path in site.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]
    assert told == []
