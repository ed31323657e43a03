"""Grades as data: bands of a score, from the best down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.kano.scoring.exact import Number, exact


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBand:
    """A grade and the score from which it is given, itself included; the last band of a scheme takes all below.

    most: of a hundred cards of a cycle, at most so many may have it; None for as many as reach it.
    """

    name: str
    minimum: Decimal
    most: Decimal | None = None


# What a group begins with; it may name and cut its own.
GRADE_BANDS = (
    GradeBand(name="优秀", minimum=Decimal(90)),
    GradeBand(name="良好", minimum=Decimal(80)),
    GradeBand(name="合格", minimum=Decimal(60)),
    GradeBand(name="不合格", minimum=Decimal(0)),
)


def grade_of(score: Number, bands: Sequence[GradeBand] = GRADE_BANDS) -> str:
    """The name of the first band whose minimum the score reaches, else the last band's.

    score: as people see it, rounded already, so that nobody is shown 90.00 and graded below 90.
    Raises ValueError for a score that is not finite, and for bands that `checked_bands` refuses.
    """
    checked_bands(bands)
    found = exact(score, "score")
    return next((band.name for band in bands if found >= exact(band.minimum, band.name)), bands[-1].name)


def capped_grade(grade: str, ceiling: str, bands: Sequence[GradeBand] = GRADE_BANDS) -> str:
    """The worse of two grades. Raises ValueError for a grade that no band has."""
    checked_bands(bands)
    names = [band.name for band in bands]
    for name in (grade, ceiling):
        if name not in names:
            msg = f"there is no grade {name!r} among {names}"
            raise ValueError(msg)
    return max(grade, ceiling, key=names.index)


def checked_bands(bands: Sequence[GradeBand]) -> None:
    """Raise ValueError for no band, names that occur twice, minima that do not fall, and shares that cannot be held."""
    if not bands:
        msg = "bands is empty: give at least one"
        raise ValueError(msg)
    if len({band.name for band in bands}) < len(bands):
        msg = "two bands have the same name: name each differently"
        raise ValueError(msg)
    minima = [exact(band.minimum, band.name) for band in bands]
    for i in range(1, len(bands)):
        if minima[i] >= minima[i - 1]:
            msg = f"bands[{i}] begins at {bands[i].minimum}, not below {bands[i - 1].minimum}: order them from the best down"
            raise ValueError(msg)
    for band in bands:
        if band.most is not None and (band is bands[-1] or not 0 <= exact(band.most, band.name) <= 100):
            msg = f"{band.name} has a share of {band.most}: give 0 to 100, and none to the last band, which takes all others"
            raise ValueError(msg)
