"""The command line: each command reads its options, calls one verb, and prints what it gave.

`--database`, `--registry` and `--registry-only` may stand before or after the command. Verbs are imported when a
command runs, so that `giveback --help` answers at once. What can be refused without the database is refused before
it is opened: a slip of the pen leaves no file behind.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.errors import InputError
from bot.inbox_commands import inbox
from bot.jobs_commands import jobs, rhythm_of
from bot.publish_commands import publish
from bot.registry_commands import registry
from bot.running import Doors, Json, complain, run_app
from bot.secrets_commands import secrets

MonthText = Annotated[str | None, typer.Option("--month", help="YYYY-MM; the newest closed month if left out.")]


class Format(StrEnum):
    """How a scorecard is printed; without --format it is a table."""

    MD = "md"
    JSON = "json"
    CSV = "csv"


class ExportFormat(StrEnum):
    """How an export is printed."""

    CSV = "csv"


app = typer.Typer(
    name="giveback",
    help="Who gives back to the open-source AI that they build on? Scan histories, close months, publish scorecards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="--database, --registry and --registry-only may also stand after the command.",
)
export = typer.Typer(
    help="Export what the numbers are made of. For the operator: it names accounts.", no_args_is_help=True
)
app.add_typer(export, name="export")
app.add_typer(registry, name="registry")
app.add_typer(jobs, name="jobs")
app.add_typer(inbox, name="inbox")
app.add_typer(secrets, name="secrets")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            print(f"giveback {version('giveback')}")
        except PackageNotFoundError:
            print("giveback, not installed: its version is in pyproject.toml")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    database: Annotated[
        str | None, typer.Option(help="sqlite:///PATH, a plain path, or postgresql://USER@HOST/NAME.")
    ] = None,
    registry_over: Annotated[
        Path | None, typer.Option("--registry", help="Folder whose registry files lie over the built-in ones.")
    ] = None,
    registry_only: Annotated[
        Path | None, typer.Option(help="Folder whose registry files replace the built-in.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take the options that every command knows."""
    del version  # answered before any other option is looked at
    given = {"database": database, "registry": registry_over, "registry_only": registry_only}
    context.obj.overrides.update({name: value for name, value in given.items() if value is not None})


@app.command()
def scan(
    context: typer.Context,
    where: Annotated[list[str], typer.Argument(metavar="WHERE...", help="owner/name, a URL, or a local path.")],
    named: Annotated[str | None, typer.Option("--as", help="owner/name that a single WHERE counts under.")] = None,
    branch: Annotated[str | None, typer.Option(help="The default branch, where it is not the one found.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Processes that read histories at once.")] = None,
    as_json: Json = False,
) -> None:
    """Read what is new in repositories' histories."""
    from bot.scanning import run_scans  # noqa: PLC0415
    from bot.sources.git_place import name_of  # noqa: PLC0415

    if named is not None and len(where) > 1:
        message = "--as names one repository, but several were given"
        raise InputError(message, "Scan them one by one.")
    doors: Doors = context.obj
    if workers is not None:
        doors.overrides["workers"] = workers
    known = doors.registry()
    if len(where) == 1:
        name_of(where[0], named, doors.configured.github_url)  # of several, those that can be read are
    failed = run_scans(doors.database(), known, doors.configured, doors.now, where, named, branch, as_json=as_json)
    if failed:
        raise typer.Exit(failed)


@app.command()
def close(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="YYYY-MM")],
    as_json: Json = False,
) -> None:
    """Close a month: measure, score and freeze it. Closing again changes nothing unless the facts did."""
    from bot.close import close_month, require_over  # noqa: PLC0415
    from bot.signing import Signer  # noqa: PLC0415

    doors: Doors = context.obj
    wanted = _month(month)
    assert wanted is not None
    known, now = doors.registry(), doors.now()
    require_over(wanted, now)
    closed = close_month(doors.database(), known, wanted, Signer(doors.configured.signing_key), now)
    for source in json.loads(closed.closing.content)["coverage"]:
        if source["source"] == "git" and source["state"] != "collected":
            complain(f"warning: histories of the index: {source['state']} ({source['reason']})")
    if as_json:
        print(json.dumps(closed.sidecar, ensure_ascii=False))
        return
    sidecar = closed.sidecar
    print(f"{month} {closed.what}: revision {sidecar['revision']}, {sidecar['state']}, SHA-256 {sidecar['sha256']}")
    if closed.is_new_revision and sidecar["revision"] > 1:
        print(f"{sidecar['difference_count']} values differ from the revision before: {'; '.join(sidecar['why'])}")
        for change in sidecar["difference"][:10]:
            print(f"  {change['path']}: {change['before']} → {change['after']}")
        if sidecar["difference_count"] > 10:  # noqa: PLR2004
            print(f"  … and {sidecar['difference_count'] - 10:,} more: --json gives up to 500")


@app.command()
def scorecard(
    context: typer.Context,
    month: MonthText = None,
    organization: Annotated[str | None, typer.Option(help="Slug of one organization.")] = None,
    project: Annotated[str | None, typer.Option(help="owner/name of one project.")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="Without it, a table.")] = None,
) -> None:
    """Print a closed month's scorecard."""
    from bot.store.months import read_closing  # noqa: PLC0415
    from bot.terminal_sheets import print_sheets  # noqa: PLC0415
    from bot.terminal_tables import is_for_people  # noqa: PLC0415
    from reports.renderers import RENDERERS, NotInScorecardError, Selection  # noqa: PLC0415

    wanted = _month(month)
    closing = read_closing(context.obj.database(), wanted)
    content, sidecar = json.loads(closing.content), json.loads(closing.sidecar)
    selection = Selection(organization, project)
    if form is None and selection == Selection():
        from bot.terminal import print_summary  # noqa: PLC0415

        print_summary(content, sidecar)
        return
    try:
        if form is None and is_for_people():
            print_sheets(content, sidecar, selection)
            return
        text = RENDERERS[form or Format.MD](content, sidecar, selection)
    except NotInScorecardError as error:
        remedy = f"See all of them with: giveback scorecard --month {closing.month}"
        raise InputError(str(error), remedy) from error
    sys.stdout.write(text)


app.command()(publish)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    clock: Annotated[
        bool | None,
        typer.Option("--clock/--no-clock", help="Do what is due by the clock; left out: once there is an App."),
    ] = None,
) -> None:
    """Serve the same pages live, until stopped; receive from GitHub, and do what is due by the clock.

    Before there is an App, also the page that sets one up.
    """
    doors: Doors = context.obj
    database = doors.database()
    with rhythm_of(doors, database, clock):
        doors.serve(doors, database, host, port)


@app.command()
def explain(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SHA|ORGANIZATION")],
    as_json: Json = False,
) -> None:
    """Say why a commit or an organization is credited as it is: rule, evidence, and what was refused."""
    from bot.explain import explain as explain_subject  # noqa: PLC0415
    from bot.terminal import print_explanation  # noqa: PLC0415

    known = context.obj.registry()
    explained = explain_subject(context.obj.database(), known, subject)
    if as_json:
        print(json.dumps(explained, ensure_ascii=False))
    else:
        print_explanation(explained)


@app.command()
def status(context: typer.Context, as_json: Json = False) -> None:
    """Show what has been read, what was cut off, and which months are closed."""
    from bot.status import status as current_status  # noqa: PLC0415
    from bot.terminal import print_status  # noqa: PLC0415

    known = context.obj.registry()
    found = current_status(context.obj.database(), known)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print_status(found)


@app.command()
def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Look at git, database, disk, clock, registry and the App: what is wrong, and how to mend it."""
    from bot.doctor import examine  # noqa: PLC0415
    from bot.terminal import print_findings  # noqa: PLC0415

    doors: Doors = context.obj
    findings = list(examine(doors.configured, doors.registry, doors.now()))
    if as_json:
        print(json.dumps([{name: getattr(f, name) for name in f.__slots__} for f in findings], ensure_ascii=False))
    else:
        print_findings(findings)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(InputError.exit_status)


@export.command("credits")
def export_credits(
    context: typer.Context,
    form: Annotated[ExportFormat, typer.Option("--format", help="The only form so far.")] = ExportFormat.CSV,
) -> None:
    """Print one row for each commit and human author, the commit's author last."""
    del form
    from bot.export import export_credits as credit_lines  # noqa: PLC0415

    known = context.obj.registry()
    for line in credit_lines(context.obj.database(), known):
        sys.stdout.write(line)


def run(arguments: Sequence[str], doors: Doors) -> int:
    """Run one command; give the exit status: 0 done, 1 our failure, 2 the input's."""
    return run_app(app, arguments, doors)


def _month(text: str | None) -> Any:
    from reports.months import Month  # noqa: PLC0415

    if text is None:
        return None
    try:
        return Month.parse(text)
    except ValueError as error:
        raise InputError(str(error)) from error


def utc_now() -> datetime:
    """Give the time: the one clock of the command line."""
    return datetime.now(UTC)
