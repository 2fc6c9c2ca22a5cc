"""Checking a registry: what loads and is wrong all the same, what should say where it is from, what is not checked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.registry import BUILT_IN
from bot.registry.check import Checked, check

Write = Callable[..., Path]
SOURCE = 'sources = ["https://acme.example/about"]\n'
ACME = f'[organizations.acme]\nname = "Acme"\nkind = "company"\ndomains = ["acme.example"]\n{SOURCE}'
BETA = '[organizations.beta]\nname = "Beta"\nkind = "company"\ndomains = ["beta.example"]\nchecked = false\n'
TOOL = (
    '[upstreams."acme/tool"]\nkind = "library"\nsources = ["acme/tool: README.md"]\n'
    'admission = { rule = "active", year = 2026, evidence = "40 authors in 2025" }\n'
)


def of(write: Write, *arguments: str, **files: str) -> Checked:
    return check([write(*arguments, **files)])


def told(found: tuple[str, ...]) -> list[str]:
    """What was found, without the folder."""
    return [each.partition("/over/")[2] for each in found]


def test_a_registry_with_nothing_wrong_has_nothing_said_of_it(write: Write) -> None:
    checked = of(write, ACME + BETA, upstreams=TOOL)
    assert (checked.problems, checked.remarks) == ((), ())
    assert checked.registry is not None


def test_files_that_do_not_load_are_problems_and_nothing_more_is_said(write: Write) -> None:
    checked = of(write, ACME.replace("domains", "domain"))
    assert checked.registry is None
    assert told(checked.problems) == [
        "organizations.toml:4: acme.domain: unknown key 'domain'; did you mean 'domains'?"
    ]
    assert (checked.remarks, checked.facts) == ((), {})


# Problems


@pytest.mark.parametrize("domain", ["co.uk", "edu.cn", "github.io", "blogspot.com", "ac.jp"])
def test_a_domain_under_which_anybody_has_a_name_is_a_problem(write: Write, domain: str) -> None:
    checked = of(write, ACME.replace('"acme.example"', f'"acme.example", "{domain}"'))
    assert told(checked.problems) == [
        f"organizations.toml:4: acme: {domain!r} is a public suffix: anybody can register a name under it"
    ]


def test_a_provider_may_have_a_domain_under_which_anybody_has_a_name(write: Write) -> None:
    host = ACME.replace("company", "provider").replace("acme.example", "github.io")
    assert of(write, host).problems == ()


@pytest.mark.parametrize(
    "beta",
    [
        BETA.replace('"Beta"', '"ACME"'),
        BETA + 'aliases = ["acme"]\n',
        BETA + 'former_names = [{ name = "AcMe", until = "2021-01", checked = false }]\n',
    ],
)
def test_a_name_that_is_anothers_in_another_case_is_a_problem_of_both(write: Write, beta: str) -> None:
    found = told(of(write, ACME + beta).problems)
    assert len(found) == 2
    assert "organizations.toml:2: acme: 'Acme' is also a name of beta" in found


def test_a_name_that_stands_twice_in_one_entry_is_a_problem(write: Write) -> None:
    found = told(of(write, ACME + 'aliases = ["Acme Inc.", "ACME"]\n').problems)
    assert found == ["organizations.toml:6: acme: 'acme' stands there twice"]


def test_entries_out_of_order_are_a_problem(write: Write) -> None:
    found = told(of(write, BETA + "\n" + ACME).problems)
    assert found == ["organizations.toml:7: acme stands after beta: entries are sorted by key"]


# Remarks


def test_an_organization_that_nothing_leads_to_is_remarked_on(write: Write) -> None:
    checked = of(write, ACME.replace('domains = ["acme.example"]\n', "") + BETA)
    assert told(checked.remarks) == [
        "organizations.toml:1: acme: no domain, account or other entry leads to it: nothing can be credited to it"
    ]


@pytest.mark.parametrize(
    "speaks",
    [
        {"beta": BETA + 'parents = [{ organization = "acme", since = "2020-01", checked = false }]\n'},
        {"upstreams": TOOL + 'hosts = [{ organization = "acme", since = "2020-01", checked = false }]\n'},
        {"upstreams": TOOL + 'fiscal_sponsor = "acme"\n'},
        {
            "automation": '[automation.ci]\nkind = "service"\nroles = ["ci"]\naddresses = ["ci@acme.example"]\n'
            'organization = "acme"\nchecked = false\n'
        },
    ],
)
def test_an_organization_that_another_entry_speaks_of_is_not_dead(write: Write, speaks: dict[str, str]) -> None:
    beta = speaks.pop("beta", BETA)
    checked = of(write, ACME.replace('domains = ["acme.example"]\n', "") + beta, **speaks)
    assert checked.remarks == ()


def test_what_counts_as_checked_and_does_not_say_where_is_remarked_on(write: Write) -> None:
    organizations = (
        ACME.replace(SOURCE, 'former_names = [{ name = "Apex", until = "2020-01" }]\n')
        + BETA
        + 'parents = [{ organization = "acme", since = "2020-01" }]\n'
    )
    upstreams = TOOL + 'hosts = [{ organization = "acme", since = "2020-01" }]\n'
    assert told(of(write, organizations, upstreams=upstreams).remarks) == [
        "organizations.toml:11: beta: parents: no source: say where it can be checked, or checked = false",
        "organizations.toml:1: acme: no sources: say where it can be checked, or checked = false",
        "organizations.toml:5: acme: former_names: no source: say where it can be checked, or checked = false",
        "upstreams.toml:5: acme/tool: hosts: no source: say where it can be checked, or checked = false",
    ]


def test_an_upstream_says_by_which_rule_it_is_in_the_index(write: Write) -> None:
    without = TOOL[: TOOL.index("admission")]
    assert "no admission" in told(of(write, ACME, upstreams=without).remarks)[0]


def test_an_upstream_is_historical_where_it_was_admitted_as_that(write: Write) -> None:
    found = told(of(write, ACME, upstreams=TOOL + "historical = true\n").remarks)
    assert found == ["upstreams.toml:4: acme/tool: admitted as active, but historical = true"]


@pytest.mark.parametrize("profile", ["copybara", "merge-bot", "mirror"])
def test_work_that_lands_from_elsewhere_needs_a_pattern_that_shows_it(write: Write, profile: str) -> None:
    landing = f'landing = {{ profile = "{profile}" }}\n'
    found = told(of(write, ACME, upstreams=TOOL + landing).remarks)
    assert found == [f"upstreams.toml:5: acme/tool: landing by {profile} shows by no evidence pattern"]


@pytest.mark.parametrize(
    ("host", "remarks"),
    [
        ('organization = "beta", since = "2020-01", checked = false', 1),
        ('organization = "beta", since = "2020-01", source = "their announcement"', 0),
        ('organization = "beta", since = "2020-01", until = "2021-01", checked = false', 0),
        ('organization = "acme", since = "2020-01", checked = false', 0),
        ('organization = "child", since = "2020-01", checked = false', 0),
        ('organization = "parent", since = "2020-01", checked = false', 0),
    ],
)
def test_a_host_is_whose_account_it_is_or_a_source_says_why_not(write: Write, host: str, remarks: int) -> None:
    relation = 'parents = [{{ organization = "{}", since = "2020-01", checked = false }}]\n'
    child = BETA.replace("beta", "child").replace("Beta", "Child") + relation.format("acme")
    parent = BETA.replace("beta", "parent").replace("Beta", "Parent")
    acme = f'{ACME}github = ["Acme"]\n{relation.format("parent")}'
    found = told(of(write, acme + BETA + child + parent, upstreams=f"{TOOL}hosts = [{{ {host} }}]\n").remarks)
    words = "acme/tool: the host is beta, but the account is acme's: no source says why"
    assert found == [f"upstreams.toml:5: {words}"] * remarks


MAIN = TOOL.replace("acme/tool", "acme/main")


@pytest.mark.parametrize("profile", ["mirror", "squash"])
def test_a_mirror_says_what_is_synced_from_where(write: Write, profile: str) -> None:
    whole = f'profile = "{profile}", mirror_of = "ACME/main", sync_subject = "^sync"'
    assert of(write, ACME, "whole", upstreams=f"{MAIN}{TOOL}landing = {{ {whole} }}\n").problems == ()
    for key, words in (("sync_subject", "counts here as well"), ("mirror_of", "where what is synced counts")):
        half = ", ".join(part for part in whole.split(", ") if not part.startswith(key))
        (problem,) = of(write, ACME, key, upstreams=f"{MAIN}{TOOL}landing = {{ {half} }}\n").problems
        assert f"{key}/upstreams.toml:9: acme/tool: a mirror without {key}: " in problem
        assert problem.endswith(words)


# How much is unsure


def test_what_is_not_checked_is_counted_by_kind(write: Write) -> None:
    organizations = (
        ACME
        + 'staff = { band = "under 50", source = "their page", year = 2025, checked = false }\n'
        + BETA
        + 'parents = [{ organization = "acme", since = "2020-01", until = "2021-01", source = "x" },'
        + ' { organization = "acme", since = "2022-01", checked = false }]\n'
    )
    checked = of(write, organizations, upstreams=TOOL)
    assert checked.facts == {"organizations": 2, "staff": 1, "parents": 2, "upstreams": 1, "admission": 1}
    assert checked.unchecked == {"organizations": 1, "staff": 1, "parents": 1, "upstreams": 0, "admission": 0}


def test_of_layers_the_topmost_is_checked_as_it_lies_on_the_others(write: Write) -> None:
    below = write(BETA + "\n" + ACME, "below")  # out of order
    above = write(BETA.replace("beta", "gamma").replace("Beta", "ACME"))
    checked = check([below, above])
    assert told(checked.problems) == ["organizations.toml:2: gamma: 'ACME' is also a name of acme"]
    assert checked.facts == {"organizations": 1}


# Large files


def test_a_hundred_thousand_entries_are_checked_like_any_other(write: Write) -> None:
    entries = "".join(
        f'[organizations.o{number:06}]\nname = "O {number}"\nkind = "project"\ndomains = ["o{number}.example"]\n'
        + (f'parents = [{{ organization = "o{number - 1:06}", since = "2020-01", source = "x" }}]\n' if number else "")
        + "checked = false\n"
        for number in range(100_000)
    )
    checked = of(write, entries)
    assert (checked.problems, checked.remarks) == ((), ())
    assert checked.unchecked["organizations"] == 100_000


def test_ten_thousand_wrong_entries_are_told_each_with_its_line(write: Write) -> None:
    entries = "".join(f'[organizations.o{n}]\nname = "O {n}"\nkind = "firm"\n' for n in range(10_000))
    found = told(of(write, entries).problems)
    assert len(found) == 10_000
    assert any(each.startswith("organizations.toml:30000: o9999.kind: ") for each in found)


def test_a_ring_of_many_parents_is_told_of_each_and_of_nobody_below_or_between(write: Write) -> None:
    ring = 3_000

    def entry(name: str, *parents: str) -> str:
        spans = [
            f'{{ organization = "{p}", since = "20{20 + i}-01", until = "20{21 + i}-01" }}'
            for i, p in enumerate(parents)
        ]
        return f'[organizations.{name}]\nname = "{name}"\nkind = "project"\nparents = [{", ".join(spans)}]\n'

    rings = "".join(entry(f"a{n}", f"a{(n + 1) % ring}") for n in range(ring))
    rings += entry("b", "b") + entry("below", "a0") + entry("between", "b") + entry("a-too", "between")
    found = told(of(write, rings).problems)
    assert len(found) == ring + 1
    assert all("is its own ancestor" in each for each in found)
    assert not any(each.endswith((" below is its own ancestor", "between is its own ancestor")) for each in found)


# The built-in registry


def test_the_built_in_registry_has_no_problem_and_nothing_to_remark_on() -> None:
    checked = check([BUILT_IN])
    assert (checked.problems, checked.remarks) == ((), ())
    assert checked.facts["organizations"] >= 200
    assert checked.facts["upstreams"] >= 80
    assert checked.facts["automation"] >= 100
    assert checked.facts["parents"] >= 50


def test_what_a_folder_takes_from_those_below_is_remarked_on(write: Write) -> None:
    below = write(BETA, "below")
    above = write(ACME.replace("acme.example", "beta.example"))
    (remark,) = check([below, above]).remarks
    assert remark == f"{above}: lies over the files below: beta.example (domains): acme takes it from beta"
