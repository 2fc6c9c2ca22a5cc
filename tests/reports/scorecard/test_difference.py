from content_builder import CHILD, HOSTILE, build_content

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
    assert differences({"a": None}, {}) == []
