"""Projects that became private: their entries and their names are gone from what is shown, and nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from reports.withholding import WITHHELD, without_projects

CONTENT = {
    "coverage": [
        {"source": "git", "state": "partly", "reason": "not read: Acme/Engine, acme/engine-room, acme/engine.js."}
    ],
    "organizations": [{"id": "acme", "projects": [{"repository": "acme/engine"}, {"repository": "bolt/wing"}]}],
    "projects": [{"repository": "acme/Engine", "host": "acme"}, {"repository": "bolt/wing", "host": None}],
}
SIDECAR = {"difference": [{"path": "projects[acme/engine].host"}, {"path": "projects[acme/engine-room].host"}]}


def test_its_entries_and_its_name_are_gone_and_others_stay() -> None:
    assert without_projects(CONTENT, {"acme/engine"}) == {
        "coverage": [
            {"source": "git", "state": "partly", "reason": f"not read: {WITHHELD}, acme/engine-room, acme/engine.js."}
        ],
        "organizations": [{"id": "acme", "projects": [{"repository": "bolt/wing"}]}],
        "projects": [{"repository": "bolt/wing", "host": None}],
    }


def test_differences_within_it_are_not_told() -> None:
    assert without_projects(SIDECAR, {"acme/engine"}) == {"difference": [{"path": "projects[acme/engine-room].host"}]}


def test_without_private_projects_nothing_is_touched() -> None:
    assert without_projects(CONTENT, set()) is CONTENT


_VALUES = st.text() | st.integers() | st.none()


@given(st.recursive(_VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_is_shown_the_name_is_not_in_it(content: object) -> None:
    assert without_projects({"x": ["say acme/engine", content]}, {"acme/engine"})["x"][0] == f"say {WITHHELD}"
