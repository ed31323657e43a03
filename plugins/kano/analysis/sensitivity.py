"""Which factors are kept: those that move satisfaction far enough, with what kind of indicator each becomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, isfinite
from typing import Final

from plugins.kano.categories import WANTED, Category
from plugins.kano.kpi_kinds import KpiKind

RADIUS: Final = 0.5
"""The distance on the better-worse map from which a factor is kept, if a study says nothing else."""


class DropReason(StrEnum):
    """Why a factor is not kept."""

    INSIDE_RADIUS = "inside radius"
    """Neither its presence nor its absence moves satisfaction far enough."""
    NOT_WANTED = "not wanted"
    """Its category is I, R or Q."""
    NO_COEFFICIENTS = "no coefficients"
    """Every answer is R or Q, or there is none."""


KPI_KINDS: Final = {
    Category.MUST_BE: KpiKind.GATE,
    Category.ONE_DIMENSIONAL: KpiKind.LINEAR,
    Category.ATTRACTIVE: KpiKind.BONUS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Whether a factor is kept and why not. distance: None without coefficients; kpi_kind: None for what is dropped."""

    distance: float | None
    radius: float
    category: Category | None
    kept: bool
    reasons: tuple[DropReason, ...]
    kpi_kind: KpiKind | None


def sensitivity(
    better: float | None, worse: float | None, category: Category | str | None, radius: float = RADIUS
) -> Sensitivity:
    """Keep a factor whose √(better² + worse²) is at least the radius and whose category is M, O or A.

    better, worse: the coefficients, the sign of worse makes no difference; None where there are none. category: by
    whichever rule the study uses; None where nobody answered. radius: from 0 to √2 to make any difference. Raises ValueError
    for a radius below 0 and for coefficients outside of -1 to 1.
    """
    if not (isfinite(radius) and radius >= 0):
        raise ValueError(f"radius is {radius}: give a distance on the map, from 0 to 1.42")
    known = None if category is None else Category(category)
    distance = None if better is None or worse is None else hypot(better, worse)
    if any(one is not None and not -1 <= one <= 1 for one in (better, worse)):
        raise ValueError(f"better is {better}, worse {worse}: give coefficients from -1 to 1, None for none")
    reasons = _reasons(distance, known, radius)
    kind = None if known is None or reasons else KPI_KINDS[known]
    return Sensitivity(
        distance=distance,
        radius=radius,
        category=known,
        kept=not reasons,
        reasons=reasons,
        kpi_kind=kind,
    )


def _reasons(distance: float | None, category: Category | None, radius: float) -> tuple[DropReason, ...]:
    tested = {
        DropReason.NO_COEFFICIENTS: distance is None,
        DropReason.INSIDE_RADIUS: distance is not None and distance < radius,
        DropReason.NOT_WANTED: category not in WANTED,
    }
    return tuple(reason for reason, holds in tested.items() if holds)
