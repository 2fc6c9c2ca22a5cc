"""What the doctor finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, what was seen, and what mends it."""

    subject: str
    state: Literal["ok", "warning", "broken"]
    seen: str
    remedy: str = ""
