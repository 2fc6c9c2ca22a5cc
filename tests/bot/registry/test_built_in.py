"""The built-in registry against the domains that people really write from: decided, and never the wrong employer's."""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from bot.registry import Registry, load_registry

ORGANIZATIONS = ("company", "university", "foundation", "government", "project")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_every_mailbox_list_is_long_and_no_organizations(registry: Registry) -> None:
    listed = {kind: getattr(registry.providers, kind) for kind in type(registry.providers).model_fields}
    assert sum(map(len, listed.values())) >= 300
    for kind, domains in listed.items():
        for domain in domains:
            claim = registry.domain_claim(domain)
            assert claim is not None
            assert (claim.organization, claim.provider) == (None, kind), domain


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com", "qq.com", "163.com", "naver.com", "mail.ru", "web.de", "protonmail.com", "facebook.com",
        "users.noreply.github.com", "noreply.gitlab-master.nvidia.com", "alum.mit.edu", "alumni.stanford.edu",
        "ieee.org", "acm.org", "kernel.org", "apache.org", "python.org", "ubuntu.com", "privaterelay.appleid.com",
        "arcor.de", "live.de", "macbook.local", "localhost",
    ],
)  # fmt: skip
def test_what_anybody_can_write_from_names_no_employer(registry: Registry, domain: str) -> None:
    claim = registry.domain_claim(domain)
    assert claim is not None
    assert claim.organization is None


@pytest.mark.parametrize(
    ("domain", "organization"),
    [
        ("us.ibm.com", "ibm"), ("cn.ibm.com", "ibm"), ("qti.qualcomm.com", "qualcomm"), ("connect.ust.hk", "hkust"),
        ("fb.com", "meta"), ("meta.com", "meta"), ("habana.ai", "habana"), ("codeplay.com", "codeplay"),
        ("redhat.com", "red-hat"), ("hpe.com", "hpe"), ("hp.com", "hp"), ("huggingface.co", "hugging-face"),
        ("csail.mit.edu", "mit"), ("arrikto.com", "arrikto"), ("infrahq.com", "infrahq"), ("seldon.io", "seldon"),
    ],
)  # fmt: skip
def test_subdomains_and_old_domains_lead_to_their_organization(
    registry: Registry, domain: str, organization: str
) -> None:
    claim = registry.domain_claim(domain)
    assert claim is not None
    assert claim.organization == organization


@pytest.mark.parametrize(
    ("child", "parent", "since"),
    [
        ("red-hat", "ibm", "2019-07"), ("github", "microsoft", "2018-10"), ("linkedin", "microsoft", "2016-12"),
        ("deepmind", "google", "2014-01"), ("habana", "intel", "2019-12"), ("mellanox", "nvidia", "2020-04"),
        ("mosaicml", "databricks", "2023-07"), ("codeplay", "intel", "2022-06"), ("xilinx", "amd", "2022-02"),
        ("vmware", "broadcom", "2023-11"),
    ],
)  # fmt: skip
def test_who_bought_whom_is_dated_and_says_how(registry: Registry, child: str, parent: str, since: str) -> None:
    (relation,) = [each for each in registry.organizations[child].parents if each.organization == parent]
    assert (relation.since, relation.how) == (since, "acquisition")
    assert relation.source or not relation.checked


def test_former_names_lead_to_the_name_of_today(registry: Registry) -> None:
    assert "Facebook" in [former.name for former in registry.organizations["meta"].former_names]


@pytest.mark.parametrize(
    "upstream",
    [
        "google-research/bert", "google-research/text-to-text-transfer-transformer", "facebookresearch/fairseq",
        "facebookresearch/llama", "mistralai/mistral-inference", "openai/whisper", "openai/gpt-2",
    ],
)  # fmt: skip
def test_what_the_field_came_from_is_facts_only(registry: Registry, upstream: str) -> None:
    entry = registry.upstreams[upstream]
    assert entry.historical
    assert entry.admission is not None
    assert entry.admission.rule == "historical"


def test_what_nobody_can_look_at_is_in_no_other_list(registry: Registry) -> None:
    assert len(registry.claims) >= 3
    for slug, claim in registry.claims.items():
        assert claim.status == "claimed in a source, unverified"
        assert slug not in registry.organizations
        assert claim.name.casefold() not in {name.casefold() for name in registry.upstreams}


def test_the_login_of_an_unrelated_person_is_no_agents(registry: Registry) -> None:
    assert registry.automation_of(address="claude@mail.example", login="claude", github_id=None) is None


# Against what people really write from


@pytest.mark.shared
def test_every_domain_that_three_people_use_is_decided(registry: Registry, shared: Path) -> None:
    with (shared / "data" / "mail-domains.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    undecided = [
        row["domain"] for row in rows if int(row["people"]) >= 3 and registry.domain_claim(row["domain"]) is None
    ]
    assert undecided == []
    commits = Counter[bool]()
    for row in rows:
        claim = registry.domain_claim(row["domain"])
        if claim is None or claim.organization is not None:
            commits[claim is not None] += int(row["commits"])
    assert commits[True] / commits.total() >= 0.98


@pytest.mark.shared
def test_of_real_histories_what_organizations_domains_wrote_resolves_and_what_people_own_does_not(
    registry: Registry, shared: Path
) -> None:
    """Personal domains stand as d??????.example in these histories; an organization's is what nobody else's is."""
    organizational = Counter[bool]()
    for path in sorted((shared / "data" / "upstreams").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                domain = json.loads(line)["author"][1].lower().rpartition("@")[2]
                claim = registry.domain_claim(domain)
                if domain.endswith(".example"):
                    assert claim is None or claim.organization is None
                elif claim is None or claim.organization is not None:
                    organizational[claim is not None] += 1
                    assert claim is None or registry.organizations[str(claim.organization)].kind in ORGANIZATIONS
    assert organizational.total() > 3_000
    assert organizational[True] / organizational.total() >= 0.98
