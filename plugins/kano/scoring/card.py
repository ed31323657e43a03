"""A score card: linear parts make the score, bonus parts add to it, gates cap the grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.scoring.bands import GRADE_BANDS, GradeBand, capped_grade, checked_bands, grade_of
from plugins.kano.scoring.exact import Number, exact, is_missing, rounded
from plugins.kano.scoring.mean import SHARE_PLACES, checked_weights, exact_mean
from plugins.kano.scoring.parts import (
    BonusPart,
    GatePart,
    LinearPart,
    exact_bonus_points,
    exact_linear_points,
    gate_passed,
)

Part = GatePart | LinearPart | BonusPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPart:
    """What became of one part. points: None for a gate and for a missing value. passed: of a gate, None if unknown.

    share: a linear part's weight among the linear parts that have a value; None for the others.
    """

    name: str
    kind: KpiKind
    points: Decimal | None
    share: Decimal | None
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCard:
    """The score, base and bonus together, and the grade; all of them None when no linear part has a value.

    grade_before_gates: what the score alone would give. coverage: the share of the linear parts' weights that had a value,
    None without a weight. missing: names of parts without a value; a gate without a value caps nothing, and is named here.
    """

    score: Decimal | None
    base: Decimal | None
    bonus: Decimal
    grade: str | None
    grade_before_gates: str | None
    failed_gates: tuple[str, ...]
    missing: tuple[str, ...]
    coverage: Decimal | None
    parts: tuple[ScoredPart, ...]


def score_card(
    parts: Sequence[Part],
    *,
    bands: Sequence[GradeBand] = GRADE_BANDS,
    bonus_limit: Number | None = None,
    places: int = 2,
) -> ScoreCard:
    """The mean of the linear parts' points by weight, re-weighted over those with a value, plus the bonus points.

    Nothing missing counts as 0, and nothing is rounded (half up, to places) before the end. The grade is that of the score
    as rounded; each failed gate then caps it at its ceiling. bonus_limit: the most that all bonus parts add, None for no
    limit. Raises ValueError for parts of one name, negative weights or limits, unknown ceilings, and what the parts refuse.
    """
    checked_bands(bands)
    checked_parts(parts, bands)
    linear = [part for part in parts if isinstance(part, LinearPart)]
    points = [exact_linear_points(part) for part in linear]
    weights = checked_weights([part.weight for part in linear], len(linear))
    present = sum((w for x, w in zip(points, weights, strict=True) if x is not None), Fraction(0))
    total = sum(weights, Fraction(0))
    base, bonus = exact_mean(points, weights), exact_bonus(parts, bonus_limit)
    score = None if base is None else rounded(base + bonus, places)
    before = None if score is None else grade_of(score, bands)
    failed = [part for part in parts if isinstance(part, GatePart) and passed(part) is False]
    return ScoreCard(
        score=score,
        base=None if base is None else rounded(base, places),
        bonus=rounded(bonus, places),
        grade=None if before is None else capped(before, failed, bands),
        grade_before_gates=before,
        failed_gates=tuple(part.name for part in failed),
        missing=tuple(part.name for part in parts if is_missing(part.value)),
        coverage=rounded(present / total, SHARE_PLACES) if total else None,
        parts=tuple(scored_part(part, present, places) for part in parts),
    )


def checked_parts(parts: Sequence[Part], bands: Sequence[GradeBand]) -> None:
    """Names are told apart, and ceilings are grades."""
    names = [part.name for part in parts]
    for name in names:
        if names.count(name) > 1:
            msg = f"two parts are named {name!r}: name each differently"
            raise ValueError(msg)
    grades = {band.name for band in bands}
    for part in parts:
        if isinstance(part, GatePart) and part.ceiling not in grades:
            msg = f"{part.name}: its ceiling {part.ceiling!r} is no grade of the bands"
            raise ValueError(msg)


def exact_bonus(parts: Sequence[Part], limit: Number | None) -> Fraction:
    """The points of all bonus parts, up to the limit; a missing one adds nothing."""
    total = sum(
        (exact_bonus_points(part) or Fraction(0) for part in parts if isinstance(part, BonusPart)),
        Fraction(0),
    )
    if limit is None:
        return total
    most = exact(limit, "bonus_limit")
    if most < 0:
        msg = f"bonus_limit is negative, {limit}: give 0 or more, or None"
        raise ValueError(msg)
    return min(total, most)


def passed(part: GatePart) -> bool | None:
    """Whether a gate is passed, None if unknown."""
    return gate_passed(part.value, standard=part.standard, direction=part.direction)


def capped(grade: str, failed: Sequence[GatePart], bands: Sequence[GradeBand]) -> str:
    """The grade after every failed gate."""
    return reduce(lambda found, part: capped_grade(found, part.ceiling, bands), failed, grade)


def scored_part(part: Part, present: Fraction, places: int) -> ScoredPart:
    """What one part shows. present: the weights of all linear parts with a value."""
    if isinstance(part, GatePart):
        return ScoredPart(name=part.name, kind=KpiKind.GATE, points=None, share=None, passed=passed(part))
    if isinstance(part, BonusPart):
        bonus = exact_bonus_points(part)
        shown = None if bonus is None else rounded(bonus, places)
        return ScoredPart(name=part.name, kind=KpiKind.BONUS, points=shown, share=None, passed=None)
    points = exact_linear_points(part)
    weight = exact(part.weight, part.name)
    return ScoredPart(
        name=part.name,
        kind=KpiKind.LINEAR,
        points=None if points is None else rounded(points, places),
        share=rounded(weight / present, SHARE_PLACES) if points is not None and present else None,
        passed=None,
    )
