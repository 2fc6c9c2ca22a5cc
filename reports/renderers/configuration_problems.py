"""What is wrong with a repository's configuration, as Markdown for a comment or an issue; its words are inert."""

from collections.abc import Iterable, Iterator

from reports.renderers.text_safety import markdown_inline

TITLE = "Giveback cannot use .github/giveback.yml"


def problem_lines(problems: Iterable[tuple[int, int, str]], address: str) -> Iterator[str]:
    """One line a problem: where it is, as a link to that line of the file, and what is wrong."""
    for line, column, message in problems:
        yield f"- [line {line}, column {column}]({address}#L{line}): {markdown_inline(message)}"


def problems_comment(problems: Iterable[tuple[int, int, str]], address: str, documentation: str | None) -> str:
    """The comment on a pull request that would bring a file that cannot be used."""
    lines = [
        "**`.github/giveback.yml` cannot be used as it is here.**",
        "If this is merged, what is configured now stays in force.",
        "",
        *problem_lines(problems, address),
    ]
    return _with_link(lines, documentation)


def mended_comment(documentation: str | None) -> str:
    """What that comment says once the pull request's file is valid."""
    return _with_link(["`.github/giveback.yml` is valid now."], documentation)


def problems_issue(problems: Iterable[tuple[int, int, str]], address: str, documentation: str | None) -> str:
    """The issue about a file on the default branch that cannot be used."""
    lines = [
        "`.github/giveback.yml` on the default branch cannot be used.",
        "**The last valid configuration stays in force** (the defaults, where there never was one).",
        "",
        *problem_lines(problems, address),
        "",
        "This issue is edited when the file changes, and closes by itself once the file is mended or removed.",
    ]
    return _with_link(lines, documentation)


def _with_link(lines: list[str], documentation: str | None) -> str:
    link = ["", f"[What may be configured]({documentation})"] if documentation else []
    return "\n".join([*lines, *link]) + "\n"
