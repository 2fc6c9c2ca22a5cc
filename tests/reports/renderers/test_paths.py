import pytest

from reports.renderers import paths


@pytest.mark.parametrize("slug", ["", "..", "../x", "a/b", "a b", "a\n", "é", "a?b", "a#b", "x" * 101])
def test_an_identifier_that_is_no_file_name_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="page's address"):
        paths.organization("2026-07", slug)


@pytest.mark.parametrize("repository", ["name", "/name", "owner/", "owner/..", "../x", "a/b/c"])
def test_a_repository_that_is_no_path_is_refused(repository: str) -> None:
    with pytest.raises(ValueError, match="page's address"):
        paths.project("2026-07", repository)


def test_pages_are_where_they_were_announced() -> None:
    assert paths.month_index("2026-07") == "2026-07/index.html"
    assert paths.organization("2026-07", "acme") == "2026-07/organizations/acme.html"
    assert paths.project("2026-07", "acme/.github") == "2026-07/projects/acme/.github.html"
    assert paths.data("2026-07", "meta.json") == "data/2026-07.meta.json"


def test_links_lead_up_as_far_as_the_page_is_deep() -> None:
    assert paths.relative("index.html", "methodology.html") == "methodology.html"
    assert paths.relative("2026-07/projects/a/b.html", "index.html") == "../../../index.html"
