from counting import ACME

from bot.attribution import AccountSeen, Attributed
from bot.attribution.registry_address import judge
from bot.registry import Registry


def test_an_address_that_is_not_listed_says_nothing(counting_registry: Registry) -> None:
    for address in ("", ACME[1], "ida@own.example.evil.example", "xida@own.example"):
        assert judge(AccountSeen(address, "ida", 5), counting_registry) is None


def test_a_listed_address_is_attributed_without_repeating_it(counting_registry: Registry) -> None:
    verdict = judge(AccountSeen("ida@own.example", None, None), counting_registry)
    assert verdict == Attributed("*independent", "registry-address", 950, "the exact address is listed in the registry")


def test_from_trailers_alone_it_is_half_as_sure(counting_registry: Registry) -> None:
    verdict = judge(AccountSeen("ida@own.example", None, None, trailer_only=True), counting_registry)
    evidence = "the exact address is listed in the registry; seen in trailers alone"
    assert verdict == Attributed("*independent", "registry-address", 500, evidence)
