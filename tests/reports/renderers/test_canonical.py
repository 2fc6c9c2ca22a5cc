import json
import math
from typing import Any

import pytest
from content_builder import CHILD, build_content, build_meta
from hypothesis import given
from hypothesis import strategies as st

from reports.renderers import canonical as module
from reports.renderers.canonical import canonical
from reports.renderers.selection import Selection

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"value": number})


def test_text_that_utf8_cannot_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical({"name": "\ud800"})


def test_the_form_is_sorted_tight_unescaped_and_ends_with_a_newline() -> None:
    assert canonical({"b": [1, 0.5], "a": "é"}) == '{"a":"é","b":[1,0.5]}\n'


@given(JSON)
def test_what_was_written_is_read_back(value: Any) -> None:
    assert json.loads(canonical(value)) == value


def test_order_of_making_does_not_show() -> None:
    content = build_content()
    assert canonical(dict(reversed(content.items()))) == canonical(content)


def test_the_sidecar_is_no_part_of_the_content() -> None:
    content = build_content()
    assert module.render(content, build_meta(), Selection()) == canonical(content)


def test_a_selection_keeps_the_form() -> None:
    chosen = json.loads(module.render(build_content(), None, Selection(organization=CHILD)))
    assert set(chosen) == set(build_content())
    assert [organization["id"] for organization in chosen["organizations"]] == [CHILD]
