"""What the machine looks at when a claim is handed in; comparing amounts with others' comes after, in the background."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from plugins.budget.claim_checks import CheckedLine, look_at_lines
from plugins.budget.claim_settings import claim_rule
from plugins.budget.claim_words import limit_text
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations.limits import limits_of_lines
from saas.plugin_api import (
    Conflict,
    attached_files,
    current_tenant,
    files_used_before,
    session,
    today,
    zone_of,
)


def check_claim(claim: ExpenseClaim, lines: Sequence[ClaimLine], *, tight: Collection[int]) -> None:
    """Look at a claim that is handed in and keep what stands out.

    tight: places of lines for which little or nothing is left in the budget.
    """
    rule = claim_rule(claim.store_id)
    ids = [line.id for line in lines]
    files = attached_files(ClaimLine, ids)
    used = _used_elsewhere(claim, lines)
    limits = limits_of_lines(claim, lines, rule)
    checked = [
        CheckedLine(
            place=place,
            spent_on=line.spent_on,
            amount_fen=line.amount_fen,
            tax_fen=line.tax_fen,
            invoice_no=line.invoice_no,
            receipts=len(files.get(line.id, ())),
            tight_budget=place in tight,
            limit=limit,
            used_in=tuple(
                sorted({number for file in files.get(line.id, ()) for number in used.get(file.id, ())})
            ),
        )
        for place, (line, limit) in enumerate(zip(lines, limits, strict=True), 1)
    ]
    found = look_at_lines(checked, submitted_on=today(zone_of(claim.store_id)), most_days=rule.most_days)
    claim.checks, claim.looked_over_at = [one.kept() for one in found], None


def refuse_above_hard_limits(claim: ExpenseClaim, lines: Sequence[ClaimLine]) -> None:
    """Raise Conflict where a line is above a limit that refuses, with every such line, its limit and how to mend it."""
    limits = limits_of_lines(claim, lines, claim_rule(claim.store_id))
    refused = [
        limit.kept(place, line.amount_fen)
        for place, (line, limit) in enumerate(zip(lines, limits, strict=True), 1)
        if limit is not None and limit.hard and limit.exceeded_by(line.amount_fen)
    ]
    if refused:
        raise Conflict(" ".join(limit_text(one) for one in refused))


def _used_elsewhere(claim: ExpenseClaim, lines: Sequence[ClaimLine]) -> dict[int, set[str]]:
    """For files of a claim's lines the numbers of other claims that have the same, those that came to nothing too."""
    again = files_used_before(ClaimLine, [line.id for line in lines])
    row_ids = {row_id for found in again.values() for row_id in found}
    if not row_ids:
        return {}
    named = (
        select(ClaimLine.id, ExpenseClaim.document_no)
        .join(
            ExpenseClaim,
            (ExpenseClaim.tenant_id == ClaimLine.tenant_id) & (ExpenseClaim.id == ClaimLine.claim_id),
        )
        .where(
            ClaimLine.tenant_id == current_tenant(), ClaimLine.id.in_(row_ids), ClaimLine.claim_id != claim.id
        )
    )
    numbers = {row.id: row.document_no for row in session().execute(named)}
    return {
        file_id: {numbers[row_id] for row_id in found if row_id in numbers}
        for file_id, found in again.items()
    }
