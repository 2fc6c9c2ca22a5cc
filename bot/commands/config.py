"""`/giveback config`: which configuration is in force in this repository, and where it comes from."""

from bot.commands.asking import Asking
from bot.commands.grammar import Command, no_words
from bot.configuration import FILE, Configuration
from bot.installed_registry import is_in_index
from bot.repository_configuration import documentation
from reports.renderers.configuration_problems import problem_lines
from reports.renderers.markdown_sheets import table
from reports.renderers.text_safety import markdown_inline

_PLACES = {
    "repository": f"`{FILE}` on the default branch of this repository",
    "organization": f"`{FILE}` of the organization’s `.github` repository",
    "default": f"nothing: there is no `{FILE}`, so the defaults hold",
}


def run(asking: Asking, _value: None) -> str:
    """Show what holds, and what is wrong with the newest file."""
    read = asking.read
    lines = ["### Configuration", "", f"In force here: {_PLACES[read.place]}.", ""]
    if read.problems:
        owner = asking.repository.name.partition("/")[0]
        web = asking.deployment.github.endpoints.web_url
        where = asking.address if read.place == "repository" else f"{web}/{owner}/.github"
        lines[2] = "**The newest file cannot be used: the last valid one stays in force.**"
        lines += [*problem_lines(read.problems, f"{where}/blob/HEAD/{FILE}"), ""]
    lines += table(["Key", "Value"], _rows(read.configuration))
    if is_in_index(asking.deployment.registry(), asking.repository.name):
        lines += [
            "This project is in the index: its host, how changes land and what counts are the registry’s to say.",
            "",
        ]
    if page := documentation(asking.deployment):
        lines += [f"[What may be configured]({page})", ""]
    return "\n".join(lines)


def _rows(configuration: Configuration) -> list[list[str]]:
    publish = configuration.publish
    if publish == "discussion":
        publish = f"discussion in {configuration.category}"
    since = f" since {configuration.host_since}" if configuration.host_since else ""
    values = (
        ("publish", publish),
        ("commands, who", f"{configuration.who} and up"),
        ("commands, enabled", ", ".join(configuration.enabled) or "none"),
        ("host", f"{configuration.host}{since}" if configuration.host else "none"),
        ("landing", configuration.landing),
        ("ignore, paths", ", ".join(configuration.ignore_paths) or "none"),
    )
    return [[key, markdown_inline(value)] for key, value in values]


COMMAND = Command(
    "config", "config", "Show the configuration that is in force here, and what is wrong with the file.", no_words, run
)
