"""The three ways in which a value scores: as a gate (must-be), linearly (one-dimensional), as a bonus (attractive)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from plugins.kano.scoring.exact import Number, exact, maybe_exact, rounded


class Direction(StrEnum):
    """Which values are better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePart:
    """A must-be indicator: missing its standard lets no grade be better than ceiling, the name of a band."""

    name: str
    value: Number | None
    standard: Number
    ceiling: str
    direction: Direction = Direction.HIGHER


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPart:
    """A one-dimensional indicator: 0 points at worst, `points` at target, at most `most` (by default `points`).

    Where less is better, target lies below worst. weight: its share among the linear parts, of any sum.
    """

    name: str
    value: Number | None
    weight: Number
    worst: Number
    target: Number
    points: Number = 100
    most: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusPart:
    """An attractive indicator: nothing up to start, `points` on top from full on, never a deduction."""

    name: str
    value: Number | None
    start: Number
    full: Number
    points: Number


def gate_passed(
    value: Number | None, *, standard: Number, direction: Direction = Direction.HIGHER
) -> bool | None:
    """Whether the value meets its standard, which itself is enough; None for a missing value."""
    found, needed = maybe_exact(value, "value"), exact(standard, "standard")
    if found is None:
        return None
    return found >= needed if Direction(direction) is Direction.HIGHER else found <= needed


def linear_points(
    value: Number | None,
    *,
    worst: Number,
    target: Number,
    points: Number = 100,
    most: Number | None = None,
    places: int = 2,
) -> Decimal | None:
    """points x (value - worst) / (target - worst), from 0 to most (by default points), rounded half up.

    None for a missing value. Raises ValueError when worst and target are equal, when points are not above 0, when most is
    below points, and for numbers that are not finite.
    """
    part = LinearPart(
        name="value", value=value, weight=1, worst=worst, target=target, points=points, most=most
    )
    found = exact_linear_points(part)
    return None if found is None else rounded(found, places)


def bonus_points(
    value: Number | None, *, start: Number, full: Number, points: Number, places: int = 2
) -> Decimal | None:
    """points x (value - start) / (full - start), from 0 to points, rounded half up; None for a missing value.

    Where less is better, full lies below start. Raises ValueError when both are equal, for points that are not above 0,
    and for numbers that are not finite.
    """
    found = exact_bonus_points(BonusPart(name="value", value=value, start=start, full=full, points=points))
    return None if found is None else rounded(found, places)


def exact_linear_points(part: LinearPart) -> Fraction | None:
    """The points of a linear part before rounding; None for a missing value."""
    points = above_zero(part.points, part.name)
    most = points if part.most is None else exact(part.most, f"{part.name}: most")
    if most < points:
        msg = f"{part.name}: most, {part.most}, is below the {part.points} points of the target: raise it"
        raise ValueError(msg)
    reached = share_of_way(part.value, part.worst, part.target, part.name)
    return None if reached is None else min(most, max(Fraction(0), points * reached))


def exact_bonus_points(part: BonusPart) -> Fraction | None:
    """The points of a bonus part before rounding; None for a missing value."""
    points = above_zero(part.points, part.name)
    reached = share_of_way(part.value, part.start, part.full, part.name)
    return None if reached is None else min(points, max(Fraction(0), points * reached))


def above_zero(points: Number, name: str) -> Fraction:
    """Points must be something to earn."""
    found = exact(points, f"{name}: points")
    if found <= 0:
        msg = f"{name}: points must be above 0, got {points}"
        raise ValueError(msg)
    return found


def share_of_way(value: Number | None, start: Number, end: Number, name: str) -> Fraction | None:
    """How far the value has come from start (0) to end (1), of any size; None for a missing value."""
    begun, done = exact(start, f"{name}: start"), exact(end, f"{name}: end")
    if begun == done:
        msg = f"{name}: both ends of its scale are {start}: let them differ, or make it a gate"
        raise ValueError(msg)
    found = maybe_exact(value, f"{name}: value")
    return None if found is None else (found - begun) / (done - begun)
