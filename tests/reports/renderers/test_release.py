"""What a month's release says of itself."""

from content_builder import HOSTILE_NAME, build_content, build_meta

from reports.renderers.release import body, tag, title


def test_the_tag_stays_and_the_title_says_state_and_revision() -> None:
    assert tag("2026-07") == "scorecard-2026-07"
    assert title(build_content(), build_meta()) == "Scorecard July 2026, provisional, revision 2"


def test_it_says_what_is_in_it_how_to_verify_it_and_what_changed() -> None:
    said = body(build_content(), build_meta(), "https://giveback.example")
    assert f"- SHA-256 of `2026-07.json`: `{'0a' * 32}`" in said
    assert "Ed25519" in said
    assert "Revision 2 differs from the one before it in 2 values, because the registry changed." in said
    assert "| organizations/bramble/as\\_was/trailing12/work\\_back\\_people/value | 4 | 5 |" in said
    assert "[The pages](https://giveback.example/2026-07/index.html)" in said
    assert HOSTILE_NAME not in said
    assert "@all" not in said


def test_a_first_revision_has_no_difference_and_nothing_is_linked_that_is_not_public() -> None:
    said = body(build_content(), build_meta(revision=1, difference=[], difference_count=0), None)
    assert "differs" not in said
    assert "](" not in said


def test_a_long_difference_is_cut_and_said() -> None:
    changes = [{"path": f"p/{number}", "before": 1, "after": 2} for number in range(30)]
    said = body(build_content(), build_meta(difference=changes, difference_count=30), None)
    assert said.count("| p/") == 10
    assert "The sidecar names more of them." in said
