"""`/giveback publish`: publish the newest scorecard in this repository now, as its configuration says."""

from bot.commands.asking import Asking
from bot.commands.grammar import Command, no_words
from bot.commands.trouble import AskedError
from bot.publish_everywhere import publish_repository
from bot.publishers.writing import Writer
from reports.renderers.text_safety import markdown_inline


def run(asking: Asking, _value: None) -> str:
    """Publish, and say what was done. Raises AskedError where publishing is turned off."""
    published = publish_repository(asking.deployment, asking.repository.id, Writer(is_dry=False))
    if published is None:
        message = "Publishing is turned off here"
        raise AskedError(message, "Turn it on in .github/giveback.yml on the default branch, with: publish: issue")
    return f"### Publishing\n\n{markdown_inline(published.outcome)}.\n"


COMMAND = Command(
    "publish",
    "publish",
    "Publish the newest scorecard here now, where the configuration says that it is published.",
    no_words,
    run,
)
