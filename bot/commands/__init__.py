"""What people may ask for in a comment: one file a command, parsing and running apart."""

from bot.commands.check import COMMAND as CHECK
from bot.commands.config import COMMAND as CONFIG
from bot.commands.explain import COMMAND as EXPLAIN
from bot.commands.help import COMMAND as HELP
from bot.commands.publish import COMMAND as PUBLISH
from bot.commands.scorecard import COMMAND as SCORECARD

COMMANDS = (CHECK, SCORECARD, EXPLAIN, PUBLISH, CONFIG, HELP)
"""Every command, in the order of the help."""
