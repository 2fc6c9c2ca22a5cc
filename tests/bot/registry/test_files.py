"""Registry files: everything that is wrong in them is told at once, each with its file and line."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RegistryError
from bot.registry import Registry, load_registry
from bot.registry.entries import REPOSITORY, SLUG
from bot.registry.files import read_layer
from reports.renderers import paths

Write = Callable[..., Path]
ACME = '[organizations.acme]\nname = "Acme"\nkind = "company"\n'
BETA = '[organizations.beta]\nname = "Beta"\nkind = "company"\n'


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
    assert problems(tmp_path / "nowhere") == [f"{tmp_path}/nowhere: no such folder"]
    (tmp_path / "file").touch()
    assert problems(tmp_path / "file") == [f"{tmp_path}/file: no such folder"]


@pytest.mark.parametrize("folder", ["nowhere", ""])
def test_a_folder_without_files_is_answered_with_what_the_option_takes(tmp_path: Path, folder: str) -> None:
    with pytest.raises(RegistryError) as error:
        load_registry(tmp_path / folder)
    assert "--registry" in error.value.remedy
    assert "Mend the lines" not in error.value.remedy


def test_what_is_wrong_in_files_is_answered_with_a_way_out(write: Write) -> None:
    with pytest.raises(RegistryError) as error:
        load_registry(write(ACME + "x = 1\n"))
    assert error.value.remedy == "Mend the lines named. `giveback registry check` says more once all of them load."


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


@pytest.mark.parametrize(
    "value",
    ["[" * 5_000 + "]" * 5_000, "{b = " * 5_000 + "1" + "}" * 5_000, "{" + "b." * 5_000 + "b = 1}", "9" * 5_000],
)
def test_what_is_too_deep_or_too_long_for_the_parser_is_told_with_its_line(write: Write, value: str) -> None:
    assert problems(write(f"{ACME}\nx = {value}\n{BETA}"))[0].startswith("organizations.toml:5: not valid TOML: ")


def test_the_line_of_a_byte_that_is_not_utf_8_is_told(write: Write) -> None:
    folder = write(ACME)
    (folder / "organizations.toml").write_bytes(ACME.encode() + b'aliases = ["\xff"]\n')
    assert problems(folder)[0].startswith("organizations.toml:4: cannot be read: ")


def test_lines_end_where_toml_ends_them(write: Write) -> None:
    folder = write("# one line\u2028still the same\u0085and on\n" + ACME + "x = 1\n")
    assert problems(folder)[0].startswith("organizations.toml:5: acme.x: unknown key")
    (folder / "organizations.toml").write_bytes(ACME.replace("\n", "\r\n").encode() + b"x = 1\r\n")
    assert problems(folder)[0].startswith("organizations.toml:4: acme.x: unknown key")


def test_a_pipe_a_device_or_a_link_to_nothing_is_told_and_not_waited_for(write: Write) -> None:
    folder = write(ACME)
    os.mkfifo(folder / "automation.toml")
    (folder / "providers.toml").symlink_to("/dev/zero")
    (folder / "upstreams.toml").symlink_to("nowhere.toml")
    assert [problem[:35] for problem in problems(folder)] == [
        "automation.toml:1: cannot be read: ",
        "providers.toml:1: cannot be read: i",
        "upstreams.toml:1: cannot be read: [",
    ]


@pytest.mark.parametrize("name", ["x" * 300, "nul\0byte"])
def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, name: str) -> None:
    (told,) = problems(tmp_path / name)
    assert ": cannot be read: " in told


@pytest.mark.parametrize(
    "pattern", ["(" * 3_000 + ")" * 3_000, "a{99999999999999999999}", "[[a]", "(", "x(?i)", "a" * 501]
)
def test_what_is_no_pattern_is_told_with_its_line(write: Write, pattern: str) -> None:
    upstreams = (
        f"[upstreams.\"acme/tool\"]\nkind = \"library\"\nlanding = {{ profile = 'squash', evidence = '{pattern}' }}\n"
    )
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told.startswith("upstreams.toml:3: acme/tool.landing.evidence: ")


@pytest.mark.parametrize(
    ("table", "key"),
    [("organizations", "x" * 101), ("organizations", "x-" * 50 + "x"), ("upstreams", "x" * 101 + "/tool"),
     ("upstreams", "acme/" + "x" * 101), ("upstreams", "acme/.."), ("automation", "x" * 101)],
)  # fmt: skip
def test_a_key_that_would_have_no_page_is_told(write: Write, table: str, key: str) -> None:
    (told,) = problems(write(**{table: f'[{table}."{key}"]\n'}))
    assert told.startswith(f"{table}.toml:1: '{key}' is not a valid key: write ")
    assert told.endswith(" of at most 100 characters")


@given(st.from_regex(SLUG, fullmatch=True), st.from_regex(REPOSITORY, fullmatch=True))
def test_every_key_that_loads_has_a_page(slug: str, repository: str) -> None:
    assert paths.organization("2026-07", slug)
    assert paths.project("2026-07", repository)


def test_the_longest_keys_load(write: Write) -> None:
    slug, repository = "x" * 100, "x" * 100 + "/" + "y" * 100
    registry = only(
        write,
        ACME.replace("organizations.acme", f"organizations.{slug}"),
        upstreams=f'[upstreams."{repository}"]\nkind = "data"\n',
    )
    assert (set(registry.organizations), set(registry.upstreams)) == ({slug}, {repository})


@pytest.mark.parametrize("licence", ["", "()", "MIT AND", "BSD", "(" * 200 + ")" * 200])
def test_what_is_no_licence_expression_is_told_with_its_line(write: Write, licence: str) -> None:
    upstreams = f'[upstreams."acme/tool"]\nkind = "library"\nlicence = "{licence}"\n'
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told.startswith("upstreams.toml:3: acme/tool.licence: ")


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "9" * 4_000, "1.5", "nan"])
def test_an_id_that_github_cannot_have_given_is_told(write: Write, number: str) -> None:
    automation = f'[automation.ci]\nkind = "bot"\nroles = ["ci"]\nids = [{number}]\n'
    assert problems(write(ACME, automation=automation))[0].startswith("automation.toml:4: ci.ids.0: ")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (ACME + text).encode())))
def test_whatever_a_file_holds_it_loads_or_is_told_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "organizations.toml").write_bytes(content)
    with suppress(RegistryError):
        load_registry(only=folder)
    lines = content.count(b"\n") + 1
    for problem in read_layer(folder).problems:
        number = re.match(re.escape(str(folder)) + r"/organizations\.toml:(\d+): ", problem)
        assert number is not None
        assert 1 <= int(number[1]) <= lines


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
