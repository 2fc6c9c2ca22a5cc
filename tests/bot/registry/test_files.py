"""Registry files: everything that is wrong in them is told at once, each with its file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import RegistryError
from bot.registry import Registry, load_registry

Write = Callable[..., Path]
ACME = '[organizations.acme]\nname = "Acme"\nkind = "company"\n'
BETA = '[organizations.beta]\nname = "Beta"\nkind = "company"\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a folder of registry files; organizations.toml by position."""

    def writer(organizations: str = "", folder: str = "over", **others: str) -> Path:
        path = tmp_path / folder
        path.mkdir()
        for name, content in {"organizations": organizations, **others}.items():
            (path / f"{name}.toml").write_text(content, encoding="utf-8")
        return path

    return writer


def problems(folder: Path) -> list[str]:
    """What is wrong with a folder by itself, without the folder's name."""
    with pytest.raises(RegistryError) as error:
        load_registry(only=folder)
    assert error.value.exit_status == 2
    for problem in error.value.problems:
        assert problem in str(error.value)
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def only(write: Write, *arguments: str, **others: str) -> Registry:
    return load_registry(only=write(*arguments, **others))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == [f"{tmp_path}/nowhere:1: no such folder"]


def test_a_folder_without_registry_files(tmp_path: Path) -> None:
    assert "no registry files" in problems(tmp_path)[0]


def test_a_file_of_another_name_is_told(write: Write) -> None:
    assert problems(write(ACME, organisations=BETA))[0].startswith("organisations.toml:1: unknown file; known are")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (ACME + "name = ", 4),
        (ACME + "name = 1\n", 4),
        (ACME + "x = [\n\n\n", 7),
        ("\ufeff" + ACME, 1),
        (ACME + ACME, 4),
        (ACME + 'a = "\0"\n', 4),
    ],
)
def test_broken_toml_is_told_with_its_line(write: Write, content: str, line: int) -> None:
    assert problems(write(content))[0].startswith(f"organizations.toml:{line}: not valid TOML")


def test_a_file_that_is_not_utf_8_or_no_file_is_told(write: Write) -> None:
    folder = write(ACME)
    (folder / "organizations.toml").write_bytes(b"\xff\xfe")
    (folder / "upstreams.toml").mkdir()
    assert [problem[:35] for problem in problems(folder)] == [
        "organizations.toml:1: cannot be rea",
        "upstreams.toml:1: cannot be read: [",
    ]


def test_everything_wrong_is_told_at_once_each_with_its_line(write: Write) -> None:
    organizations = (
        '[organizations.acme]\nname = "Acme"\nkind = "firm"\ndomain = ["acme.example"]\n'
        'parents = [{ organisation = "beta", since = "2019-13" }]\n\n'
        '[organizations."Beta Labs"]\nname = "Beta"\nkind = "company"\n\n'
        '[organizations.gamma]\nkind = "company"\ndomains = ["https://gamma.example", "Ok.example", "@x"]\n'
        'staff = { band = "500-4999", source = "x", year = "2024" }\n\n'
        "[organization]\nx = 1\n"
    )
    upstreams = '[upstreams.tool]\nkind = "library"\n\n[upstreams."acme/tool"]\nkind = "app"\n'
    upstreams += 'landing = { profile = "squish" }\n'
    told = problems(write(organizations, upstreams=upstreams, providers="providers = 3\n"))
    expected = [
        "organizations.toml:3: acme.kind: ",
        "organizations.toml:4: acme.domain: unknown key 'domain'; did you mean 'domains'?",
        "organizations.toml:5: acme.parents.0.organisation: unknown key 'organisation'; did you mean 'organization'?",
        "organizations.toml:5: acme.parents.0.organization: ",
        "organizations.toml:5: acme.parents.0.since: '2019-13' is not a month",
        "organizations.toml:7: 'Beta Labs' is not a valid key",
        "organizations.toml:11: gamma.name: ",
        "organizations.toml:13: gamma.domains.0: 'https://gamma.example' is not a domain",
        "organizations.toml:13: gamma.domains.2: '@x' is not a domain",
        "organizations.toml:14: gamma.staff.year: ",
        "organizations.toml:16: unknown table 'organization'; did you mean 'organizations'?",
        "providers.toml:1: providers is a table, not int",
        "upstreams.toml:1: 'tool' is not a valid key: write owner/name",
        "upstreams.toml:5: acme/tool.kind: ",
        "upstreams.toml:6: acme/tool.landing.profile: ",
    ]
    for beginning in expected:
        assert any(problem.startswith(beginning) for problem in told), beginning
    assert len(told) == len(expected)


def test_a_key_that_resembles_none_is_answered_with_those_that_there_are(write: Write) -> None:
    assert "known are name, kind," in problems(write(ACME + "zzzz = 1\n"))[0]


@pytest.mark.parametrize(
    "domain",
    ["", " ", "acme", "com", ".acme.example", "acme..example", "acme.example.", "*.acme.example", "a b.example",
     "dana@acme.example", "https://acme.example", "acme.example/x", "ü" * 70 + ".example", "-"],
)  # fmt: skip
def test_what_is_no_domain_is_refused(write: Write, domain: str) -> None:
    assert "domain" in problems(write(f'{ACME}domains = ["{domain}"]\n'))[0]


def test_domains_are_compared_in_lower_case_and_idna(write: Write) -> None:
    registry = only(write, ACME + 'domains = ["ACME.Example", "BÜCHER.example"]\n')
    assert registry.organizations["acme"].domains == ["acme.example", "xn--bcher-kva.example"]
