"""Comparing a claim's amounts with those of others: in the background, since it needs the numerical packages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from plugins.budget.anomaly import AmountScale, DuplicateMatch, Side, find_duplicates, robust_z
from plugins.budget.claim_checks import Check, Finding, Level
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from saas.plugin_api import current_tenant, load_for_change, now, session

YEAR = timedelta(days=365)
MOST_COMPARED = 5000
LEAST_IN_CATEGORY = 12
"""With fewer amounts in a category nobody can say what is usual there."""


def look_over(claim_id: int, claim_round: int) -> dict[str, int]:
    """Say which lines are unusual in their category, or like something claimed within three days; what stood out.

    claim_round: for which handing in; a claim that was handed in anew since is left to the later job. Twice finds the same.
    """
    claim = load_for_change(ExpenseClaim, claim_id)
    if claim.round != claim_round or claim.submitted_at is None:
        return {"lines": 0, "found": 0}
    lines = list(session().scalars(_lines().where(ClaimLine.claim_id == claim.id).order_by(ClaimLine.id)))
    others = _others(claim, lines)
    compared = (Check.OUTLIER.value, Check.DUPLICATE.value)
    findings = [_outliers(lines, others), _alike(lines, others)]
    kept = [one for one in claim.checks if one["check"] not in compared]
    claim.checks = [*kept, *(one.kept() for one in findings)]
    claim.looked_over_at = now()
    session().flush()
    return {"lines": len(lines), "found": sum(len(one.lines) for one in findings)}


def _outliers(lines: Sequence[ClaimLine], others: Sequence[Any]) -> Finding:
    """Amounts far above what is usual, judged by their logarithms: amounts of a category have a long tail."""
    amounts = [line.amount_fen for line in lines] + [row.amount_fen for row in others]
    categories = [line.category_id for line in lines] + [row.category_id for row in others]
    judged = robust_z(
        amounts,
        categories,
        side=Side.ABOVE,
        scale=AmountScale.LOG,
        least_observations=LEAST_IN_CATEGORY,
    )
    places = tuple(row + 1 for row in judged.flagged if row < len(lines))
    return Finding(check=Check.OUTLIER, level=Level.AMBER if places else Level.GREEN, lines=places)


def _alike(lines: Sequence[ClaimLine], others: Sequence[Any]) -> Finding:
    """Lines whose like stands on another claim, or twice on this one: the same amount, to the same payee where it is told."""
    rows = [*lines, *others]
    found = find_duplicates(
        [row.amount_fen for row in rows],
        [row.vendor or "?" for row in rows],
        [row.spent_on for row in rows],
        match=DuplicateMatch.AMOUNT_AND_VENDOR,
    )
    places: set[int] = set()
    numbers: set[str] = set()
    for group in found.groups:
        mine = [row for row in group.rows if row < len(lines)]
        if mine:
            places |= {row + 1 for row in mine}
            numbers |= {others[row - len(lines)].document_no for row in group.rows if row >= len(lines)}
    return Finding(
        check=Check.DUPLICATE,
        level=Level.AMBER if places else Level.GREEN,
        lines=tuple(sorted(places)),
        others=tuple(sorted(numbers))[:5],
    )


def _others(claim: ExpenseClaim, lines: Sequence[ClaimLine]) -> Sequence[Any]:
    """What others claimed in the same categories within a year, as far as it counts, the latest first; one statement."""
    days = [line.spent_on for line in lines]
    return (
        session()
        .execute(
            select(
                ClaimLine.amount_fen,
                ClaimLine.category_id,
                ClaimLine.vendor,
                ClaimLine.spent_on,
                ExpenseClaim.document_no,
            )
            .join(
                ExpenseClaim,
                (ExpenseClaim.tenant_id == ClaimLine.tenant_id) & (ExpenseClaim.id == ClaimLine.claim_id),
            )
            .where(
                ClaimLine.tenant_id == current_tenant(),
                ClaimLine.claim_id != claim.id,
                ClaimLine.counts,
                ClaimLine.category_id.in_({line.category_id for line in lines}),
                ClaimLine.spent_on >= min(days) - YEAR,
                ExpenseClaim.submitted_at.is_not(None),
            )
            .order_by(ClaimLine.spent_on.desc(), ClaimLine.id.desc())
            .limit(MOST_COMPARED)
        )
        .all()
        if days
        else []
    )


def _lines() -> Any:
    return select(ClaimLine).where(ClaimLine.tenant_id == current_tenant())
