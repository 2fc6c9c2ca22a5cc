"""`/giveback help`: the commands, and who may."""

from bot.commands.asking import Asking
from bot.commands.grammar import PREFIX, Command, no_words
from reports.renderers.markdown_sheets import table


def run(asking: Asking, _value: None) -> str:
    """List the commands that are answered here."""
    from bot.commands import COMMANDS  # noqa: PLC0415 - the list that this is part of

    configuration = asking.read.configuration
    rows = [
        [f"`{PREFIX} {command.usage}`".replace("|", "\\|"), command.text.replace("|", "\\|")]
        for command in COMMANDS
        if command.name in configuration.enabled
    ]
    lines = ["### Commands", "", *table(["Command", "What it does"], rows)]
    lines += [
        f"A command begins a line of its own, in plain text. Answered are people with `{configuration.who}` permission",
        "and up; `help` and `explain me` are answered to everybody.",
        "",
    ]
    if page := asking.site("commands.html"):
        lines += [f"[All about commands]({page})", ""]
    return "\n".join(lines)


COMMAND = Command("help", "help", "List the commands. Everybody may.", no_words, run, lambda _value: True)
