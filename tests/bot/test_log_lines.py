"""What is logged: no secret, no forged line, no character that stops the log."""

import logging

import pytest

from bot.log_lines import SafeFormatter


def line(message: str, *, error: Exception | None = None) -> str:
    information = (type(error), error, None) if error else None
    record = logging.LogRecord("bot.jobs", logging.WARNING, __file__, 1, message, (), information)
    record.created = 1_785_700_000
    return SafeFormatter().format(record)


def test_a_line_says_when_in_utc_how_bad_who_and_what() -> None:
    assert line("the clock cannot tick") == "2026-08-02T19:46:40Z WARNING bot.jobs: the clock cannot tick"


@pytest.mark.parametrize("secret", ["ghs_" + "a" * 36, "https://user:hunter2@host/x", "github_pat_" + "b" * 60])
def test_secrets_are_masked_in_messages_and_in_tracebacks(secret: str) -> None:
    core = secret.rpartition(":")[2].partition("@")[0].rpartition("_")[2]
    assert core not in line(f"refused: {secret}")
    assert core not in line("refused", error=RuntimeError(secret))


def test_control_characters_and_halves_of_characters_are_made_visible() -> None:
    written = line("a\x1b[2J\x00\ud800b")
    assert "\x1b" not in written
    assert written.encode()
