"""`/giveback config`: which configuration is in force in this repository, and where it comes from."""

from bot.commands.asking import Asking
from bot.commands.grammar import Command, no_words
from bot.configuration import FILE, Configuration
from bot.installed_registry import is_in_index
from bot.repository_configuration import documentation, is_to_be_read_by_all
from reports.renderers.configuration_problems import problem_lines
from reports.renderers.markdown_sheets import table
from reports.renderers.text_safety import markdown_inline

_PLACES = {
    "repository": f"`{FILE}` on the default branch of this repository",
    "organization": f"`{FILE}` of the organization’s `.github` repository",
    "default": f"nothing: there is no `{FILE}`, so the defaults hold",
}


_ELSEWHERE = (
    "The organization’s `.github` repository is private: what its file says in words of its own, and what is wrong with"
    " it, is shown in that repository alone."
)


def run(asking: Asking, _value: None) -> str:
    """Show what holds, and what is wrong with the newest file; nothing that a private file of elsewhere says."""
    read = asking.read
    is_shown = not read.is_of_organization or is_to_be_read_by_all(asking.github, asking.repository.name)
    lines = ["### Configuration", "", f"In force here: {_PLACES[read.place]}.", ""]
    if read.problems:
        lines[2] = "**The newest file cannot be used: the last valid one stays in force.**"
        if is_shown or read.place == "repository":
            lines += [*problem_lines(read.problems, f"{_address(asking)}/blob/HEAD/{FILE}"), ""]
    lines += table(
        ["Key", "Value"], _rows(read.configuration, is_shown=is_shown or read.configuration.place != "organization")
    )
    if not is_shown:
        lines += [_ELSEWHERE, ""]
    if is_in_index(asking.deployment.registry(), asking.repository.name):
        lines += [
            "This project is in the index: its host, how changes land and what counts are the registry’s to say.",
            "",
        ]
    if page := documentation(asking.deployment):
        lines += [f"[What may be configured]({page})", ""]
    return "\n".join(lines)


def _address(asking: Asking) -> str:
    """The address of the repository in which the newest file stands."""
    if asking.read.place == "repository":
        return asking.address
    owner = asking.repository.name.partition("/")[0]
    return f"{asking.deployment.github.endpoints.web_url}/{owner}/.github"


def _rows(configuration: Configuration, *, is_shown: bool) -> list[list[str]]:
    """The values in force; of a file whose words are not shown, its choices among our own words and how many others."""
    publish = configuration.publish
    if publish == "discussion" and is_shown:
        publish = f"discussion in {configuration.category}"
    since = f" since {configuration.host_since}" if configuration.host_since else ""
    ignored = ", ".join(configuration.ignore_paths) if is_shown else f"{len(configuration.ignore_paths)} patterns"
    values = (
        ("publish", publish),
        ("commands, who", f"{configuration.who} and up"),
        ("commands, enabled", ", ".join(configuration.enabled) or "none"),
        ("host", f"{configuration.host}{since}" if configuration.host else "none"),
        ("landing", configuration.landing),
        ("ignore, paths", ignored if configuration.ignore_paths else "none"),
    )
    return [[key, markdown_inline(value)] for key, value in values]


COMMAND = Command(
    "config", "config", "Show the configuration that is in force here, and what is wrong with the file.", no_words, run
)
