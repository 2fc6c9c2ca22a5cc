"""Licence expressions: what SPDX allows is taken, whatever else is told, and nothing makes the parser fail."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reports.checks.licence_classes import licence_class
from reports.licences import problem

PARTS = ["MIT", "Apache-2.0", "LicenseRef-x", "LLVM-exception", "AND", "OR", "WITH", "(", ")", "+", "nonsense", ""]


@pytest.mark.parametrize(
    "expression",
    ["MIT", "apache-2.0", "GPL-2.0+", "Apache-2.0 OR MIT", "(MIT AND ISC) OR Apache-2.0 WITH LLVM-exception",
     "LicenseRef-modified-MIT", "MIT AND DocumentRef-a:LicenseRef-b", "NONE", "proprietary",
     "(" * 100 + "MIT" + ")" * 100],
)  # fmt: skip
def test_what_spdx_allows_is_an_expression(expression: str) -> None:
    assert problem(expression) is None


@pytest.mark.parametrize(
    "expression",
    ["", " ", "()", "MIT OR ()", "(MIT AND", "MIT MIT", "MIT AND", "AND", "(", "MIT/ISC", "MIT, ISC", "(MIT)(ISC)",
     "\0", "MIT WITH MIT", "LLVM-exception", "MIT WITH LicenseRef-x", "MIT WITH"],
)  # fmt: skip
def test_what_is_no_expression_is_told_and_is_of_no_class(expression: str) -> None:
    assert "is not an SPDX licence expression" in str(problem(expression))
    licence_class(expression)


@pytest.mark.parametrize(
    "expression", ["BSD", "MIT OR Proprietary-X", "é", "LicenseRef-", "NOASSERTION", "MIT OR NONE"]
)
def test_a_licence_that_spdx_does_not_list_is_told_by_name(expression: str) -> None:
    assert "which SPDX does not list" in str(problem(expression))
    assert expression.rpartition(" ")[2] in str(problem(expression))


@example("(AND 0")
@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join)))
def test_whatever_stands_there_it_is_judged(expression: str) -> None:
    problem(expression)
    assert licence_class(expression) in (None, "none", "source_available", "community", "osi")
