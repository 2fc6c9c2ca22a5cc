from content_builder import build_meta, organization

from reports.renderers.wording import difference_line, staff_line, state_line


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
    assert staff_line(organization("a", "A", staff_source=None)) == "50–499 staff"
    assert staff_line(organization("a", "A", staff_band=None)) == "staff band not known"
