"""The better-worse map: each factor at its coefficients, in a quadrant of its own category (Timko, in Berger et al., 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from statistics import fmean

from plugins.kano.categories import Category, CutLines


@dataclass(frozen=True, slots=True, kw_only=True)
class TimkoPoint:
    """A factor on the map. x: worse without its sign; y: better; quadrant: None, as both, where the factor has neither."""

    x: float | None
    y: float | None
    quadrant: Category | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimkoMap:
    """The points in the order given, and the lines between the quadrants: None where means were asked of nothing."""

    points: tuple[TimkoPoint, ...]
    cut_lines: CutLines
    x_line: float | None
    y_line: float | None


def timko_map(
    better: Sequence[float | None],
    worse: Sequence[float | None],
    cut_lines: CutLines = CutLines.FIXED,
    at: float = 0.5,
) -> TimkoMap:
    """Place factors by |worse| and better. Quadrants: O high on both, A on better alone, M on worse alone, I on neither.

    A point on a line counts as high. better: from 0 to 1; worse: from -1 to 0, or without its sign; None where a factor has
    none. at: where fixed lines lie, from 0 to 1. Raises ValueError outside of these and for unequal lengths.
    """
    if len(better) != len(worse):
        raise ValueError(f"better has {len(better)} values, worse {len(worse)}: give both of each factor")
    _require_unit("at", at)
    places = [_place(index, *pair) for index, pair in enumerate(zip(better, worse, strict=True))]
    x_line: float | None = at
    y_line: float | None = at
    if CutLines(cut_lines) is CutLines.GRAND_MEAN:
        known = [place for place in places if place is not None]
        x_line = fmean(x for x, _ in known) if known else None
        y_line = fmean(y for _, y in known) if known else None
    points = tuple(_point(place, x_line, y_line) for place in places)
    return TimkoMap(points=points, cut_lines=CutLines(cut_lines), x_line=x_line, y_line=y_line)


def quadrant(x: float, y: float, x_line: float, y_line: float) -> Category:
    """The category of a quadrant: of what lies at or beyond which line."""
    right = _reaches(x, x_line)
    if _reaches(y, y_line):
        return Category.ONE_DIMENSIONAL if right else Category.ATTRACTIVE
    return Category.MUST_BE if right else Category.INDIFFERENT


def _reaches(value: float, line: float) -> bool:
    # the mean of equal values may differ from them in the last digit
    return value >= line or isclose(value, line, rel_tol=1e-12)


def _place(index: int, better: float | None, worse: float | None) -> tuple[float, float] | None:
    if better is None or worse is None:
        return None
    _require_unit(f"better[{index}]", better)
    _require_unit(f"worse[{index}]", abs(worse))
    return abs(worse), better


def _point(place: tuple[float, float] | None, x_line: float | None, y_line: float | None) -> TimkoPoint:
    if place is None or x_line is None or y_line is None:
        return TimkoPoint(x=None, y=None, quadrant=None)
    x, y = place
    return TimkoPoint(x=x, y=y, quadrant=quadrant(x, y, x_line, y_line))


def _require_unit(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value}: give a share from 0 to 1")
