"""When what is due: over random clocks, with downtime of months and clocks that are set back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedules import NIGHT, SCHEDULES, Due, due_periods, spread_over_the_night, upcoming
from reports.months import Month

START, END = datetime(2024, 1, 1), datetime(2031, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
CLOCKS = st.lists(st.datetimes(START, END, timezones=st.just(UTC)), min_size=1, max_size=30)
MONTHLY = ("close-provisional", "close-final")


def asked(clock: list[datetime]) -> tuple[dict[str, set[str]], list[tuple[datetime, Due]]]:
    """What is asked for when the clock is looked at at these times, one after the other."""
    done: dict[str, set[str]] = {}
    history = []
    for now in clock:
        for due in due_periods(now, done):
            done.setdefault(due.kind, set()).add(due.period)
            history.append((now, due))
    return done, history


def test_a_new_deployment_begins_with_the_newest_of_each_kind() -> None:
    found = {due.kind: due for due in due_periods(datetime(2026, 11, 23, 12, 58, tzinfo=UTC), {})}
    assert {kind: due.period for kind, due in found.items()} == {
        "nightly": "2026-11-23",
        "catch-up": "2026-11-23T12",
        "resync": "2026-11-23",
        "forget": "2026-11-23",
        "close-provisional": "2026-10",
        "close-final": "2026-09",
        "publish": "2026-11-23",
    }
    assert {kind: datetime.fromtimestamp(due.due_at, UTC).isoformat(" ", "minutes") for kind, due in found.items()} == {
        "nightly": "2026-11-23 00:00+00:00",
        "catch-up": "2026-11-23 12:00+00:00",
        "resync": "2026-11-23 05:15+00:00",
        "forget": "2026-11-23 05:30+00:00",
        "close-provisional": "2026-11-03 06:00+00:00",
        "close-final": "2026-10-24 06:00+00:00",
        "publish": "2026-11-23 07:00+00:00",
    }


@pytest.mark.parametrize(
    ("now", "provisional", "final"),
    [
        (datetime(2026, 8, 3, 5, 59, 59, tzinfo=UTC), "2026-06", "2026-06"),
        (datetime(2026, 8, 3, 6, tzinfo=UTC), "2026-07", "2026-06"),
        (datetime(2026, 8, 24, 5, 59, 59, tzinfo=UTC), "2026-07", "2026-06"),
        (datetime(2026, 8, 24, 6, tzinfo=UTC), "2026-07", "2026-07"),
        (datetime(2027, 1, 3, 6, tzinfo=UTC), "2026-12", "2026-11"),
    ],
)
def test_a_month_is_closed_on_the_third_and_on_the_twentyfourth_at_six(
    now: datetime, provisional: str, final: str
) -> None:
    newest = {schedule.kind: schedule.newest(now)[0] for schedule in SCHEDULES}
    assert (newest["close-provisional"], newest["close-final"]) == (provisional, final)


def test_after_months_of_downtime_each_month_is_closed_once_and_the_rest_collapses_into_one() -> None:
    before = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)
    done, _ = asked([before])
    missed = due_periods(datetime(2026, 8, 10, 8, 30, tzinfo=UTC), done)
    by_kind: dict[str, list[str]] = {}
    for due in missed:
        by_kind.setdefault(due.kind, []).append(due.period)
    assert by_kind == {
        "nightly": ["2026-08-10"],
        "catch-up": ["2026-08-10T08"],
        "resync": ["2026-08-10"],
        "forget": ["2026-08-10"],
        "close-provisional": ["2026-07"],  # what is closed as final needs it no more
        "close-final": ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"],
        "publish": ["2026-08-10"],
    }


def test_periods_of_other_forms_that_hands_and_hooks_asked_for_are_no_part_of_the_rhythm() -> None:
    done = {"publish": {"2026-12-final", "9001@2031-01-01T00"}, "close-final": set(), "catch-up": {"by hand"}}
    found = {due.kind: due.period for due in due_periods(datetime(2026, 11, 23, 12, tzinfo=UTC), done)}
    assert (found["publish"], found["catch-up"]) == ("2026-11-23", "2026-11-23T12")


def test_a_clock_that_was_years_ahead_for_a_moment_does_not_stop_the_right_one() -> None:
    done, _ = asked([datetime(2026, 7, 10, tzinfo=UTC), datetime(2030, 7, 10, tzinfo=UTC)])
    again = due_periods(datetime(2026, 7, 11, 9, tzinfo=UTC), done)
    assert {"nightly", "catch-up", "publish"} <= {due.kind for due in again}


@given(CLOCKS)
def test_whatever_the_clock_does_nothing_is_due_twice_or_early(clock: list[datetime]) -> None:
    done, history = asked(clock)
    assert len({(due.kind, due.period) for _, due in history}) == len(history)
    assert all(due.due_at <= now.timestamp() for now, due in history)
    assert [due for now in clock for due in due_periods(now, done) if now == clock[-1]] == []


@given(CLOCKS)
def test_whatever_the_clock_does_no_month_between_two_is_left_unclosed(clock: list[datetime]) -> None:
    latest = max(clock)
    done, _ = asked([*clock, latest])  # the right time comes again
    closed = sorted(map(Month.parse, done["close-final"]))
    newest = next(schedule.newest for schedule in SCHEDULES if schedule.kind == "close-final")(latest)[0]
    assert str(closed[-1]) == newest
    assert [month.index for month in closed] == list(range(closed[0].index, closed[-1].index + 1))


@given(CLOCKS)
def test_of_what_collapses_a_look_at_the_clock_asks_for_one_at_most(clock: list[datetime]) -> None:
    _, history = asked(clock)
    singles = [(now, due.kind) for now, due in history if due.kind not in MONTHLY]
    assert all(singles.count(each) <= clock.count(each[0]) for each in singles)


@given(st.datetimes(START, END, timezones=st.just(UTC)))
def test_what_comes_next_is_ahead_and_is_what_will_be_due(now: datetime) -> None:
    done, _ = asked([now])
    for due in upcoming(now):
        assert due.due_at > now.timestamp()
        then = datetime.fromtimestamp(due.due_at, UTC)
        assert due in [*due_periods(then, done), *due_periods(then, {})]
        assert due not in due_periods(then - timedelta(seconds=1), {})


def test_what_comes_next_is_told_the_soonest_first() -> None:
    assert [due.kind for due in upcoming(datetime(2026, 11, 23, 12, 58, tzinfo=UTC))] == [
        "catch-up", "nightly", "resync", "forget", "close-final", "publish", "close-provisional",
    ]  # fmt: skip


@given(st.datetimes(START, END, timezones=st.just(UTC)), st.integers(-12, 14))
def test_a_clock_of_another_zone_makes_no_difference(now: datetime, hours: int) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=hours)))
    assert due_periods(elsewhere, {}) == due_periods(now, {})
    assert upcoming(elsewhere) == upcoming(now)


def test_a_repository_keeps_its_place_in_the_night_however_its_name_is_written() -> None:
    midnight = datetime(2026, 8, 3, tzinfo=UTC)
    assert spread_over_the_night("Acme/Engine", midnight) == spread_over_the_night("acme/engine", midnight)


@given(st.text(min_size=1, max_size=40))
def test_a_repository_has_its_place_in_the_night(name: str) -> None:
    midnight = datetime(2026, 8, 3, tzinfo=UTC)
    at = spread_over_the_night(name, midnight) - midnight.timestamp()
    assert 0 <= at < NIGHT.total_seconds()
    assert at == spread_over_the_night(name, midnight + timedelta(days=1)) - midnight.timestamp() - 86_400


def test_the_night_is_used_evenly() -> None:
    midnight = datetime(2026, 8, 3, tzinfo=UTC)
    hours = [0] * 5
    for number in range(1_000):
        hours[int(spread_over_the_night(f"acme/engine-{number}", midnight) - midnight.timestamp()) // 3600] += 1
    assert min(hours) > 150
