"""The site in a real browser, at phone and desktop width: published, from a folder, and live, from the server."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import Browser, browser
from giveback_runner import Giveback
from small_world import Scanned

from bot.publish import publish
from bot.store.database import Database

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)


@pytest.fixture(scope="module")
def site(full_closed: Scanned, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    database = Database(full_closed.copied_to(folder))
    publish(database, folder / "site")
    database.close()
    return folder / "site"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from browser(tmp_path_factory.mktemp("browser"))


@pytest.fixture
def tab(opened: Browser) -> Iterator[Browser]:
    """The tab; whatever went wrong on a page fails the test."""
    opened.errors.clear()
    yield opened
    assert opened.errors == []


@pytest.fixture
def server(full_deployment: Giveback) -> Iterator[str]:
    command = full_deployment.command("serve", "--port", "0")
    with subprocess.Popen(command, env=full_deployment.environment(), stdout=subprocess.PIPE) as running:
        assert running.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/", running.stdout.readline().decode())
        assert found
        yield found[0]
        running.terminate()


def does_not_scroll_sideways(tab: Browser, width: int) -> bool:
    tab.evaluate("window.scrollTo(5000, 0)")
    seen = tab.evaluate("[innerWidth, window.scrollX, document.documentElement.scrollWidth]")
    return bool(seen[0] == width and seen[1] == 0 and seen[2] <= width)


def test_the_browser_sees_an_error_where_there_is_one(opened: Browser, tmp_path: Path) -> None:
    page = tmp_path / "broken.html"
    page.write_text("<body style='width: 3000px'><img src='gone.png'><script>nothing()</script>")
    opened.resize(360)
    opened.errors.clear()
    opened.open(page.as_uri())
    assert any("nothing is not defined" in error for error in opened.errors)
    assert any("FILE_NOT_FOUND" in error for error in opened.errors)
    assert not does_not_scroll_sideways(opened, 360)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_published_page_opens_from_its_folder_and_never_scrolls_sideways(
    tab: Browser, site: Path, width: int
) -> None:
    tab.resize(width)
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        tab.open(page.as_uri())
        assert does_not_scroll_sideways(tab, width), page.relative_to(site)
        assert tab.evaluate("document.querySelectorAll('h1').length") == 1, page.relative_to(site)
        assert tab.evaluate("getComputedStyle(document.querySelector('.wrap')).maxWidth") != "none", "no style"


def test_on_a_phone_no_table_hides_a_column_beyond_its_edge(tab: Browser, site: Path) -> None:
    tab.resize(360)
    beyond = "[...document.querySelectorAll('.scroll, td, th')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    for page in (p for p in sorted(site.rglob("*.html")) if "2026-06" not in p.parts):
        tab.open(page.as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert tab.evaluate(beyond) == 0, page.relative_to(site)


def test_links_lead_from_the_entry_to_everything_and_back(tab: Browser, site: Path) -> None:
    tab.resize(1440)
    tab.open((site / "index.html").as_uri())
    assert tab.click("a[href*='organizations/acme']").endswith("/2026-07/organizations/acme.html")
    assert "Acme Compute" in tab.evaluate("document.querySelector('h1').textContent")
    assert tab.click("main a[href*='projects/']").endswith(".html")
    assert tab.click("a[href$='methodology.html']").endswith("/methodology.html")
    assert tab.click(".brand a").endswith("/index.html")


def test_hostile_names_are_text(tab: Browser, site: Path) -> None:
    tab.open((site / "2026-07" / "organizations" / "zeta.html").as_uri())
    assert tab.evaluate("document.querySelector('h1').textContent").strip() == "Zeta <b>& Söhne</b> | =1+1"
    assert tab.evaluate("document.querySelectorAll('script, iframe, b').length") == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_live_pages_are_the_same(tab: Browser, server: str, width: int) -> None:
    tab.resize(width)
    paths = ("", "2026-07/", "2026-07/as-it-was.html", "2026-07/organizations/acme.html", "methodology.html")
    for path in (*paths, "2026-07/projects/commons/loom.html"):
        tab.open(server + path)
        assert does_not_scroll_sideways(tab, width), path
    tab.open(server)
    assert tab.click("a[href*='organizations/borealis']").endswith("/2026-07/organizations/borealis.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(tab: Browser, site: Path, scheme: str) -> None:
    tab.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    tab.open((site / "index.html").as_uri())
    ground, ink = (tab.evaluate(f"getComputedStyle(document.body).{name}") for name in ("backgroundColor", "color"))
    bright = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ground, ink)]
    assert abs(bright[0] - bright[1]) > 400
