from ledger_builder import LedgerBuilder

from reports.checks.decisions import share_over_projects
from reports.ledger import Decisions


def test_only_controlled_projects_that_were_read_are_added_up() -> None:
    builder = LedgerBuilder()
    builder.company("acme")
    for name in ("acme/one", "acme/two", "acme/unread"):
        builder.project(name, "acme")
    builder.project("others/tool")
    found = {"acme/one": Decisions(1, 2), "acme/two": Decisions(3, 10), "others/tool": Decisions(100, 100)}
    assert share_over_projects(builder.view(), "acme", found) == (4, 12)
    assert share_over_projects(builder.view(), "acme", {}) == (0, 0)
