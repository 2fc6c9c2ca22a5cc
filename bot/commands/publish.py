"""`/giveback publish`: publish the newest scorecard in this repository now, as its configuration says."""

from bot.commands.asking import Asking
from bot.commands.grammar import Command, no_words


def run(asking: Asking, _value: None) -> str:
    raise NotImplementedError(asking)


COMMAND = Command(
    "publish", "publish", "Publish the newest scorecard here now, as the configuration says.", no_words, run
)
