"""`giveback secrets`: replace what the App keeps secret, while it runs."""

import time
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import InputError
from bot.running import Doors

secrets = typer.Typer(help="The App's secrets: replace them while it runs.", no_args_is_help=True)


@secrets.callback()
def group() -> None:
    """The App's secrets: replace them while it runs."""


@secrets.command("rotate")
def rotate(
    context: typer.Context,
    webhook_secret: Annotated[
        bool, typer.Option("--webhook-secret", help="What GitHub signs deliveries with (the default).")
    ] = False,
    private_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A private key (.pem) of the same App, made on GitHub.")
    ] = None,
    encryption_key: Annotated[
        bool, typer.Option("--encryption-key", help="What the stored secrets are encrypted with.")
    ] = False,
) -> None:
    """Replace the webhook secret, the private key, or the key that encrypts both.

    Processes that run notice within seconds. The old webhook secret is accepted for another day. With keys in
    GIVEBACK_SECRET_KEY, put the new one first, the old one behind it, restart, and then rotate; afterwards the old one
    can go.
    """
    from bot.github_access import github_access, secret_keys  # noqa: PLC0415
    from bot.rotation import replace_private_key, rotate_encryption_key, rotate_webhook_secret  # noqa: PLC0415
    from bot.store.vault import Vault  # noqa: PLC0415
    from reports.renderers.numbers import counted  # noqa: PLC0415

    doors: Doors = context.obj
    if encryption_key and (webhook_secret or private_key):
        raise InputError("One thing at a time: --encryption-key goes alone", "Rotate one after the other.")
    database, settings = doors.database(), doors.configured
    if encryption_key:
        keys = secret_keys(settings)
        count = rotate_encryption_key(Vault(database, keys, lambda: int(doors.now().timestamp())), keys)
        print(f"The newest key of {keys.place} encrypts {counted(count, 'secrets')}")
        return
    access = github_access(database, settings, doors.now)
    if private_key is not None:
        slug = replace_private_key(access, private_key)
        print(f"The App {slug} signs with the new private key: delete the old one on GitHub")
    if webhook_secret or private_key is None:
        rotate_webhook_secret(access, int(doors.now().timestamp()), time.sleep)
        print("GitHub signs with a new webhook secret; the old one is accepted for another day")
