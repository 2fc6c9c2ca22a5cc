from counting import ACME, AGENT, BOT, SERVICE

from bot.attribution import AccountSeen, Attributed
from bot.attribution.service_identity import judge
from bot.registry import Registry


def test_people_bots_and_agents_are_no_services(counting_registry: Registry) -> None:
    for address, number in ((ACME[1], None), (BOT[1], 77), (AGENT[1], 88), ("", None)):
        assert judge(AccountSeen(address, None, number), counting_registry) is None


def test_a_listed_service_is_its_companys(counting_registry: Registry) -> None:
    verdict = judge(AccountSeen(SERVICE[1], None, None), counting_registry)
    assert verdict == Attributed("acme", "service-identity", 950, "releases is a shared service identity of acme")


def test_from_trailers_alone_it_is_half_as_sure(counting_registry: Registry) -> None:
    verdict = judge(AccountSeen(SERVICE[1], None, None, trailer_only=True), counting_registry)
    assert isinstance(verdict, Attributed)
    assert verdict.confidence == 500
