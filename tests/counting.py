"""What lands in real repositories, read from a real database into a ledger: the counting rules' test bench."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from git_builder import GitBuilder
from registry_files import registry_of

from bot.collect import Collector, collect
from bot.registry import Registry
from bot.sources.git_place import PlaceOptions
from bot.store.database import Database
from bot.store.employments import attribute
from bot.store.ledger import read_ledger
from reports.ledger import Ledger
from reports.methodology import methodology
from reports.months import Month
from reports.scorecard import make_content

ENGINE, KIT, COPY, OLD, OUTSIDE = "commons/engine", "acme/kit", "acme/copy", "bolt/old", "somebody/else"
ACME = ("Ada Ash", "ada@acme.example")
ACME_TOO = ("Abe Ash", "abe@acme.example")
BOLT = ("Bea Bow", "bea@bolt.example")
PEBBLE = ("Per Pit", "per@pebble.example")
LONER = ("Una Unknown", "una@home.example")
INDEPENDENT = ("Ida Own", "ida@own.example")
BOT = ("patchbot[bot]", "77+patchbot[bot]@users.noreply.github.com")
AGENT = ("quill[bot]", "88+quill[bot]@users.noreply.github.com")
SERVICE = ("Acme Releases", "releases@acme.example")
FIRST = "2026-01"

FILES = {
    "organizations.toml": """
[organizations.acme]
name = "Acme"
kind = "company"
domains = ["acme.example"]
staff = { band = "50-499", source = "annual report", year = 2025 }
[organizations.bolt]
name = "Bolt"
kind = "company"
domains = ["bolt.example"]
[organizations.pebble]
name = "Pebble"
kind = "company"
domains = ["pebble.example"]
parents = [{ organization = "bolt", since = "2026-05" }]
[organizations.commons]
name = "Commons"
kind = "foundation"
domains = ["commons.example"]
[organizations.quill]
name = "Quill"
kind = "company"
domains = ["quill.example"]
[independent]
addresses = ["ida@own.example"]
""",
    "upstreams.toml": """
[upstreams."commons/engine"]
kind = "library"
hosts = [{ organization = "commons", since = "2020-01" }]
[upstreams."acme/kit"]
kind = "library"
former_names = ["lee/kit"]
hosts = [{ organization = "acme", since = "2020-01", until = "2026-06" }, { organization = "bolt", since = "2026-06" }]
[upstreams."acme/copy"]
kind = "library"
landing = { profile = "mirror", mirror_of = "commons/engine", sync_subject = "^Sync with engine" }
[upstreams."bolt/old"]
kind = "library"
historical = true
""",
    "automation.toml": """
[automation.patchbot]
kind = "bot"
roles = ["dependency"]
ids = [77]
[automation.quill]
kind = "agent"
roles = ["author"]
ids = [88]
addresses = ["noreply@quill.example"]
trailers = ["assisted-by: quill"]
vendor = "quill"
[automation.releases]
kind = "service"
roles = ["release"]
addresses = ["releases@acme.example"]
organization = "acme"
""",
    "providers.toml": '[providers]\nfree_mail = ["mail.example"]\nhosting = ["users.noreply.github.com"]\n',
}


def on(day: str, hour: int = 12) -> int:
    """Seconds of an hour of a day like '2026-07-04'."""
    return int(datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC).timestamp())


def co_authors(*people: tuple[str, str], key: str = "Co-authored-by") -> str:
    return "\n".join(f"{key}: {name} <{address}>" for name, address in people)


@dataclass
class Counting:
    """Repositories under construction, and what a database makes of them."""

    database: Database
    registry: Registry
    collector: Collector
    folder: Path
    builders: dict[str, GitBuilder] = field(default_factory=dict)
    commits: int = 0

    def lands(
        self,
        day: str,
        who: tuple[str, str] = ACME,
        subject: str = "Change something",
        body: str = "",
        repository: str = ENGINE,
        **more: Any,
    ) -> str:
        """Land a commit of ten lines of code on a day; give its id."""
        self.commits += 1
        files = more.pop("files", {f"src/file_{self.commits}.py": b"line\n" * 10})
        at = on(day)
        dates = {"author_date": more.pop("authored", at), "commit_date": at}
        return self.builder(repository).commit(files, author=who, message=f"{subject}\n\n{body}", **dates, **more)

    def builder(self, repository: str) -> GitBuilder:
        if repository not in self.builders:
            self.builders[repository] = GitBuilder(self.folder / repository.replace("/", "--"))
        return self.builders[repository]

    def scan(self) -> None:
        for name, builder in self.builders.items():
            collect(self.collector, str(builder.path), name)

    def ledger(self, month: str = "2026-07") -> Ledger:
        self.scan()
        attribute(self.database, self.registry)
        with self.database.reading() as connection:
            return read_ledger(connection, self.registry, Month.parse(month), methodology())

    def content(self, month: str = "2026-07") -> dict[str, Any]:
        return make_content(self.ledger(month), methodology())


def weights(ledger: Ledger, month: str = "2026-07", project: str = ENGINE) -> dict[str, Fraction]:
    """How many changes of a project and month are whose; what comes to nothing is left out."""
    found: dict[str, Fraction] = {}
    for key, row in ledger.rows.items():
        if (key.project, key.month) == (project, Month.parse(month).index):
            found[key.organization] = found.get(key.organization, Fraction(0)) + row.weight
    return {organization: weight for organization, weight in found.items() if weight}


def people(ledger: Ledger, month: str = "2026-07", project: str = ENGINE) -> set[int | None]:
    index = Month.parse(month).index
    return {key.person for key in ledger.rows if (key.project, key.month) == (project, index)}


def confidences(ledger: Ledger, project: str = ENGINE) -> set[tuple[str, str, int]]:
    """Organization, rule and confidence of all credits in a project."""
    return {(key.organization, key.rule, key.confidence) for key in ledger.rows if key.project == project}


def changes(ledger: Ledger, month: str = "2026-07", project: str = ENGINE) -> int:
    return ledger.total(project, Month.parse(month).index).changes


def by_id(entries: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if name in (entry.get("id"), entry.get("repository")))


@pytest.fixture(scope="session")
def counting_registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return registry_of(tmp_path_factory.mktemp("counting"), FILES)


@pytest.fixture
def counting(database: Database, counting_registry: Registry, pool: Executor, tmp_path: Path) -> Counting:
    """The bench, over a fresh database of each engine."""
    collector = Collector(database, counting_registry, pool, 2, PlaceOptions(tmp_path / "cache"))
    return Counting(database, counting_registry, collector, tmp_path)
