"""What is shown to those who ask, and what stays with the operator."""

import pytest

from bot.commands.trouble import AskedError, told_to_the_asker
from bot.errors import BusyError, GivebackError, InputError


def test_what_is_wrong_with_what_was_named_is_shown_with_the_way_out() -> None:
    with pytest.raises(AskedError) as shown, told_to_the_asker("akme"):
        raise InputError("akme: no organization in the registry", "Did you mean acme?")
    assert str(shown.value) == "akme: no organization in the registry\nDid you mean acme?"


@pytest.mark.parametrize("remedy", ["Raise GIVEBACK_GIT_TIMEOUT.", "Name it with --branch.", "See it with: git fsck"])
def test_a_way_out_that_is_the_operators_is_left_out(remedy: str) -> None:
    with pytest.raises(AskedError) as shown, told_to_the_asker("acme/engine"):
        raise BusyError("acme/engine: it took too long", remedy)
    assert str(shown.value) == "acme/engine: it took too long"


@pytest.mark.parametrize(
    "error",
    [
        InputError("sqlite:///srv/giveback.db: the disk is full", "Free some space."),
        BusyError("postgresql://me@db/x: another process wrote the same", "Run again."),
        InputError("/srv/cache/x.git: the clone cannot be written", "Give another folder with GIVEBACK_CACHE."),
        InputError("sqlite: at work on its clone /srv/cache", "Wait."),
        GivebackError("sqlite: a bug"),
    ],
)
def test_databases_folders_and_settings_stay_with_the_operator(error: GivebackError) -> None:
    with pytest.raises(type(error)), told_to_the_asker("sqlite", "/srv/cache"):
        raise error
