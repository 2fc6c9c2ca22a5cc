"""What is logged: one form for all of it, with secrets masked and strangers' characters inert."""

import logging
import sys
import time

from bot.errors import masked


class SafeFormatter(logging.Formatter):
    """Writes records as `time level logger: message`, in UTC, tracebacks included.

    What others wrote is in messages of errors too: passwords and tokens are masked, control characters and halves of
    characters are made visible, so that nobody's name forges a line or stops the log.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        """Have the one form."""
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Give the record's lines."""
        from reports.renderers.text_safety import visible_lines  # noqa: PLC0415 - `--help` logs nothing

        return visible_lines(masked(super().format(record)))


def log_to_standard_error(level: int = logging.WARNING) -> None:
    """Log from `level` on; where somebody has set up logging already, as he did."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=level, handlers=[handler])
