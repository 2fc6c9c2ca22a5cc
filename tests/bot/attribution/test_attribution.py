"""The rules together: asked in order of trust, the first answer wins, and what was refused is kept."""

import pytest
from counting import AGENT, BOT, FILES, SERVICE
from hypothesis import given
from hypothesis import strategies as st

from bot.attribution import RULES, AccountSeen, decide
from bot.attribution.verdicts import CONFIRMED
from bot.facts import PersonSeen
from bot.people import identify
from bot.registry import Registry


def seen(address: str, login: str | None = None, github_id: int | None = None, **more: bool) -> AccountSeen:
    return AccountSeen(address, login, github_id, **more)


@pytest.mark.parametrize(
    "account",
    [
        seen(""),
        seen("nobody"),
        seen("somebody@mail.example"),
        seen("somebody@nowhere.example"),
        seen("somebody@users.noreply.github.com", "somebody"),
        seen(AGENT[1], "quill[bot]", 88),
        seen("noreply@quill.example"),
        seen(BOT[1], "patchbot[bot]", 77),
    ],
)
def test_nobody_known_is_nobodys_and_says_why(counting_registry: Registry, account: AccountSeen) -> None:
    decision = decide(account, counting_registry)
    assert decision.attributed is None
    assert [name for name, _ in decision.refused] == ["mail-domain"]


def test_rules_have_names_and_confidences_of_their_own_and_stand_in_order_of_trust() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(CONFIRMED <= rule.confidence <= 1000 and rule.description.endswith(".") for rule in RULES)
    assert [rule.confidence for rule in RULES] == sorted((rule.confidence for rule in RULES), reverse=True)


def test_a_service_of_one_company_at_anothers_address_is_the_services(counting_registry: Registry) -> None:
    attributed = decide(seen(SERVICE[1]), counting_registry).attributed
    assert attributed
    assert (attributed.organization, attributed.rule) == ("acme", "service-identity")


def test_a_listed_address_beats_its_domain(counting_registry: Registry) -> None:
    attributed = decide(seen("ida@own.example"), counting_registry).attributed
    assert attributed
    assert (attributed.organization, attributed.rule) == ("*independent", "registry-address")


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=20)), st.one_of(st.none(), st.integers(0, 99)))
def test_no_text_makes_a_rule_fail_or_say_an_address(
    counting_registry: Registry, address: str, login: str | None, github_id: int | None
) -> None:
    found = identify(PersonSeen("x", address))
    decision = decide(seen(found.address, login, github_id), counting_registry)
    if "@" in found.address and len(found.address) > 3:
        local = found.address.rpartition("@")[0] + "@"
        assert len(local) == 1 or not any(local in refusal.reason for _, refusal in decision.refused)


def test_the_files_of_the_bench_hold_together(counting_registry: Registry) -> None:
    assert set(FILES) == {"organizations.toml", "upstreams.toml", "automation.toml", "providers.toml"}
    assert len(counting_registry.organizations) == 5
