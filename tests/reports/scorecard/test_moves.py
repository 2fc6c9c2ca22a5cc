"""Moves between two contents of a month: whose numbers, which, and by how much."""

from ledger_builder import LedgerBuilder

from reports.scorecard import moves


def world(*, employer: str = "acme", times: int = 3) -> LedgerBuilder:
    made = LedgerBuilder()
    made.company("acme", "50-499")
    made.company("beta", "50-499", parent="acme")
    made.project("commons/engine")
    made.person("ana", "acme", 950)
    made.person("ben", employer, 950)
    made.lands(("ana",), "commons/engine", 0, times)
    made.lands(("ben",), "commons/engine", 0, 1)
    return made


def test_the_same_content_moves_nothing() -> None:
    assert moves(world().content(), world().content()) == []


def test_what_a_reader_cites_moves_by_subject_and_measure() -> None:
    found = moves(world().content(), world(times=5).content())
    assert {move.subject for move in found} == {"acme", "commons/engine"}
    commits = next(move for move in found if (move.subject, move.measure) == ("acme", "commits"))
    assert (commits.before, commits.after, commits.by) == (4, 6, 2.0)
    assert found == sorted(found, key=lambda move: ("/" in move.subject, move.subject, move.measure))


def test_what_moves_within_a_group_moves_nothing_of_it() -> None:
    assert [move for move in moves(world().content(), world(employer="beta").content()) if move.subject == "acme"] == []


def test_an_organization_that_comes_or_goes_moves_by_all_that_it_has() -> None:
    with_gamma = world(employer="gamma")
    with_gamma.organization("gamma")
    came = [move for move in moves(world().content(), with_gamma.content()) if move.subject == "gamma"]
    people = next(move for move in came if move.measure == "work_back_people")
    assert (people.before, people.after, people.by) == (None, 1, 1.0)
    went = [move for move in moves(with_gamma.content(), world().content()) if move.subject == "gamma"]
    assert {(move.measure, move.before, -move.by) for move in went} == {
        (move.measure, move.after, move.by) for move in came
    }
