"""What is wrong with a configuration, told where people look: each line a link, the file's own words inert."""

from reports.renderers.configuration_problems import mended_comment, problems_comment, problems_issue

PROBLEMS = [(2, 3, "'@everyone <!-- x' is no key; did you mean 'who'?")]
FILE = "https://github.example/acme/engine/blob/HEAD/.github/giveback.yml"


def test_each_problem_leads_to_its_line_and_is_inert() -> None:
    for text in (problems_comment(PROBLEMS, FILE, None), problems_issue(PROBLEMS, FILE, None)):
        assert f"- [line 2, column 3]({FILE}#L2): '@\u200beveryone &lt;!-- x' is no key" in text
        assert "stays in force" in text
        assert "What may be configured" not in text


def test_the_documentation_is_linked_where_there_is_one() -> None:
    assert mended_comment("https://giveback.example/configuration.html").endswith(
        "[What may be configured](https://giveback.example/configuration.html)\n"
    )
