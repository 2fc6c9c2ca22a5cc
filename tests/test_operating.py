"""docs/operating.md tells of what there is."""

import re
from pathlib import Path

from bot.jobs import JOBS
from bot.settings import Settings
from bot.store.jobs import MOST_ATTEMPTS, pause_after

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_kind_of_job_is_told_of() -> None:
    told = [line.split("`")[1] for line in TEXT.splitlines() if line.startswith("| `")]
    assert sorted(told) == sorted(each.kind for each in JOBS)


def test_the_pauses_after_failures_are_those_that_are_kept() -> None:
    minutes = [pause_after(attempt) // 60 for attempt in range(1, MOST_ATTEMPTS)]
    assert f"after {', '.join(map(str, minutes[:-1]))} and {minutes[-1]} minutes" in " ".join(TEXT.split())


def test_every_setting_that_is_named_is_one() -> None:
    named = set(re.findall(r"GIVEBACK_([A-Z_]+)", TEXT))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
