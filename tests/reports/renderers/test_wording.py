from content_builder import build_meta, organization, project

from reports.renderers.wording import control_adds, difference_line, sole_host, staff_line, state_line


def test_a_month_without_a_sidecar_is_a_preview() -> None:
    assert state_line(None).startswith("Preview")
    assert difference_line(None) == ""


def test_a_revision_states_its_difference_and_its_reason() -> None:
    assert difference_line(build_meta(difference_count=1)) == (
        "Revision 2 differs from the one before it in 1 value, because the registry changed."
    )
    assert difference_line(build_meta(why=[], difference_count=1200)).endswith("in 1,200 values.")


def test_a_staff_band_has_its_source() -> None:
    assert staff_line(organization("a", "A")) == "50–499 staff (annual report, 2025)"
    unsure = {"source": "annual report", "year": 2025, "checked": False}
    assert staff_line(organization("a", "A", staff_source=unsure)) == "50–499 staff (annual report, 2025; not checked)"
    assert staff_line(organization("a", "A", staff_source=None)) == "50–499 staff"
    assert staff_line(organization("a", "A", staff_band=None)) == "staff band not known"


def test_one_host_from_the_beginning_is_said_once() -> None:
    span = {"organization": "acme", "since": "2023-06", "until": None}
    once = project("acme/kit", [], host="acme", hosts=[span], controlled_by=["acme"])
    assert sole_host(once) == span
    assert not control_adds(once)
    assert not control_adds(project("acme/kit", []))


def test_hosts_that_changed_and_control_that_differs_are_told() -> None:
    former = {"organization": "borealis", "since": "2020-01", "until": "2023-06"}
    now = {"organization": "acme", "since": "2023-06", "until": None}
    moved = project("acme/kit", [], host="acme", hosts=[former, now], controlled_by=["acme", "borealis"])
    assert sole_host(moved) is None
    assert sole_host(project("acme/kit", [], hosts=[former])) is None
    assert control_adds(moved)
    assert control_adds(project("acme/kit", [], controlled_by=["borealis"]))
