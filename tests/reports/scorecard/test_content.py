from ledger_builder import JULY, NEUTRAL, THREE_YEARS, YEAR, LedgerBuilder, in_content, project_in

from reports.ledger import Coverage, Span
from reports.methodology import methodology
from reports.scorecard import SCHEMA, make_content


def made() -> LedgerBuilder:
    builder = LedgerBuilder()
    builder.company("acme")
    builder.company("beta", parent="acme")
    builder.project()
    builder.person("dana", "acme")
    builder.person("ravi", "beta")
    return builder


def shown(builder: LedgerBuilder) -> list[str]:
    return [entry["id"] for entry in builder.content()["organizations"]]


def test_of_an_empty_ledger_the_content_says_so() -> None:
    content = LedgerBuilder().content()
    assert content == {
        "schema": SCHEMA, "month": "2026-07", "methodology": 1, "coverage": [], "organizations": [], "projects": [],
    }  # fmt: skip


def test_organizations_of_which_there_is_nothing_to_say_are_left_out() -> None:
    builder = made()
    builder.lands("dana", months=-12)
    builder.project("old/museum", "acme", historical=True)
    assert shown(builder) == []


def test_work_control_and_money_each_make_an_organization_appear() -> None:
    builder = made()
    builder.lands("dana")
    builder.company("host")
    builder.project("host/tool", "host")
    builder.company("payer")
    builder.pays("payer", 100)
    assert shown(builder) == ["acme", "host", "payer"]


def test_a_parent_whose_child_alone_works_is_there_with_its_childs_numbers() -> None:
    builder = made()
    builder.lands("ravi")
    content = builder.content()
    assert shown(builder) == ["acme", "beta"]
    assert in_content(content, "acme")["trailing12"]["work_back_people"]["value"] == 0
    assert in_content(content, "acme", "grouped")["trailing12"]["work_back_people"]["value"] == 1
    assert in_content(content, "beta", "grouped") == {"counted_with": "acme"}
    assert next(entry for entry in content["organizations"] if entry["id"] == "beta")["parent"] == "acme"


def test_a_former_host_is_named_as_in_control_and_the_present_one_as_host() -> None:
    builder = made()
    builder.project("acme/tool", hosts=(Span("acme", 0, JULY.index), Span("beta", JULY.index, None)))
    project = project_in(builder.content(), "acme/tool")
    assert project["host"] == "beta"
    assert project["controlled_by"] == ["acme", "beta"]


def test_work_on_both_sides_of_a_change_of_host_is_listed_twice() -> None:
    builder = made()
    builder.project("acme/tool", hosts=(Span("acme", JULY.index - 3, None),))
    builder.lands("dana", "acme/tool", months=YEAR)
    listed = in_content(builder.content(), "acme")["projects"]
    assert [(entry["repository"], entry["relation"]) for entry in listed] == [
        ("acme/tool", "stewardship"),
        ("acme/tool", "work_back"),
    ]


def test_trends_are_twelve_months_and_never_below_nothing() -> None:
    builder = made()
    builder.lands("dana", months=THREE_YEARS, times=2)
    builder.takes_back("dana", times=3)
    content = builder.content()
    project = project_in(content)["trend"]
    assert (project["months"][0], project["months"][-1]) == ("2025-08", "2026-07")
    assert project["changes"] == [2] * 11 + [0]
    assert project["people"] == [1] * 11 + [0]
    assert in_content(content, "acme")["trend"]["work_back_people"] == [1] * 11 + [0]
    assert project_in(content)["month"]["metrics"]["changes"]["value"] == -1


def test_an_archived_project_is_called_so_from_its_month_on() -> None:
    builder = made()
    builder.project("a/gone", archived=0)
    builder.project("a/going", archived=1)
    content = builder.content()
    assert [project_in(content, name)["archived"] for name in ("a/gone", "a/going")] == [True, False]


def test_coverage_is_told_in_a_fixed_order() -> None:
    ledger = made().ledger()
    ledger.coverage = (Coverage("money", "not collected", "no source"), Coverage("git", "collected", "all"))
    assert [source["source"] for source in make_content(ledger, methodology())["coverage"]] == ["git", "money"]


def test_a_person_is_never_named_nor_numbered() -> None:
    builder = made()
    builder.people = {"dana": builder.people["dana"]._replace(person=987_654_321)}
    builder.lands("dana", NEUTRAL, months=THREE_YEARS, times=3)
    assert "987654321" not in str(builder.content())
