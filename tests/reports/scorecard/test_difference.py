import json
from typing import Any

from content_builder import CHILD, HOSTILE, build_content
from hypothesis import given
from hypothesis import strategies as st

from reports.scorecard import Change, differences


def test_equal_contents_do_not_differ() -> None:
    assert differences(build_content(), build_content()) == []


def test_a_number_that_moved_is_named_by_what_it_is_about() -> None:
    after = build_content()
    after["organizations"][0]["as_was"]["month"]["commits"]["value"] = 7
    after["projects"][0]["trailing12"]["shares"]["grouped"][-1]["share"]["value"] = 0.5
    found = differences(build_content(), after)
    assert found == [
        Change(f"organizations[{HOSTILE}].as_was.month.commits.value", 123, 7),
        Change("projects[openloom/loom].trailing12.shares.grouped[*unknown].share.value", 0.2, 0.5),
    ]


def test_what_came_and_went_does_not_shift_the_others() -> None:
    after = build_content()
    gone = after["organizations"].pop(next(i for i, o in enumerate(after["organizations"]) if o["id"] == CHILD))
    assert differences(build_content(), after) == [Change(f"organizations[{gone['id']}]", "present", None)]
    assert differences(after, build_content()) == [Change(f"organizations[{gone['id']}]", None, "present")]


def test_one_and_true_are_not_the_same() -> None:
    assert differences({"a": 1}, {"a": True}) == [Change("a", 1, True)]
    assert differences({"a": [1, 2]}, {"a": [1, 3]}) == [Change("a[1]", 2, 3)]


def test_null_and_nothing_are_not_the_same() -> None:
    assert differences({"a": None}, {}) == [Change("a", "present", None)]
    assert differences({"a": None}, {"a": 1}) == [Change("a", None, 1)]


def hosts(*spans: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
    return {"hosts": [{"organization": organization, "since": since} for organization, since in spans]}


def test_a_host_that_left_and_came_back_is_compared_span_by_span() -> None:
    before = hosts(("acme", "2019-01"), ("beta", "2021-01"), ("acme", "2022-01"))
    after = hosts(("acme", "2018-01"), ("beta", "2021-01"), ("acme", "2022-01"))
    assert differences(before, after) == [Change("hosts[acme].since", "2019-01", "2018-01")]
    left = hosts(("acme", "2019-01"), ("beta", "2021-01"))
    assert differences(before, left) == [Change("hosts[acme 2]", "present", None)]


def test_another_order_is_a_difference() -> None:
    before, after = hosts(("acme", "2019-01"), ("beta", "2021-01")), hosts(("beta", "2021-01"), ("acme", "2019-01"))
    assert differences(before, after) == [Change("hosts[order]", "acme", "beta")]


NAMES = st.sampled_from(["id", "organization", "source", "value", "since"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "0", "0 2", "acme", "1.5"]))
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4))
)
CONTENTS = st.dictionaries(NAMES, VALUES, max_size=3)


@given(CONTENTS, CONTENTS)
def test_contents_that_are_not_equal_differ(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert differences(before, before) == []
    assert bool(differences(before, after)) == (json.dumps(before, sort_keys=True) != json.dumps(after, sort_keys=True))


@given(CONTENTS, st.data())
def test_whatever_is_changed_in_a_list_is_told(content: dict[str, Any], data: st.DataObject) -> None:
    rows = data.draw(st.lists(VALUES, max_size=5))
    changed = data.draw(st.permutations(rows)) if data.draw(st.booleans()) else rows[1:]
    told = differences({**content, "rows": rows}, {**content, "rows": changed})
    assert bool(told) == (json.dumps(rows, sort_keys=True) != json.dumps(changed, sort_keys=True))
