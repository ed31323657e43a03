"""Drawing the sample of an audit: once, and so that it can be drawn again from what is kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from plugins.budget.auditing_draw import drawn
from plugins.budget.auditing_states import AuditResult, AuditStep, DrawMethod
from plugins.budget.claim_settings import claim_rule
from plugins.budget.models.audits import Audit, AuditedClaim, AuditEventKind
from plugins.budget.operations.audit_history import audit_for_change, note, state_after
from plugins.budget.permissions.audits import AUDIT_WRITE
from plugins.budget.queries.audit_population import exceeding_claims, lines_of_population, population
from saas.plugin_api import Conflict, Invalid, _, current_tenant, now, session

MOST_DRAWN = 500
SEEDS = 10**9
"""Seeds are below it: short enough to be read out and typed again."""


def draw_sample(
    audit_id: int, *, method: DrawMethod, size: int, seed: int | None = None, version: int | None = None
) -> Audit:
    """Draw the sample of an audit and keep it, with the population that it was drawn from.

    seed: none for one that is drawn too. The same method, seed and size draw the same claims from the same population.
    Raises Conflict where a sample is drawn already or there is nothing to draw from, Invalid for a size or seed out of
    range.
    """
    audit = audit_for_change(audit_id, AUDIT_WRITE, version=version)
    after = state_after(audit, AuditStep.DRAW)
    if not 1 <= size <= MOST_DRAWN:
        raise Invalid("size", _("Draw between 1 and %(n)d claims.", n=MOST_DRAWN))
    if seed is not None and not 0 <= seed < SEEDS:
        raise Invalid("seed", _("Enter a whole number from 0 to %(n)d.", n=SEEDS - 1))
    claims = population(audit)
    if not claims:
        raise Conflict(_("Nothing was passed by finance in this period, so there is nothing to draw from."))
    audit.state = after
    keep_sample(
        audit, claims, method=method, size=size, seed=secrets.randbelow(SEEDS) if seed is None else seed
    )
    note(audit, AuditEventKind.DRAWN)
    return audit


def keep_sample(audit: Audit, claims: Sequence[Any], *, method: DrawMethod, size: int, seed: int) -> None:
    """Draw so many of these claims, and keep how it was done beside those that were drawn."""
    known = {row.id: (1, []) for row in claims} if method is DrawMethod.RANDOM else _by_risk(claims)
    audit.method, audit.sample_size, audit.seed = method, size, seed
    audit.population, audit.population_fen = len(claims), sum(row.total_fen for row in claims)
    audit.drawn_at = now()
    numbers = drawn({row.document_no: known[row.id][0] for row in claims}, seed=seed, size=size)
    by_number = {row.document_no: row for row in claims}
    _keep(audit, [by_number[number] for number in numbers], known)


def _by_risk(claims: Sequence[Any]) -> dict[int, tuple[int, list[dict[str, Any]]]]:
    # The numerical packages are loaded by whoever first draws by risk, not at start-up.
    from plugins.budget.auditing_risk import RiskLine, weighed

    limits = {store_id: claim_rule(store_id).line_limit_fen for store_id in {row.store_id for row in claims}}
    claim_ids = [row.id for row in claims]
    lines = [
        RiskLine(
            claim_id=row.claim_id,
            spent_on=row.spent_on,
            amount_fen=row.amount_fen,
            limit_fen=limits[row.store_id],
        )
        for row in lines_of_population(claim_ids)
    ]
    found = weighed({row.id: row.checks for row in claims}, lines, exceeding_claims(claim_ids))
    return {
        claim_id: (one.weight, [reason.kept() for reason in one.reasons]) for claim_id, one in found.items()
    }


def _keep(audit: Audit, chosen: Sequence[Any], known: Mapping[int, tuple[int, list[dict[str, Any]]]]) -> None:
    rows = [
        {
            "tenant_id": current_tenant(),
            "audit_id": audit.id,
            "position": position,
            "claim_id": row.id,
            "store_id": row.store_id,
            "weight": known[row.id][0],
            "reasons": known[row.id][1],
            "total_fen": row.total_fen,
            "round": row.round,
            "result": AuditResult.PENDING,
            "points": [],
        }
        for position, row in enumerate(chosen, 1)
    ]
    session().execute(insert(AuditedClaim), rows)
