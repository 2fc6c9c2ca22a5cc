"""`/giveback publish`: publish the newest scorecard in this repository now, as its configuration says."""

from bot.commands.asking import Asking
from bot.commands.grammar import Command, no_words
from bot.commands.trouble import AskedError
from bot.publish_everywhere import publish_repository
from bot.publishers.writing import Writer
from bot.repository_configuration import is_to_be_read_by_all
from reports.renderers.text_safety import markdown_inline


def run(asking: Asking, _value: None) -> str:
    """Publish, and say what was done. Raises AskedError where publishing is turned off."""
    published = publish_repository(asking.deployment, asking.repository.id, Writer(is_dry=False))
    if published is None:
        message = "Publishing is turned off here"
        raise AskedError(message, "Turn it on in .github/giveback.yml on the default branch, with: publish: issue")
    return f"### Publishing\n\n{markdown_inline(_told(asking, published.outcome))}.\n"


def _told(asking: Asking, outcome: str) -> str:
    """Give an outcome without the name of a category that stands in a private file of elsewhere."""
    configuration = asking.read.configuration
    if configuration.place != "organization" or is_to_be_read_by_all(asking.github, asking.repository.name):
        return outcome
    return outcome.replace(repr(configuration.category), "of the configured name")


COMMAND = Command(
    "publish",
    "publish",
    "Publish the newest scorecard here now, where the configuration says that it is published.",
    no_words,
    run,
)
