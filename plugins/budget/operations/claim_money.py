"""A claim and the budget: what it needs, setting it aside, letting it go, spending it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from plugins.budget.models import CostCategory, SetAside
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations import spending
from plugins.budget.operations.pots import lock_pots
from saas.plugin_api import (
    Conflict,
    Spend,
    SpendAction,
    SpendVerdict,
    _,
    current_tenant,
    session,
)

WHATEVER = 10**15
"""More than any budget has: a share is set aside whatever is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a claim needs of one category in one month. places: of its lines, from 1. line_ids: the lines."""

    key: str
    spend: Spend
    places: tuple[int, ...]
    line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How a claim stood against the budget. excess_fen: by how much it does not fit, all together."""

    excess_fen: int
    tight: frozenset[int]
    """Places of lines for which little or nothing is left."""
    year_planned_fen: int
    year_end_fen: int


class BeyondBudget(Conflict):
    """A claim needs more than the budget has, and more than was approved; nothing was set aside."""

    def __init__(self, need: Need) -> None:
        super().__init__(_("The claim exceeds the budget. Say why, and it is held until that is approved."))
        self.need = need


def lines_of(claim_ids: Sequence[int]) -> list[ClaimLine]:
    """The lines of claims in their order."""
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id.in_(claim_ids))
    return list(session().scalars(select(ClaimLine).where(*mine).order_by(ClaimLine.id)))


def set_aside(claim: ExpenseClaim, lines: Sequence[ClaimLine], *, beyond_fen: int = 0) -> Need:
    """Set the money of a claim aside in the months and categories of its lines.

    beyond_fen: by how much the budget may be exceeded, since that was approved. Raises BeyondBudget for more, with nothing
    set aside, and Conflict where the budget may not be exceeded at all.
    """
    shares = shares_of(claim, lines)
    with session().begin_nested() as savepoint:
        # Each share is held against what the ones before it left; whether all of it may be is decided for the whole claim.
        made = spending.set_aside(
            {share.key: share.spend for share in shares},
            allowed_over_fen={share.key: WHATEVER for share in shares},
        )
        verdicts = [
            (share, one.verdict) for share, one in zip(shares, made, strict=True) if one.verdict is not None
        ]
        refused = next((found for _share, found in verdicts if found.action is SpendAction.STOP), None)
        need = _need(verdicts)
        if refused is not None or need.excess_fen > beyond_fen:
            savepoint.rollback()
    if refused is not None:
        raise Conflict(_("The budget of this category may not be exceeded: %(line)s.", line=refused.line))
    if need.excess_fen > beyond_fen:
        raise BeyondBudget(need)
    for share in shares:
        for line in lines:
            if line.id in share.line_ids:
                line.commit_key = share.key
    session().flush()
    return need


def let_go(claim: ExpenseClaim) -> None:
    """Give back what was set aside for a claim and not spent."""
    lines = lines_of([claim.id])
    keys = sorted({line.commit_key for line in lines if line.commit_key})
    _lock(keys)
    for key in keys:
        spending.release(key, act=f"{key}:release")
    for line in lines:
        line.commit_key = ""
    session().flush()


def spend_claims(claims: Sequence[ExpenseClaim]) -> None:
    """Turn what was set aside for claims into what was spent, in the months of their lines."""
    amounts: dict[str, int] = {}
    for line in lines_of([claim.id for claim in claims]):
        if line.commit_key:
            amounts[line.commit_key] = amounts.get(line.commit_key, 0) + line.amount_fen
    _lock(list(amounts))
    for key, amount in sorted(amounts.items()):
        spending.spent(key, act=f"{key}:paid", amount_fen=amount, last=True)


def shares_of(claim: ExpenseClaim, lines: Sequence[ClaimLine]) -> list[Share]:
    """What a claim needs, by category and month, in an order that two claims share, so that neither waits in a circle."""
    codes = _codes({line.category_id for line in lines})
    found: dict[tuple[str, date], list[tuple[int, ClaimLine]]] = {}
    for place, line in enumerate(lines, 1):
        found.setdefault((codes[line.category_id], line.spent_on.replace(day=1)), []).append((place, line))
    return [
        Share(
            key=f"budget.claim:{claim.id}:{claim.round}:{code}:{month:%Y%m}",
            spend=Spend(
                store_id=claim.store_id,
                department_id=claim.department_id,
                category=code,
                day=max(line.spent_on for _place, line in mine),
                amount_fen=sum(line.amount_fen for _place, line in mine),
                document=f"budget.claim:{claim.id}",
                title=claim.document_no,
            ),
            places=tuple(place for place, _line in mine),
            line_ids=tuple(line.id for _place, line in mine),
        )
        for (code, month), mine in sorted(found.items())
    ]


def _need(verdicts: Sequence[tuple[Share, SpendVerdict]]) -> Need:
    beyond = [(share, verdict) for share, verdict in verdicts if not verdict.may_commit]
    tight = [share for share, verdict in verdicts if verdict.action is not SpendAction.ALLOW]
    planned = {verdict.line: verdict.year_planned_fen for _share, verdict in beyond}
    # Verdicts come one after the other, each with the shares before it: the last of a line tells of all.
    year_end = {verdict.line: verdict.year_end_fen for _share, verdict in beyond}
    return Need(
        excess_fen=sum(_excess(share, verdict) for share, verdict in beyond),
        tight=frozenset(place for share in tight for place in share.places),
        year_planned_fen=sum(planned.values()),
        year_end_fen=sum(year_end.values()),
    )


def _excess(share: Share, verdict: SpendVerdict) -> int:
    """What does not fit of a share; what was exceeded before it is not its doing."""
    return share.spend.amount_fen - max(verdict.room_fen or 0, 0)


def _lock(keys: Sequence[str]) -> None:
    """Lock the lines of the budget that these were set aside from, all at once, so that two claims never wait in a circle."""
    mine = (SetAside.tenant_id == current_tenant(), SetAside.key.in_(keys))
    lock_pots(set(session().scalars(select(SetAside.pot_id).where(*mine))))


def _codes(category_ids: set[int]) -> dict[int, str]:
    mine = (CostCategory.tenant_id == current_tenant(), CostCategory.id.in_(category_ids))
    rows = session().execute(select(CostCategory.id, CostCategory.code).where(*mine))
    return {row.id: row.code for row in rows}
