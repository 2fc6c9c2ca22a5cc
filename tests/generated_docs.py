"""Writes the pages of docs/ that the code itself tells: `python -m tests.generated_docs`, or `make docs`.

docs/methodology.md is what the site's methodology page says; docs/commands.md is what `--help` says; docs/privacy.md is
what app.yml asks for; docs/comment-commands.md and docs/configuration.md are what `giveback serve` shows to those who
ask in a comment.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_HEAD = """# Commands

What each command takes, as `giveback COMMAND --help` says it. `--database`, `--registry` and `--registry-only` may
stand before or after the command; a flag beats the environment, and that beats the default. The exit status is 0 when
done (warnings included), 1 when Giveback failed, 2 when the input cannot be used, 128 and the signal when stopped.
With `--json`, standard output is JSON alone; `scan --json` prints one object a line.
"""
_ANGLED = re.compile(r"<([^>]*)>")
_STANDS_FOR = {"int range": "N", "int": "N", "path": "DIR", "str": "TEXT"}


def generated() -> dict[str, str]:
    """The generated pages, by file name."""
    from bot.documentation import commands_page, configuration_page  # noqa: PLC0415
    from bot.manifest import manifest, privacy  # noqa: PLC0415
    from bot.publish import methodology_words  # noqa: PLC0415

    return {
        "methodology.md": methodology_words().rstrip("\n") + "\n",
        "commands.md": commands(),
        "comment-commands.md": commands_page(),
        "configuration.md": configuration_page(),
        "privacy.md": privacy(manifest()),
    }


def commands() -> str:
    """Every command with its arguments and options, in the order of the help."""
    import typer  # noqa: PLC0415

    from bot.cli import app  # noqa: PLC0415

    group: Any = typer.main.get_command(app)
    return "\n".join([_HEAD, *_described("giveback", group)]).rstrip("\n") + "\n"


def _described(name: str, command: Any) -> Iterator[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    children = getattr(command, "commands", {})
    arguments = [_value(each) for each in command.params if each.param_type_name == "argument"]
    usage = " ".join([name, "[OPTIONS]", *arguments, *([_child(command)] if children else [])])
    yield f"## {name}\n\n{command.help}\n\n    {usage}\n"
    rows = [_row(each, context) for each in command.params if each.param_type_name == "argument" and each.help]
    rows += [_row(each, context) for each in command.params if each.param_type_name == "option"]
    if rows:
        yield "| | |\n|---|---|\n" + "".join(f"| `{given}` | {text} |\n" for given, text in rows)
    for child in children.values():
        yield from _described(f"{name} {child.name}", child)


def _row(parameter: Any, context: Any) -> tuple[str, str]:
    if parameter.param_type_name == "argument":
        return _in_table(_value(parameter)), _in_table(parameter.help)
    names, text = parameter.get_help_record(context)
    return _in_table(_ANGLED.sub(lambda found: _STANDS_FOR.get(found[1], found[1]), names)), _in_table(text)


def _value(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _child(group: Any) -> str:
    return "[COMMAND]" if group.invoke_without_command else "COMMAND"


def _in_table(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    for name, text in generated().items():
        path = ROOT / "docs" / name
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)


if __name__ == "__main__":
    main()
