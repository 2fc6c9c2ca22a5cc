"""The pages on commands and on configuration, in Markdown; lists, limits and defaults are what the code says."""

from collections.abc import Iterator

from bot.commands import COMMANDS
from bot.commands.comment import LATE
from bot.commands.grammar import LONGEST_LINE, PREFIX
from bot.commands.parse import LONGEST_COMMENT, MOST_COMMANDS
from bot.commands.permission import PER_INSTALLATION, PER_PERSON, PER_REPOSITORY
from bot.configuration import FILE, MOST_PATHS, PERMISSIONS, SECTIONS, Section
from bot.yaml_tree import MOST_BYTES

_COMMANDS = """# Commands in comments

Write a command in a comment on an issue or a pull request of a repository that installed the App:

    {prefix} check

## The commands

| Command | What it does |
|---|---|
{commands}

`[…]` may be left out. A name of several words stands as it is, or in quotes: `check Red Hat`, `check "Red Hat"`.

## Where a command counts

It begins a line of a paragraph, as plain text: `{prefix}` in any case, then the command. What stands in code, a
quote, a list, a heading, a table, a link, a footnote, a formula, emphasis or HTML is not meant for us and runs
nothing: after HTML that is not closed in order, nothing does. What only looks
like a command (a slip of the pen, letters of another alphabet) is answered with what was meant, and not run.

A comment may hold {most} commands; more are counted and not run. A command has at most {line} characters, a
comment {comment:,}. Of an edited comment only what it did not ask for before is run, for whoever edited it. What
is delivered more than {late} hours late, and what bots write, is left alone.

## How it is answered

👀 says that it was seen, then comes one answer for all commands of the comment, then 🚀, or 😕 where something could
not be done: the answer says what. Who asks the same in the same issue again finds the first answer edited.

## Who may

People with `write` permission and up, unless [the configuration](configuration.md) says another: GitHub is asked
when the command is run. `help` and `explain me` are answered to everybody. Who may not is told once an hour, and
gets a 😕 else. In an hour {person} comments of one person are answered, {repository} in one repository,
{installation} in one installation. What is asked by people who may not command here, or whom GitHub knows as no more
than readers, counts as many apart: it takes nothing from those who work here.

## What an answer speaks of

Of this repository alone. One that is not in the index gets its own report and stays outside of the index; of a
private one nothing is shown elsewhere. `check` measures the twelve months up to now; `scorecard` a month that is
over: as it was published where the repository is in the index, else measured now. `explain me` goes by your
GitHub account's number; the answer stands where you ask, for all who may read there.
"""
_CONFIGURATION = """# Configuration

A repository is configured by `{file}` on its default branch. For example:

    publish: issue
    commands:
      who: triage
    host:
      organization: acme
      since: 2024-01
    landing:
      profile: squash
    ignore:
      paths:
        - docs/**
        - vendor/

A section that is absent is off or default. A value alone stands for a section's first key: `host: acme` is `host:
{{organization: acme}}`. Where a repository has no such file, that of its organization's `.github` repository
holds, at the same path. Where that repository is private, what its file says in words of its own, and what is wrong
with it, is shown in no other.

{sections}

## When something is wrong

A key or a word that is not known is an error that names the nearest valid one, with line and column. A pull
request that would bring such a file gets one comment that follows it. On the default branch the last valid
configuration stays in force, and one issue says what is wrong; it closes by itself once the file is mended.
`{prefix} config` shows what holds.

The file has at most {kib} KiB, is UTF-8, one YAML document without anchors, aliases and tags, and names at most
{paths} paths. Permissions, from the least: {permissions}.

## What it does not reach

`host`, `landing` and `ignore` act on the repository's own report. A project of the index is measured by the
registry alone: nobody configures what the index says of them.
"""


def commands_page() -> str:
    """What may be asked for in a comment, by whom, and how it is answered."""
    usages = [f"{PREFIX} {command.usage}".replace("|", "\\|") for command in COMMANDS]
    rows = [f"| `{usage}` | {command.text} |" for usage, command in zip(usages, COMMANDS, strict=True)]
    return _COMMANDS.format(
        prefix=PREFIX,
        commands="\n".join(rows),
        most=MOST_COMMANDS,
        line=LONGEST_LINE,
        comment=LONGEST_COMMENT,
        late=LATE // 3600,
        person=PER_PERSON,
        repository=PER_REPOSITORY,
        installation=PER_INSTALLATION,
    )


def configuration_page() -> str:
    """What a repository may configure."""
    return _CONFIGURATION.format(
        file=FILE,
        prefix=PREFIX,
        sections="\n\n".join("\n".join(_section(section)) for section in SECTIONS),
        kib=MOST_BYTES // 1024,
        paths=MOST_PATHS,
        permissions=", ".join(f"`{each}`" for each in PERMISSIONS),
    )


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.name}"
    yield ""
    yield section.text
    yield ""
    yield "| Key | Value | Default |"
    yield "|---|---|---|"
    for key in section.keys:
        yield f"| `{key.name}` | {key.text} | {key.default} |"
