import pytest

from reports.checks.licence_classes import licence_class


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("", None),
        ("not ( a licence", None),
        ("LicenseRef-never-heard-of", None),
        ("CC-BY-4.0", None),  # a licence for works, of no class here
        ("MIT AND LicenseRef-never-heard-of", None),
        ("NONE", "none"),
        ("proprietary", "none"),
        ("Apache-2.0", "osi"),
        ("apache-2.0", "osi"),
        ("GPL-3.0", "osi"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "osi"),
        ("MIT OR LicenseRef-never-heard-of", "osi"),
        ("Apache-2.0 OR BUSL-1.1", "osi"),
        ("Apache-2.0 AND BUSL-1.1", "source_available"),
        ("CC-BY-NC-4.0", "source_available"),
        ("SSPL-1.0", "source_available"),
        ("LicenseRef-openrail", "community"),
        ("LicenseRef-gemma", "community"),
        ("(MIT AND LicenseRef-gemma) OR BUSL-1.1", "community"),
    ],
)
def test_a_licence_falls_into_one_class_or_into_none_that_is_known(expression: str, found: str | None) -> None:
    assert licence_class(expression) == found
