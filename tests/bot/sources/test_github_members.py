from bot.facts import MembershipSeen
from bot.sources.github_members import parse_members


def test_members_are_users_with_a_number() -> None:
    found = [
        {"id": 2**40, "login": "dana", "type": "User"},
        {"id": 7, "login": "helper[bot]", "type": "Bot"},
        {"login": "nobody", "type": "User"},
        {"id": -3, "type": "User"},
        {},
    ]
    assert parse_members(found, "Acme") == [MembershipSeen(2**40, "acme")]
