"""Credits one by one: each live commit's human authors, in the same order and parts on each database."""

from fractions import Fraction

from counting import ACME, AGENT, BOLT, BOT, COPY, ENGINE, INDEPENDENT, LONER, SERVICE, Counting, co_authors, on

from bot.store.credits import CommitCredit, commit_credits


def credits_of(counting: Counting) -> list[CommitCredit]:
    counting.ledger()
    with counting.database.reading() as connection:
        return list(commit_credits(connection))


def test_nothing_scanned_gives_nothing(counting: Counting) -> None:
    assert credits_of(counting) == []


def test_merges_and_everything_that_is_not_human_are_left_out(counting: Counting) -> None:
    builder = counting.builder(ENGINE)
    counting.lands("2026-07-01", BOT)
    counting.lands("2026-07-02", AGENT)
    counting.lands("2026-07-03", SERVICE)
    counting.lands("2026-07-04", ACME, branch="topic", parents=[builder.head()])
    builder.merge("topic", author=BOLT, author_date=on("2026-07-05"))
    found = credits_of(counting)
    assert [(credit.person, credit.share, credit.is_author) for credit in found] == [
        (f"mail:{ACME[1]}", Fraction(1), True)
    ]
    assert found[0].landed_at == on("2026-07-05")


def test_each_author_has_a_part_and_the_commits_author_comes_last(counting: Counting) -> None:
    sha = counting.lands("2026-07-01", LONER, body=co_authors(BOLT, ACME, INDEPENDENT, BOT))
    found = credits_of(counting)
    assert [credit.person for credit in found] == [f"mail:{who[1]}" for who in (ACME, BOLT, INDEPENDENT, LONER)]
    assert {credit.share for credit in found} == {Fraction(1, 4)}
    assert {credit.sha for credit in found} == {sha}
    assert [credit.is_author for credit in found] == [False, False, False, True]
    assert [credit.credit.organization if credit.credit else None for credit in found] == [
        "acme", "bolt", "*independent", None
    ]  # fmt: skip


def test_a_co_author_of_an_agent_has_the_whole_commit(counting: Counting) -> None:
    counting.lands("2026-07-01", AGENT, body=co_authors(BOLT))
    assert [(credit.share, credit.is_author) for credit in credits_of(counting)] == [(Fraction(1), False)]


def test_what_a_rewritten_history_dropped_is_gone(counting: Counting) -> None:
    first = counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", BOLT)
    assert len(credits_of(counting)) == 2
    counting.builder(ENGINE).set_branch("main", first)
    assert [credit.sha for credit in credits_of(counting)] == [first]


def test_repositories_and_commits_come_in_the_order_of_their_names(counting: Counting) -> None:
    for day in range(1, 6):
        counting.lands(f"2026-07-0{day}", ACME, "Work (#4)")
        counting.lands(f"2026-07-0{day}", ACME, repository=COPY)
    given = credits_of(counting)
    found = [(credit.repository, credit.sha) for credit in given]
    assert found == sorted(found)
    assert {credit.change for credit in given if credit.repository == ENGINE} == {4}
    assert all(credit.change < 0 for credit in given if credit.repository == COPY)
    with counting.database.reading() as connection:
        assert {credit.repository for credit in commit_credits(connection, leaving_out={COPY})} == {ENGINE}
