"""What is committed: nothing secret, nothing of one machine, no index of packages, and plug-ins that are all listed."""

import re
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

import bot.attribution
import reports.checks
import reports.metrics
from bot.attribution.verdicts import Rule
from reports.checks import Check
from reports.metrics import OrganizationMetric, ProjectMetric

ROOT = Path(__file__).resolve().parent.parent
INDEX = re.compile(
    rb"--(?:extra-)?index-url|--find-links|pypi\.org/simple|files\.pythonhosted|https?://[^\s\"']*/simple/"
)
MACHINE = re.compile(rb"(?<![\w./-])/(?:home|Users|root|mnt|work)/[\w.-]+/")
SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]|\bgh[pousr]_[A-Za-z0-9]{30}|\bgithub_pat_\w{30}"
    rb"|\bAKIA[0-9A-Z]{16}|\bxox[bap]-[\w-]{20}|\bsk-[A-Za-z0-9]{32}"
)


def committed() -> dict[str, bytes]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    names = [name for name in listed.decode().split("\0") if name]
    return {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of what is committed")
    return committed()


@pytest.mark.parametrize("pattern", [INDEX, MACHINE, SECRET], ids=["index", "machine", "secret"])
def test_no_file_holds_what_belongs_to_one_place(files: dict[str, bytes], pattern: re.Pattern[bytes]) -> None:
    this = Path(__file__).name
    found = {
        name: match[0]
        for name, data in files.items()
        if not name.endswith(this) and b"\0" not in data and (match := pattern.search(data))
    }
    assert found == {}


def test_nothing_that_was_made_is_committed(files: dict[str, bytes]) -> None:
    made = re.compile(r"(^|/)(\.venv|__pycache__|demo-world|node_modules|build)/|\.(db|pyc|pem|log)$|\.egg-info")
    assert [name for name in files if made.search(name)] == []
    assert [name for name, data in files.items() if len(data) > 1_000_000] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==[\w.!+]+ ", line), line
        assert "--hash=sha256:" in line, line
        assert "://" not in line, line


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        pinned = {line.split("==")[0].split("[")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}
        assert {re.split(r"[>=\[]", each)[0].lower() for each in wanted} <= {each.lower() for each in pinned}


def test_the_licence_is_there() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"


def plug_ins(package: ModuleType, kinds: tuple[type, ...]) -> dict[str, list[object]]:
    """The plug-ins of a folder's files, by file; files without one are what plug-ins are made of."""
    import importlib  # noqa: PLC0415

    assert package.__file__
    found: dict[str, list[object]] = {}
    for path in sorted(Path(package.__file__).parent.glob("*.py")):
        if path.stem == "__init__":
            continue
        module = importlib.import_module(f"{package.__name__}.{path.stem}")
        own = [value for value in vars(module).values() if isinstance(value, kinds)]
        if own:
            found[path.stem] = own
    return found


@pytest.mark.parametrize(
    ("package", "kinds", "listed"),
    [
        (bot.attribution, (Rule,), bot.attribution.RULES),
        (
            reports.checks,
            (Check,),
            (*reports.checks.WORK_BACK, *reports.checks.STEWARDSHIP, *reports.checks.CASH),
        ),
        (
            reports.metrics,
            (OrganizationMetric, ProjectMetric),
            (*reports.metrics.ORGANIZATION_METRICS, *reports.metrics.PROJECT_METRICS),
        ),
    ],
    ids=["rules", "checks", "metrics"],
)
def test_every_plug_in_of_a_folder_is_in_its_tuple(
    package: ModuleType, kinds: tuple[type, ...], listed: Iterable[object]
) -> None:
    made = plug_ins(package, kinds)
    everything = [id(each) for own in made.values() for each in own]
    assert set(everything) == {id(each) for each in listed}
    assert len(list(listed)) == len({id(each) for each in listed})


@pytest.mark.parametrize("folder", ["bot/attribution", "reports/checks", "reports/metrics"])
def test_every_plug_in_has_a_test_file(folder: str) -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / folder).glob("test_*.py")}
    support = {
        "__init__",
        "verdicts",
        "metric",
        "judgement",
        "unknown_share",
        "decisions",
        "licence_classes",
        "tallying",
    }
    there = {path.stem for path in (ROOT / folder).glob("*.py")} - support
    assert there <= tested, there - tested


def test_no_file_and_no_module_is_called_something_that_says_nothing(files: dict[str, bytes]) -> None:
    vague = re.compile(r"(^|/)(utils?|helpers?|managers?|base|common|misc)\.py$")
    assert [name for name in files if vague.search(name)] == []


def test_no_file_of_code_is_longer_than_three_hundred_lines(files: dict[str, bytes]) -> None:
    code = re.compile(r"(bot|reports|webhooks|demo)/(?!.*/versions/).*\.py|giveback\.py")
    lengths = {name: data.count(b"\n") for name, data in files.items() if code.fullmatch(name)}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_each_decision_has_a_number_of_its_own(files: dict[str, bytes]) -> None:
    numbers = [name.removeprefix("docs/decisions/")[:4] for name in files if name.startswith("docs/decisions/")]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
