"""What a run of the benchmarks says: figures beside their targets, as a plain table and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("what", "figure", "target", "verdict")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what was measured, in words; `met` is None where there is no target or nothing was measured."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The line's four cells."""
        return self.what, self.value, self.target, {True: "met", False: "missed", None: ""}[self.met]


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one benchmark, with what was timed and what was left out."""

    title: str
    notes: str
    figures: Sequence[Figure]


def at_most(what: str, value: float, limit: float, unit: str, digits: int = 2) -> Figure:
    """Give a figure that should not be more than a limit."""
    return Figure(what, f"{value:.{digits}f}{unit}", f"at most {limit:g}{unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, digits: int = 2) -> Figure:
    """Give a figure that should not be less than a limit."""
    return Figure(what, f"{value:.{digits}f}{unit}", f"at least {limit:g}{unit}", value >= limit)


def unmeasured(what: str, why: str) -> Figure:
    """Give the line of something that could not be measured here."""
    return Figure(what, f"not measured: {why}")


def plain_table(figures: Sequence[Figure]) -> str:
    """Give the figures in columns of equal width."""
    lines = [HEADINGS, *(figure.cells for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(sections: Sequence[Section], machine: str) -> str:
    """Give the whole report."""
    parts = [f"# Benchmarks\n\nWritten by `make bench`: one run, on one machine ({machine}).\n"]
    for section in sections:
        rows = [HEADINGS, ("---",) * len(HEADINGS), *(figure.cells for figure in section.figures)]
        table = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
        parts.append(f"## {section.title}\n\n{section.notes}\n\n{table}\n")
    return "\n".join(parts)
