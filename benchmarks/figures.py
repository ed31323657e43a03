"""What a benchmark answers: our figure beside its yardstick, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One comparison. ours, yardstick: medians in seconds; goal: the ratio that is not to be passed, none if there is none."""

    name: str
    ours: float
    yardstick: float
    goal: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the yardstick ours takes."""
        return self.ours / self.yardstick

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if self.goal is None:
            return ""
        return "met" if self.ratio <= self.goal else "MISSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A comparison that can be asked for by name.

    run: builds what it needs on the stage, measures both sides interleaved and answers the medians.
    """

    name: str
    title: str
    run: Callable[[Stage], Sequence[Figure]]


_HEAD = ("measured", "ours", "yardstick", "ratio", "goal", "", "note")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table that a terminal and Markdown both show."""
    rows = [_HEAD, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, ...]:
    goal = "" if figure.goal is None else f"{figure.goal:g}"
    times = (duration(figure.ours), duration(figure.yardstick))
    return (figure.name, *times, f"{figure.ratio:.3g}", goal, figure.verdict, figure.note)


def duration(seconds: float) -> str:
    """A time in the unit that suits its size."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"
