"""Registry folders: everything that is wrong is told at once with file and line, and layers lie as documented."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import RegistryError
from bot.registry import Registry, load_registry
from bot.registry.load import load_layers
from reports.months import Month

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


# What does not hold together


@pytest.mark.parametrize(
    ("key", "values", "line"),
    [
        ("domains", ('"acme.example"', '"ACME.example"'), 10),
        ("domains", ('"bücher.example"', '"xn--bcher-kva.example"'), 10),
        ("addresses", ('"ci@acme.example"', '"CI@acme.example"'), 10),
        ("logins", ('"Lee"', '"lee"'), 10),
        ("github", ('"Acme"', '"acme"'), 10),
        ("hugging_face", ('"Acme"', '"acme"'), 10),
        ("open_collective", ('"Acme"', '"acme"'), 10),
        ("open_source_pledge", ('"acme"', '"acme"'), 10),
    ],
)
def test_a_double_claim_in_one_folder_is_an_error(write: Write, key: str, values: tuple[str, str], line: int) -> None:
    content = f"{ACME}{key} = [{values[0]}]\n\n{BETA}# more\n{key} = [{values[1]}]\n"
    (told,) = problems(write(content))
    assert told.startswith(f"organizations.toml:{line}: ")
    assert "is claimed by acme and by beta" in told


@pytest.mark.parametrize(("key", "value"), [("addresses", "dana@acme.example"), ("logins", "dana")])
def test_an_account_cannot_be_an_organizations_and_nobodys(write: Write, key: str, value: str) -> None:
    content = f'{ACME}{key} = ["{value}"]\n\n[independent]\n{key} = ["{value}"]\n'
    assert any("claimed by" in told for told in problems(write(content)))


def test_a_domain_cannot_be_an_organizations_and_a_mail_providers(write: Write) -> None:
    folder = write(ACME + 'domains = ["acme.example"]\n', providers='[providers]\nfree_mail = ["acme.example"]\n')
    assert "is listed as a free_mail domain" in problems(folder)[0]


def test_two_spellings_of_one_upstream_are_an_error(write: Write) -> None:
    upstreams = '[upstreams."Acme/Tool"]\nkind = "library"\n\n[upstreams."acme/tool"]\nkind = "library"\n'
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told.startswith("upstreams.toml:4: ")


@pytest.mark.parametrize(
    ("key", "value"), [("logins", '"helper[bot]"'), ("addresses", '"h@acme.example"'), ("ids", "7")]
)
def test_two_automations_cannot_share_an_account(write: Write, key: str, value: str) -> None:
    entries = (f'[automation.{name}]\nkind = "bot"\nroles = ["ci"]\n{key} = [{value}]\n' for name in ("one", "two"))
    (told,) = problems(write(ACME, automation="\n".join(entries)))
    assert told.startswith("automation.toml:9: ")
    assert "is claimed by one and by two" in told


def test_names_that_lead_nowhere_are_told(write: Write) -> None:
    folder = write(
        ACME + 'parents = [{ organization = "nobody", since = "2020-01" }]\n',
        upstreams='[upstreams."acme/tool"]\nkind = "library"\nhosts = [{ organization = "nil", since = "2020-01" }]\n',
        automation='[automation.ci]\nkind = "service"\nroles = ["ci"]\norganization = "nil"\n',
    )
    assert [told.split(": ")[0] for told in problems(folder)] == [
        "automation.toml:4",
        "organizations.toml:4",
        "upstreams.toml:3",
    ]


@pytest.mark.parametrize("source", ["nobody/tracks", "acme/tool", "Lee/Tool"])
def test_a_mirror_of_what_is_not_tracked_or_of_itself_is_told(write: Write, source: str) -> None:
    upstreams = (
        '[upstreams."acme/tool"]\nkind = "library"\nformer_names = ["lee/tool"]\n'
        f'landing = {{ profile = "mirror", mirror_of = "{source}", sync_subject = "^sync" }}\n'
    )
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told == f"upstreams.toml:4: acme/tool: mirror_of names '{source}', which is no other upstream here"


def test_a_mirror_may_name_its_source_by_a_former_name_or_one_below(write: Write) -> None:
    below = write(folder="below", upstreams='[upstreams."acme/main"]\nkind = "data"\nformer_names = ["lee/main"]\n')
    landing = 'landing = { profile = "mirror", mirror_of = "LEE/main", sync_subject = "^sync" }\n'
    over = write(upstreams=f'[upstreams."acme/tool"]\nkind = "library"\n{landing}')
    assert "acme/tool" in load_layers([below, over]).upstreams


def test_a_service_and_only_a_service_names_an_organization(write: Write) -> None:
    automation = '[automation.a]\nkind = "service"\nroles = ["ci"]\n\n'
    automation += '[automation.b]\nkind = "bot"\nroles = ["ci"]\norganization = "acme"\n'
    assert [told.split(": ")[0] for told in problems(write(ACME, automation=automation))] == [
        "automation.toml:1",
        "automation.toml:5",
    ]


def test_organizations_that_are_their_own_ancestors_are_told(write: Write) -> None:
    parent = 'parents = [{{ organization = "{}", since = "2020-01" }}]\n'
    content = ACME + parent.format("beta") + BETA + parent.format("acme")
    assert problems(write(content)) == [
        "organizations.toml:4: acme is its own ancestor",
        "organizations.toml:8: beta is its own ancestor",
    ]
    assert "its own ancestor" in problems(write(ACME + parent.format("acme"), "self"))[0]


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([("beta", "2020-01", "2020-01")], "ends (2020-01) before it begins (2020-01)"),
        ([("beta", "2020-02", "2020-01")], "ends (2020-01) before it begins (2020-02)"),
        ([("beta", "2020-01", None), ("gamma", "2021-01", None)], "beta and gamma overlap from 2021-01"),
        ([("gamma", "2021-01", None), ("beta", "2020-01", "2021-02")], "beta and gamma overlap from 2021-01"),
        ([("beta", "2020-01", "2030-01"), ("gamma", "2021-01", "2021-02"), ("beta", "2022-01", None)], "overlap"),
    ],
)
@pytest.mark.parametrize("table", ["organizations", "upstreams"])
def test_spans_that_overlap_or_end_before_they_begin_are_told(
    write: Write, spans: list[tuple[str, str, str | None]], words: str, table: str
) -> None:
    relations = ", ".join(
        f'{{ organization = "{slug}", since = "{since}"' + (f', until = "{until}" }}' if until else " }")
        for slug, since, until in spans
    )
    gamma = BETA.replace("beta", "gamma").replace("Beta", "Gamma")
    content = f"{BETA}{gamma}{ACME}"
    if table == "organizations":
        told = problems(write(f"{content}parents = [{relations}]\n"))
        assert told[0].startswith("organizations.toml:10: acme: parents: ")
    else:
        upstreams = f'[upstreams."acme/tool"]\nkind = "library"\nhosts = [{relations}]\n'
        told = problems(write(content, upstreams=upstreams))
        assert told[0].startswith("upstreams.toml:3: acme/tool: hosts: ")
    assert words in told[0]


def test_spans_that_touch_are_in_order(write: Write) -> None:
    spans = (
        '{ organization = "beta", since = "2020-01", until = "2021-01" }, { organization = "gamma", since = "2021-01" }'
    )
    gamma = BETA.replace("beta", "gamma").replace("Beta", "Gamma")
    registry = only(write, f"{BETA}{gamma}{ACME}parents = [{spans}]\n")
    owners = [registry.parent_of("acme", Month.parse(month)) for month in ("2019-12", "2020-12", "2021-01")]
    assert owners == [None, "beta", "gamma"]


# Layers


def test_the_built_in_registry_holds_together() -> None:
    registry = load_registry()
    assert len(registry.organizations) >= 20
    assert len(registry.upstreams) >= 13
    assert registry.takeovers == ()
    assert registry.digest == load_registry().digest


def test_without_the_built_in_registry_nothing_of_it_is_known(write: Write) -> None:
    registry = only(write, ACME)
    assert set(registry.organizations) == {"acme"}
    assert not registry.upstreams
    assert not registry.automation
    assert registry.domain_claim("gmail.com") is None


def test_a_folder_laid_over_replaces_the_same_slug_and_keeps_the_rest(write: Write) -> None:
    built_in = load_registry()
    slug = next(slug for slug, entry in built_in.organizations.items() if entry.domains)
    registry = load_registry(write(f'[organizations.{slug}]\nname = "Other"\nkind = "project"\n'))
    assert registry.organizations[slug].name == "Other"
    assert registry.organizations[slug].domains == []
    assert len(registry.organizations) == len(built_in.organizations)
    assert any(slug in takeover for takeover in registry.takeovers)
    assert registry.digest != built_in.digest


@pytest.mark.parametrize("key", ["domains", "github"])
def test_a_folder_laid_over_takes_what_others_claimed(write: Write, key: str) -> None:
    built_in = load_registry()
    loser, entry = next((slug, entry) for slug, entry in built_in.organizations.items() if getattr(entry, key))
    value = getattr(entry, key)[0]
    registry = load_registry(write(f'{ACME.replace("acme", "acme-over")}{key} = ["{value.upper()}"]\n'))
    assert value.lower() not in [kept.lower() for kept in getattr(registry.organizations[loser], key)]
    assert any(loser in takeover and value.lower() in takeover.lower() for takeover in registry.takeovers)


def test_a_folder_laid_over_takes_a_mail_providers_domain(write: Write) -> None:
    registry = load_registry(write(ACME + 'domains = ["gmail.com"]\n'))
    claim = registry.domain_claim("gmail.com")
    assert claim is not None
    assert claim.organization == "acme"
    assert any("gmail.com" in takeover for takeover in registry.takeovers)


def test_a_folder_laid_over_may_say_that_a_domain_is_a_mail_providers(write: Write) -> None:
    built_in = load_registry()
    loser, entry = next((s, e) for s, e in built_in.organizations.items() if e.domains and e.kind == "company")
    over = write(ACME, providers=f'[providers]\nfree_mail = ["{entry.domains[0]}"]\n')
    registry = load_registry(over)
    claim = registry.domain_claim(entry.domains[0])
    assert claim is not None
    assert (claim.organization, claim.provider) == (None, "free_mail")
    assert any(loser in takeover and entry.domains[0] in takeover for takeover in registry.takeovers)


def test_an_upstream_laid_over_in_another_spelling_replaces_the_one_below(write: Write) -> None:
    built_in = load_registry()
    name = next(name for name in built_in.upstreams if name != name.lower())
    registry = load_registry(write(ACME, upstreams=f'[upstreams."{name.lower()}"]\nkind = "data"\n'))
    assert len(registry.upstreams) == len(built_in.upstreams)
    assert registry.upstreams[registry.upstream_name(name)].kind == "data"


def test_the_digest_ignores_order_and_comments(write: Write) -> None:
    first = only(write, ACME + 'domains = ["a.example", "b.example"]\n' + BETA)
    second = load_registry(
        only=write(BETA + "# a comment\n\n" + ACME + 'domains = ["a.example", "b.example"]\n', "other")
    )
    assert first.digest == second.digest


@pytest.mark.parametrize(
    ("key", "dana", "lee"), [("addresses", "dana@a.example", "lee@a.example"), ("logins", "dana", "lee")]
)
def test_a_folder_laid_over_decides_who_is_independent(
    write: Write, key: str, dana: str, lee: str, registry_below: Path
) -> None:
    below = f'{ACME}{key} = ["{dana}"]\n\n[independent]\n{key} = ["{lee}"]\n'
    (registry_below / "organizations.toml").write_text(below)
    over = write(f'{BETA}{key} = ["{lee}"]\n\n[independent]\n{key} = ["{dana}"]\n')
    registry = load_layers([registry_below, over])
    look_up = registry.organization_of_address if key == "addresses" else registry.organization_of_login
    assert (look_up(dana), look_up(lee)) == ("*independent", "beta")
    assert len(registry.takeovers) == 2


@pytest.fixture
def registry_below(tmp_path: Path) -> Path:
    path = tmp_path / "below"
    path.mkdir()
    return path


@pytest.mark.parametrize(("key", "value"), [("addresses", "lee@a.example"), ("logins", "lee")])
@pytest.mark.parametrize("holder", [ACME + "{}", "[independent]\n{}"])
def test_an_account_cannot_be_peoples_and_automations(write: Write, key: str, value: str, holder: str) -> None:
    automation = f'[automation.acme]\nkind = "bot"\nroles = ["ci"]\n{key} = ["{value.title()}"]\n'
    (told,) = problems(write(holder.format(f'{key} = ["{value}"]\n'), automation=automation))
    assert told.startswith(f"automation.toml:4: '{value}' in {key} is claimed by ")
    assert told.endswith(" and by acme")


BOTS = (
    '[automation.early]\nkind = "bot"\nroles = ["ci"]\n\n'
    '[automation.late]\nkind = "bot"\nroles = ["ci"]\nids = [7, 8]\n'
    'logins = ["lee", "kept"]\naddresses = ["lee@a.example"]\n'
)


def below_with_bots(folder: Path) -> Path:
    (folder / "automation.toml").write_text(BOTS)
    return folder


def test_an_organization_laid_over_takes_what_automation_had(write: Write, registry_below: Path) -> None:
    over = write(f'{ACME}logins = ["Lee"]\naddresses = ["lee@a.example"]\n')
    registry = load_layers([below_with_bots(registry_below), over])
    assert registry.automation_of(address="lee@a.example", login="lee", github_id=None) is None
    assert registry.organization_of_login("lee") == registry.organization_of_address("lee@a.example") == "acme"
    assert registry.automation["late"].logins == ["kept"]
    assert set(registry.takeovers) == {
        "lee (logins): acme takes it from automation late",
        "lee@a.example (addresses): acme takes it from automation late",
    }


def test_who_is_declared_independent_above_is_no_automation(write: Write, registry_below: Path) -> None:
    over = write('[independent]\nlogins = ["lee"]\n')
    registry = load_layers([below_with_bots(registry_below), over])
    assert registry.automation_of(address="", login="lee", github_id=None) is None
    assert registry.takeovers == ("lee (logins): *independent takes it from automation late",)


@pytest.mark.parametrize("name", ["early", "another"])
def test_automation_laid_over_takes_what_automation_had_wherever_it_stands(
    write: Write, registry_below: Path, name: str
) -> None:
    over = write(
        automation=f'[automation.{name}]\nkind = "bot"\nroles = ["merge"]\nids = [7]\nlogins = ["lee"]\n'
        'addresses = ["lee@a.example"]\n'
    )
    registry = load_layers([below_with_bots(registry_below), over])
    for account in ({"github_id": 7}, {"login": "lee"}, {"address": "lee@a.example"}):
        known = registry.automation_of(**{"address": "", "login": None, "github_id": None, **account})
        assert known is not None
        assert known[0] == name
    assert registry.automation_of(address="", login=None, github_id=8) == ("late", registry.automation["late"])
    assert f"7 (ids): automation {name} takes it from automation late" in registry.takeovers
    assert len(registry.takeovers) == (4 if name == "early" else 3)


def test_automation_laid_over_takes_what_people_had(write: Write, registry_below: Path) -> None:
    (registry_below / "organizations.toml").write_text(f'{ACME}logins = ["lee"]\n\n[independent]\nlogins = ["dana"]\n')
    over = write(automation='[automation.ci]\nkind = "bot"\nroles = ["ci"]\nlogins = ["lee", "dana"]\n')
    registry = load_layers([registry_below, over])
    assert registry.organization_of_login("lee") is None
    assert registry.organization_of_login("dana") is None
    assert registry.takeovers == (
        "lee (logins): automation ci takes it from acme",
        "dana (logins): automation ci takes it from *independent",
    )


def test_a_former_name_belongs_to_one_upstream(write: Write) -> None:
    upstreams = (
        '[upstreams."acme/tool"]\nkind = "library"\nformer_names = ["lee/tool"]\n\n'
        '[upstreams."beta/tool"]\nkind = "library"\nformer_names = ["Lee/Tool"]\n'
    )
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told.startswith("upstreams.toml:7: Lee/Tool, a former name of beta/tool, is acme/tool's as well")


def test_a_fiscal_sponsor_is_an_organization(write: Write) -> None:
    upstreams = '[upstreams."acme/tool"]\nkind = "library"\nfiscal_sponsor = "nobody"\n'
    (told,) = problems(write(ACME, upstreams=upstreams))
    assert told.startswith("upstreams.toml:3: acme/tool: fiscal_sponsor names 'nobody'")


@pytest.mark.parametrize("address", ["acme.example", "ftp://acme.example/", "https://", "https://a b.example", "x"])
def test_a_homepage_is_a_whole_web_address(write: Write, address: str) -> None:
    (told,) = problems(write(f'{ACME}homepage = "{address}"\n'))
    assert told.startswith("organizations.toml:4: acme.homepage: ")
    assert "is not a web address" in told


def test_what_nobody_can_look_at_is_listed_apart_and_never_as_a_fact(write: Write) -> None:
    claim = (
        '[claims.titan]\nname = "Titan"\nclaim = "open weights"\nclaimed_in = ["an essay"]\n'
        'searched = ["GitHub"]\nstatus = "claimed in a source, unverified"\n'
    )
    registry = only(write, ACME, unverifiable=claim)
    assert registry.claims["titan"].name == "Titan"
    assert "titan" not in registry.organizations
    assert not registry.upstreams


def test_a_claim_says_what_was_searched(write: Write) -> None:
    claim = (
        '[claims.titan]\nname = "Titan"\nclaim = "open weights"\nclaimed_in = ["an essay"]\n'
        'searched = []\nstatus = "verified"\n'
    )
    told = problems(write(ACME, folder="wrong", unverifiable=claim))
    assert [problem.split(": ")[1] for problem in told] == ["titan.searched", "titan.status"]


# Accounts and addresses


@pytest.mark.parametrize("key", ["github", "hugging_face", "open_collective", "open_source_pledge", "logins"])
@pytest.mark.parametrize("value", ["https://github.com/acme", "a b", "acme/tool", "@acme", "", "-", "a" * 101])
def test_an_account_is_its_name_alone(write: Write, key: str, value: str) -> None:
    (told,) = problems(write(f'{ACME}{key} = ["{value}"]\n'))
    assert told.startswith(f"organizations.toml:4: acme.{key}.0: ")
    assert "is not an account" in told


@pytest.mark.parametrize("value", ["not an address", "", "a@b@c.example", "x <a@b.example>", "acme.example"])
def test_an_address_is_bare(write: Write, value: str) -> None:
    (told,) = problems(write(f'{ACME}addresses = ["{value}"]\n'))
    assert "is not a mail address" in told


def test_an_agents_mark_is_no_beginning_of_every_line(write: Write) -> None:
    agent = '[automation.quill]\nkind = "agent"\nroles = ["author"]\ntrailers = ["", "Made-by: Quill"]\n'
    (told,) = problems(write(ACME, automation=agent))
    assert told.startswith("automation.toml:4: quill.trailers.0: ")
    fine = write(ACME, folder="fine", automation=agent.replace('"", ', ""))
    assert load_registry(only=fine).ai_trailers == ("made-by: quill",)


@pytest.mark.parametrize("name", ["   ", "\\n", "\\t"])
def test_a_name_is_more_than_blanks(write: Write, name: str) -> None:
    (told,) = problems(write(f'[organizations.acme]\nname = "{name}"\nkind = "company"\n'))
    assert told.startswith("organizations.toml:2: acme.name: ")
