"""`giveback registry`: check what is known before looking, show an entry, and say what a change of it would move."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import InputError
from bot.running import Doors, Json

if TYPE_CHECKING:
    from bot.compare import Moved
    from bot.registry import Registry
    from bot.registry.check import Checked
    from bot.registry.difference import EntryChange
    from reports.scorecard import Move

BUILT_IN_WORD = "built-in"
_MOST_SUBJECTS = 15
_MOST_ENTRIES = 40
_LONGEST = 100
_KINDS = {
    "organizations": "organizations",
    "former_names": "former names",
    "parents": "parents",
    "staff": "head counts",
    "upstreams": "upstreams",
    "hosts": "hosts",
    "admission": "admissions",
    "automation": "automation",
}

registry = typer.Typer(help="What Giveback knows before it looks: check it, show it, compare it.", no_args_is_help=True)


@registry.command("check")
def check_registry(context: typer.Context, as_json: Json = False) -> None:
    """Check the registry: problems to be mended, remarks to be judged, and how much could not be checked.

    With --registry DIR the problems and remarks are those of DIR as it lies over the built-in files.
    """
    from bot.registry.check import check  # noqa: PLC0415

    doors: Doors = context.obj
    checked = check(doors.registry_folders())
    if as_json:
        print(json.dumps(_checked_as_json(checked), ensure_ascii=False))
    else:
        _print_checked(checked)
    if checked.problems:
        raise typer.Exit(InputError.exit_status)


@registry.command("show")
def show_entry(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SLUG", help="Or a repository, name, mail domain or account.")],
    as_json: Json = False,
) -> None:
    """Show an entry: what it says, where it stands, and what else speaks of it."""
    from bot.registry.show import show  # noqa: PLC0415

    doors: Doors = context.obj
    shown = show(doors.registry_folders(), subject)
    if as_json:
        print(json.dumps(shown, ensure_ascii=False))
    else:
        _print_entry(shown)


@registry.command("diff")
def diff_registries(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder of registry files, or the word built-in.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    over: Annotated[
        bool, typer.Option("--over", help="Lay folders over the built-in files, as --registry does.")
    ] = False,
    month: Annotated[str | None, typer.Option("--month", help="YYYY-MM; the newest that is over if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Say what differs between two registries, and whose numbers would move by how much.

    The numbers are those of the database (--database) for one month: measured with either registry from the same
    facts. Nothing stored is changed. A folder counts by itself, or with --over on top of the built-in files.
    """
    from bot.close import require_over  # noqa: PLC0415
    from bot.compare import compare  # noqa: PLC0415
    from bot.registry.difference import entry_changes  # noqa: PLC0415
    from reports.methodology import NEWEST, methodology  # noqa: PLC0415
    from reports.months import Month  # noqa: PLC0415

    doors: Doors = context.obj
    try:
        wanted = Month.parse(month) if month is not None else Month.of(doors.now()).plus(-1)
    except ValueError as error:
        raise InputError(str(error)) from error
    require_over(wanted, doors.now())
    before, after = (_registry_of(place, over=over) for place in (old, new))
    changes = entry_changes(before, after)
    moved = compare(doors.database(), before, after, wanted, methodology(NEWEST))
    if as_json:
        print(json.dumps(_moved_as_json(before, after, changes, moved), ensure_ascii=False))
    else:
        _print_entry_changes(changes)
        _print_moved(moved)


def _registry_of(place: str, *, over: bool) -> "Registry":
    from bot.registry.load import BUILT_IN, load_layers  # noqa: PLC0415

    if place == BUILT_IN_WORD:
        return load_layers([BUILT_IN])
    return load_layers([BUILT_IN, Path(place)] if over else [Path(place)])


def _checked_as_json(checked: "Checked") -> dict[str, Any]:
    return {
        "digest": checked.registry.digest if checked.registry else None,
        "problems": checked.problems,
        "remarks": checked.remarks,
        "facts": checked.facts,
        "unchecked": checked.unchecked,
    }


def _print_checked(checked: "Checked") -> None:
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    for problem in checked.problems:
        print(f"problem  {visible(problem)}")
    for remark in checked.remarks:
        print(f"remark   {visible(remark)}")
    if checked.registry is None:
        mend = "1 problem: mend it" if len(checked.problems) == 1 else f"{len(checked.problems):,} problems: mend them"
        print(checked.remedy or f"{mend} first, then check again for the rest")
        return
    for kind, words in _KINDS.items():
        if kind in checked.facts:
            print(f"{checked.facts[kind]:6,} {words}, {checked.unchecked[kind]:,} of them not checked")
    print(f"{len(checked.problems)} problems, {len(checked.remarks)} remarks; digest {checked.registry.digest}")


def _print_entry(shown: Mapping[str, Any]) -> None:
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    print(f"{visible(shown['key'])} ({shown['table']}), {visible(shown['place'])}")
    for key, value in shown["entry"].items():
        values = value if isinstance(value, list) else [value]
        for position, each in enumerate(values):
            print(f"  {key if position == 0 else '':18} {visible(_plain(each))}")
    if shown["entry"].get("checked", True) and shown["table"] in ("organizations", "upstreams", "automation"):
        print(f"  {'checked':18} yes")
    for key in ("children", "host_of", "fiscal_sponsor_of", "services"):
        if shown.get(key):
            print(f"  {key.replace('_', ' '):18} {visible(', '.join(shown[key]))}")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(each)}" for key, each in value.items())
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _moved_as_json(
    before: "Registry", after: "Registry", changes: "list[EntryChange]", moved: "Moved"
) -> dict[str, Any]:
    return {
        "old": before.digest,
        "new": after.digest,
        "entries": [change._asdict() for change in changes],
        "month": str(moved.month),
        "moves": [move._asdict() | {"by": move.by} for move in moved.moves],
        "differences": [change._asdict() for change in moved.changes],
        "read_anew": moved.read_anew,
    }


def _print_entry_changes(changes: "list[EntryChange]") -> None:
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    if not changes:
        print("The entries are the same.")
    for change in changes[:_MOST_ENTRIES]:
        what = f"{change.table}: {change.entry}"
        if not change.key:
            print(visible(f"{'+' if change.before is None else '-'} {what}"))
        else:
            print(visible(f"~ {what}: {change.key}: {_short(change.before)} → {_short(change.after)}"))
    if len(changes) > _MOST_ENTRIES:
        print(f"… and {len(changes) - _MOST_ENTRIES:,} more: --json gives all")


def _print_moved(moved: "Moved") -> None:
    from bot.terminal import some  # noqa: PLC0415
    from reports.renderers.text_safety import visible  # noqa: PLC0415

    if not moved.changes:
        print(f"No number of {moved.month} would move.")
    else:
        print(f"\nTwelve months to {moved.month}, grouped by parents ({len(moved.changes):,} values differ in all):")
    telling = [move for move in moved.moves if move.by]
    for subject, group in _most_people_first(telling)[:_MOST_SUBJECTS]:
        print(f"  {visible(subject)}")
        for move in group:
            shown = f"{_short(move.before)} → {_short(move.after)}"
            print(f"    {move.measure.replace('_', ' '):24} {shown:28} {move.by:+,.6g}")
    if not telling:
        for change in moved.changes[:_MOST_SUBJECTS]:
            print(visible(f"  {change.path}: {_short(change.before)} → {_short(change.after)}"))
        if len(moved.changes) > _MOST_SUBJECTS:
            print(f"  … and {len(moved.changes) - _MOST_SUBJECTS:,} more: --json gives all")
    left = len({move.subject for move in telling}) - _MOST_SUBJECTS
    if left > 0:
        print(f"  … and {left:,} more organizations and projects: --json gives all")
    if moved.read_anew:
        print(f"The next scan would read anew, which may move more: {some(moved.read_anew)}")


def _most_people_first(moves: "list[Move]") -> "list[tuple[str, list[Move]]]":
    subjects: dict[str, list[Move]] = {}
    for move in moves:
        subjects.setdefault(move.subject, []).append(move)

    def people(group: "list[Move]") -> float:
        return max((abs(move.by) for move in group if "people" in move.measure), default=0.0)

    return sorted(subjects.items(), key=lambda item: (-people(item[1]), item[0]))


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = ", ".join(map(_plain, value)) if isinstance(value, list) else _plain(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
