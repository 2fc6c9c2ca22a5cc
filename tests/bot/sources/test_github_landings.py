import re
from dataclasses import replace
from typing import Any

import pytest
from github_nodes import DAY, OPENED, bot, comment, connection, event, is_automation, pull, user

from bot.sources.github_landings import Landed, LandingRules, landed
from bot.sources.github_values import actor, moment

SAM, DANA, LEE = user(1, "sam"), user(2, "dana"), user(3, "lee")
MERGER = bot(50, "merge-bot")
BY_BOT = LandingRules(is_automation, "acme/engine", by_bot=True)
BY_HAND = LandingRules(is_automation, "acme/engine")
CLOSED = OPENED + DAY
SHA = "ab" * 20


def closed(by: Any = MERGER, *, commit: str | None = None, message: str = "", **more: Any) -> dict[str, Any]:
    closer = {"__typename": "Commit", "oid": commit, "message": message} if commit else None
    ended = event("ClosedEvent", by, CLOSED, closer=closer)
    return pull(by=SAM, closedAt=moment(CLOSED), **{"timelineItems": connection(ended), **more})


def labels(*names: str) -> dict[str, Any]:
    return connection(*({"name": name} for name in names))


def test_what_was_closed_without_evidence_did_not_land() -> None:
    assert landed(closed(DANA), BY_BOT)[:2] == (None, None)
    assert landed(pull(by=SAM), BY_BOT) == Landed(None, None, None)


def test_the_commit_that_closed_it_landed_it() -> None:
    node = closed(commit=SHA, message="Start faster\n\nPull Request resolved: https://github.com/acme/engine/pull/7\n")
    assert landed(node, BY_BOT)[:2] == ("commit", SHA)
    assert landed(closed(commit=SHA, message="Closes #7"), BY_HAND)[:2] == ("commit", SHA)


def test_a_commit_that_lands_another_pull_request_took_its_place() -> None:
    node = closed(
        commit=SHA, message="Better\n\nCloses #7\nPull Request resolved: https://github.com/acme/engine/pull/8\n"
    )
    assert landed(node, BY_BOT).by is None


@pytest.mark.parametrize("rules", [BY_BOT, BY_HAND])
def test_a_squash_of_another_pull_request_that_closes_this_one_did_not_land_it(rules: LandingRules) -> None:
    assert landed(closed(DANA, commit=SHA, message="Better (#8)\n\nCloses #7"), rules).by is None
    assert landed(closed(DANA, commit=SHA, message="Start faster (#7)\n\nCloses #7"), rules).by == "commit"


def test_where_bots_land_a_commit_without_their_mark_is_somebodys_own() -> None:
    rules = replace(BY_BOT, evidence=re.compile("^Pull Request resolved: ", re.MULTILINE))
    assert landed(closed(commit=SHA, message="Closes #7"), rules).by is None


def test_a_landed_commits_trailer_lands_it() -> None:
    rules = replace(BY_BOT, trailers={7: SHA})
    assert landed(closed(), rules)[:2] == ("trailer", SHA)
    assert landed(pull(by=SAM), rules).by is None  # while it is open, it has not landed


def test_a_maintainers_label_lands_it_where_bots_do() -> None:
    node = closed(labels=labels("cla signed", "Merged"))
    assert landed(node, BY_BOT)[:2] == ("label", None)
    assert landed(node, BY_HAND).by is None


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (f"Landed in {SHA}.", SHA),
        ("Merged as abcdef0, thanks!", "abcdef0"),
        (f"Not merged.\nSee {SHA}", None),
        ("Landed in 1234", None),
        ("This landed.", None),
    ],
)
def test_the_closing_comment_names_the_commit(body: str, named: str | None) -> None:
    node = closed(DANA, closing=connection(comment(DANA, CLOSED + 60, body)))
    assert landed(node, BY_BOT)[:2] == (("comment", named) if named else (None, None))


def test_anybodys_comment_proves_nothing() -> None:
    forged = connection(
        comment(LEE, CLOSED - 5, f"Landed in {SHA}"), comment(DANA, CLOSED - 2 * DAY, f"Landed in {SHA}")
    )
    assert landed(closed(DANA, closing=forged), BY_BOT).by is None


def test_whoever_told_the_bot_decided() -> None:
    told = connection(
        comment(LEE, CLOSED - 900, "@merge-bot merge"),
        comment(DANA, CLOSED - 600, "Fine.\n@merge-bot merge -f"),
        comment(SAM, CLOSED - 300, "Thanks, I did not know that one can /merge here"),
        comment(LEE, CLOSED + 300, "/merge"),
    )
    decider = landed(closed(commit=SHA, closing=told), BY_BOT).decider
    assert decider is not None
    assert decider.login == "dana"


def test_a_bot_that_nobody_told_decided_by_itself() -> None:
    decider = landed(closed(commit=SHA), BY_BOT).decider
    assert decider is not None
    assert decider.kind == "bot"


@pytest.mark.parametrize(
    "kind",
    ["AddedToMergeQueueEvent", "AutoMergeEnabledEvent", "AutoSquashEnabledEvent", "AutoRebaseEnabledEvent"],
)
def test_who_put_it_into_the_queue_decided_not_the_queue(kind: str) -> None:
    queue = bot(60, "github-merge-queue")
    steps = connection(event(kind, LEE, CLOSED - 60), event(kind, DANA, CLOSED - 30), event(kind, SAM, CLOSED + 30))
    merged = {"mergedAt": moment(CLOSED), "mergedBy": queue, "mergeCommit": {"oid": SHA}, "timelineItems": steps}
    decider = landed(pull(by=SAM, closedAt=moment(CLOSED), **merged), BY_HAND).decider
    assert decider is not None
    assert decider.login == "dana"


def test_a_human_who_merged_decided_whoever_was_told_what() -> None:
    steps = connection(event("AutoMergeEnabledEvent", LEE, CLOSED - 60))
    merged = {"mergedAt": moment(CLOSED), "mergedBy": DANA, "mergeCommit": {"oid": SHA}, "timelineItems": steps}
    assert landed(pull(by=SAM, closedAt=moment(CLOSED), **merged), BY_HAND) == Landed("merged", SHA, actor(DANA))


def test_a_body_made_to_take_long_is_read_in_no_time() -> None:
    hostile = "/" * 9_000 + "\n@" + "bot" * 20_000 + " landed " + "a" * 60_000
    assert landed(closed(DANA, closing=connection(*[comment(DANA, CLOSED, hostile)] * 10)), BY_BOT).by is None
