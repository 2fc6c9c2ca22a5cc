"""The counting rules, on real histories and a real database: what is one change, whose, and when."""

from fractions import Fraction

import pytest
from counting import (
    ACME,
    ACME_TOO,
    AGENT,
    BOLT,
    BOT,
    COPY,
    ENGINE,
    INDEPENDENT,
    LONER,
    PEBBLE,
    SERVICE,
    Counting,
    by_id,
    changes,
    co_authors,
    confidences,
    on,
    people,
    weights,
)
from sqlalchemy import text

JUNE, JULY = "2026-06", "2026-07"
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


# What does not count


def test_merge_commits_and_committers_get_nothing(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", ACME, branch="topic", parents=[counting.builder(ENGINE).head()], committer=BOLT)
    counting.builder(ENGINE).merge("topic", author=BOLT, author_date=on("2026-07-03"))
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 2}
    assert ledger.total(ENGINE, ledger.month.index).commits == 2


def test_what_is_not_on_the_default_branch_has_not_landed(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME)
    counting.lands("2026-07-02", BOLT, branch="topic", parents=[counting.builder(ENGINE).head()])
    assert weights(counting.ledger()) == {"acme": 1}


def test_bots_are_counted_apart_and_take_nobodys_part(counting: Counting) -> None:
    counting.lands("2026-07-01", BOT, "Bump something (#1)")
    counting.lands("2026-07-02", ("somebot[bot]", "99+somebot[bot]@users.noreply.github.com"))
    counting.lands("2026-07-03", ACME, body=co_authors(BOT))
    counting.lands("2026-07-04", BOT, body=co_authors(BOLT))
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1, "bolt": 1}
    total = ledger.total(ENGINE, ledger.month.index)
    assert (total.automation, total.changes) == (2, 2)
    assert len(people(ledger)) == 2


def test_what_was_synced_from_another_project_counts_there_only(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, "Speed up")
    counting.lands("2026-07-02", ACME, "Sync with engine: Speed up", repository=COPY)
    counting.lands("2026-07-03", ACME, "Tune the copy", repository=COPY)
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1}
    assert weights(ledger, project=COPY) == {"acme": 1}
    assert changes(ledger, project=COPY) == 1


def test_a_number_that_was_synced_before_the_ledger_does_not_hide_the_projects_own(counting: Counting) -> None:
    counting.lands("2022-01-01", ACME, "Sync with engine: Speed up (#7)", repository=COPY)
    counting.lands("2026-07-02", BOLT, "Tune the copy (#7)", repository=COPY)
    ledger = counting.ledger()
    assert weights(ledger, project=COPY) == {"bolt": 1}
    assert changes(ledger, project=COPY) == 1


# One change


def test_commits_of_one_number_are_one_change_in_the_month_of_the_first(counting: Counting) -> None:
    counting.lands("2026-06-30", ACME, "Rework (#7)")
    counting.lands("2026-07-01", ACME, "Rework more (#7)")
    counting.lands("2026-07-02", BOLT, "And more (#7)")
    ledger = counting.ledger()
    assert weights(ledger, JUNE) == {"acme": HALF, "bolt": HALF}
    assert weights(ledger, JULY) == {}
    assert changes(ledger, JUNE) == 1
    assert ledger.total(ENGINE, ledger.month.index - 1).commits == 3


def test_a_month_before_the_rest_landed_knows_the_first_part_alone(counting: Counting) -> None:
    counting.lands("2026-06-30", ACME, "Rework (#7)")
    counting.lands("2026-07-02", BOLT, "And more (#7)")
    assert weights(counting.ledger(JUNE), JUNE) == {"acme": 1}


def test_a_merged_pull_request_is_one_change_of_all_its_authors(counting: Counting) -> None:
    builder = counting.builder(ENGINE)
    counting.lands("2026-07-01", ACME)
    for day, who in (("2026-07-02", ACME), ("2026-07-03", BOLT), ("2026-07-04", PEBBLE)):
        parents = [builder.head("topic" if day != "2026-07-02" else "main")]
        counting.lands(day, who, branch="topic", parents=parents)
    builder.merge("topic", message="Merge pull request #12 from x/topic", author_date=on("2026-07-05"))
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1 + THIRD, "bolt": THIRD, "pebble": THIRD}
    assert changes(ledger) == 2


def test_the_same_number_in_two_projects_is_two_changes(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, "A (#7)")
    counting.lands("2026-07-02", ACME, "B (#7)", repository=COPY)
    ledger = counting.ledger()
    assert (changes(ledger), changes(ledger, project=COPY)) == (1, 1)


def test_commits_that_say_they_are_number_0_are_changes_of_their_own(counting: Counting) -> None:
    for day in ("2026-07-01", "2026-07-02"):
        counting.lands(day, ACME, "Fix (#0)", "Pull Request resolved: https://github.com/commons/engine/pull/0")
    assert weights(counting.ledger()) == {"acme": 2}


def test_a_change_0_in_a_database_is_a_change_like_any_other(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, "Fix (#7)")
    counting.lands("2026-07-02", BOLT, "Fix more (#7)")
    counting.ledger()
    with counting.database.writing() as connection:
        connection.execute(text("UPDATE landing SET change = 0"))
    assert weights(counting.ledger()) == {"acme": HALF, "bolt": HALF}


def test_lines_are_capped_a_commit_and_documentation_is_trivial(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, files={"big.py": b"line\n" * 60_000})
    counting.lands("2026-07-02", BOLT, files={"README.md": b"one\n"})
    counting.lands("2026-07-03", PEBBLE, files={"docs/long.md": b"line\n" * 12})
    ledger = counting.ledger()
    rows = {key.organization: row for key, row in ledger.rows.items()}
    from reports.methodology import methodology  # noqa: PLC0415

    assert rows["acme"].lines == methodology().line_cap
    assert {name: (row.changes, row.units) for name, row in rows.items()} == {
        "acme": (1, 1),
        "bolt": (1, 0),
        "pebble": (1, 1),
    }


# Whose


@pytest.mark.parametrize(
    ("others", "shares"),
    [
        ((BOLT,), {"acme": HALF, "bolt": HALF}),
        ((BOLT, PEBBLE), {"acme": THIRD, "bolt": THIRD, "pebble": THIRD}),
        ((ACME_TOO,), {"acme": 1}),
        ((ACME,), {"acme": 1}),  # oneself is no co-author
        ((BOLT, BOLT), {"acme": HALF, "bolt": HALF}),
        ((LONER,), {"acme": HALF, "*unknown": HALF}),
        ((INDEPENDENT,), {"acme": HALF, "*independent": HALF}),
    ],
)
def test_each_of_n_authors_gets_one_nth(
    counting: Counting, others: tuple[tuple[str, str], ...], shares: dict[str, Fraction]
) -> None:
    counting.lands("2026-07-01", ACME, body=co_authors(*others))
    assert weights(counting.ledger()) == shares


def test_thirteen_authors_get_exact_thirteenths(counting: Counting) -> None:
    crowd = [(f"Person {number}", f"p{number}@bolt.example") for number in range(12)]
    counting.lands("2026-07-01", ACME, body=co_authors(*crowd))
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": Fraction(1, 13), "bolt": Fraction(12, 13)}
    assert len(people(ledger)) == 13


def test_somebody_known_from_trailers_alone_gets_low_confidence(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, body=co_authors(BOLT))
    assert ("bolt", "mail-domain", 500) in confidences(counting.ledger())
    counting.lands("2026-07-02", BOLT)
    assert {found for found in confidences(counting.ledger()) if found[0] == "bolt"} == {("bolt", "mail-domain", 900)}


def test_a_month_that_is_over_knows_nobody_from_what_they_wrote_later(counting: Counting) -> None:
    counting.lands("2026-06-10", ACME, body=co_authors(BOLT))
    june = counting.ledger(JUNE)
    # begun before the trailer, landed after June
    counting.lands("2026-07-02", BOLT, authored=on("2026-06-01"))
    assert counting.ledger(JUNE).rows == june.rows
    assert ("bolt", "mail-domain", 500) in confidences(june)
    assert {found for found in confidences(counting.ledger()) if found[0] == "bolt"} == {("bolt", "mail-domain", 900)}


def test_a_forged_trailer_with_a_listed_address_gets_low_confidence(counting: Counting) -> None:
    counting.lands("2026-07-01", LONER, body=co_authors(INDEPENDENT))
    assert ("*independent", "registry-address", 500) in confidences(counting.ledger())
    counting.lands("2026-07-02", INDEPENDENT)
    assert ("*independent", "registry-address", 950) in confidences(counting.ledger())


def test_a_trailer_in_one_project_is_no_weaker_for_authorship_in_another_only_there(counting: Counting) -> None:
    counting.lands("2026-07-01", BOLT, repository=COPY)
    counting.lands("2026-07-02", ACME, body=co_authors(BOLT))
    ledger = counting.ledger()
    assert ("bolt", "mail-domain", 500) in confidences(ledger, ENGINE)
    assert ("bolt", "mail-domain", 900) in confidences(ledger, COPY)


def test_other_trailers_give_no_credit(counting: Counting) -> None:
    for key in ("Signed-off-by", "Reviewed-by", "Tested-by", "Reported-by"):
        counting.lands("2026-07-01", ACME, body=co_authors(BOLT, key=key))
    assert weights(counting.ledger()) == {"acme": 4}


def test_an_agent_beside_a_human_leaves_the_human_the_credit_and_flags_the_change(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, body="Co-authored-by: Quill <noreply@quill.example>")
    counting.lands("2026-07-02", ACME, body="Assisted-by: Quill")
    counting.lands("2026-07-03", ACME)
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 3}
    total = ledger.total(ENGINE, ledger.month.index)
    assert (total.ai_assisted, total.ai_authored, total.changes) == (2, 0, 3)


def test_an_agent_as_author_leaves_it_to_the_human_co_author(counting: Counting) -> None:
    counting.lands("2026-07-01", AGENT, body=co_authors(BOLT))
    ledger = counting.ledger()
    assert weights(ledger) == {"bolt": 1}
    assert ledger.total(ENGINE, ledger.month.index).ai_authored == 1


def test_an_agent_alone_is_nobodys_and_never_its_vendors(counting: Counting) -> None:
    counting.lands("2026-07-01", AGENT)
    counting.lands("2026-07-02", ("Quill", "noreply@quill.example"))
    ledger = counting.ledger()
    assert weights(ledger) == {"*unknown": 2}
    assert people(ledger) == {None}
    total = ledger.total(ENGINE, ledger.month.index)
    assert (total.ai_authored, total.automation, total.changes) == (2, 0, 2)


def test_a_services_work_is_its_companys_and_no_heads(counting: Counting) -> None:
    counting.lands("2026-07-01", SERVICE, "Release 1")
    counting.lands("2026-07-02", SERVICE, "Release 2", body=co_authors(BOLT))
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1, "bolt": 1}
    assert ("acme", "service-identity", 950) in confidences(ledger)
    acme = by_id(counting.content()["organizations"], "acme")["as_was"]["trailing12"]
    assert acme["work_back_people"]["value"] == 0


def test_work_under_a_personal_or_hidden_address_is_nobodys_known(counting: Counting) -> None:
    for address in ("ada@mail.example", "5+ada@users.noreply.github.com", "ada@home.example", "ada", ""):
        counting.lands("2026-07-01", ("Ada Ash", address))
    assert weights(counting.ledger()) == {"*unknown": 5}


def test_one_person_counts_once_however_much_is_done(counting: Counting) -> None:
    for day in range(1, 6):
        counting.lands(f"2026-07-0{day}", ACME)
    counting.lands("2026-07-07", ("Renamed", "ADA@acme.example"))
    assert len(people(counting.ledger())) == 1


# When


def test_a_change_belongs_to_the_month_in_which_it_landed_in_utc(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, authored="1782864000 +1400")  # 2026-07-01T00:00Z, two o'clock there
    builder = counting.builder(ENGINE)
    builder.commit({"x": b"1"}, author=BOLT, author_date=on("2026-06-30", 23), commit_date=on("2026-06-30", 23) + 3_599)
    ledger = counting.ledger()
    assert weights(ledger, JULY) == {"acme": 1}
    assert weights(ledger, JUNE) == {"bolt": 1}


@pytest.mark.parametrize("authored", [86_400, on("2031-01-01"), -5, 1_104_537_599])
def test_an_absurd_author_date_becomes_the_landed_one_and_is_counted(counting: Counting, authored: int) -> None:
    counting.builder(ENGINE).commit_literally(
        {"x": b"1\n"},
        author=b"Ada <ada@acme.example> %d +0000" % authored,
        committer=b"Ada <ada@acme.example> %d +0000" % on("2026-07-04"),
    )
    ledger = counting.ledger()
    assert weights(ledger) == {"acme": 1}
    assert ledger.total(ENGINE, ledger.month.index).dates_corrected == 1
    project = by_id(counting.content()["projects"], ENGINE)
    assert project["month"]["metrics"]["dates_corrected"]["value"] == 1


def test_a_commit_with_an_absurd_date_is_counted_once_however_many_wrote_it(counting: Counting) -> None:
    counting.lands("2026-07-01", ACME, "Rework (#7)", co_authors(ACME_TOO, BOLT, LONER), authored=on("2001-01-01"))
    counting.lands("2026-07-02", BOLT, "Rework more (#7)", co_authors(ACME), authored=on("2001-01-02"))
    ledger = counting.ledger()
    assert ledger.total(ENGINE, ledger.month.index).dates_corrected == 2


def test_a_squash_takes_its_authors_day_from_the_commit(counting: Counting) -> None:
    counting.lands("2026-07-10", ACME, authored=on("2026-03-01"))
    ledger = counting.ledger()
    assert weights(ledger, JULY) == {"acme": 1}
    assert ledger.total(ENGINE, ledger.month.index).dates_corrected == 0


# What a ledger leaves out


def test_of_the_years_before_the_last_twelve_months_only_what_is_somebodys_is_kept(counting: Counting) -> None:
    counting.lands("2024-07-01", LONER)
    counting.lands("2024-07-02", LONER, body=co_authors(("Kim", "kim@mail.example")))
    counting.lands("2024-07-03", ACME, body=co_authors(LONER))
    counting.lands("2024-07-04", ACME)
    ledger = counting.ledger()
    assert weights(ledger, "2024-07") == {"acme": Fraction(3, 2)}
    assert changes(ledger, "2024-07") == 0
    assert weights(counting.ledger("2024-07"), "2024-07") == {"acme": Fraction(3, 2), "*unknown": Fraction(5, 2)}
    assert changes(counting.ledger("2024-07"), "2024-07") == 4
