"""The lines of a year that spending is held against: finding, making and locking them, and writing into the ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from plugins.budget.models import Cell, EntryKind, LedgerEntry, Pot
from plugins.budget.queries.pots import candidates, covering_budget
from saas.plugin_api import current_actor, current_tenant, now, session

MONTHS = range(1, 13)

_COLUMN = {
    EntryKind.REVISE: (Cell.planned_fen, 1),
    EntryKind.TRANSFER: (Cell.planned_fen, 1),
    EntryKind.COMMIT: (Cell.committed_fen, 1),
    EntryKind.RELEASE: (Cell.committed_fen, -1),
    EntryKind.ACTUAL: (Cell.actual_fen, 1),
    EntryKind.REVERSE: (Cell.actual_fen, -1),
}
"""Which sum of a month an entry changes, and in which direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where money is planned or spent: a category of a store or department, or of the group itself."""

    category_id: int
    store_id: int | None
    department_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One entry to be written. act: what writes it, unique for good."""

    pot_id: int
    month: int
    kind: EntryKind
    amount_fen: int
    act: str
    document: str
    spent_on: date
    title: str = ""
    set_aside_id: int | None = None


def pot_for(place: Place, year: int) -> int:
    """The pot that a spend at a place is held against.

    The nearest that has a budget: of the department, the store, then the group; of the category, then of those that it
    belongs to. Else the place's own, with nothing planned: of a budget that covers the store, or of none.
    """
    found = candidates(place.store_id, place.department_id, place.category_id, year)
    if found:
        return found[0]
    return own_pot(place, year, covering_budget(place.store_id, year))


def own_pot(place: Place, year: int, budget_id: int | None) -> int:
    """The pot of exactly this place, made where there is none; twelve months come with it."""
    row = {
        "tenant_id": current_tenant(),
        "year": year,
        "category_id": place.category_id,
        "store_id": place.store_id,
        "department_id": place.department_id,
        "budget_id": budget_id,
    }
    new = insert(Pot).values(row).on_conflict_do_nothing().returning(Pot.id)
    made: int | None = session().scalar(new)
    if made is not None:
        months = [{"tenant_id": current_tenant(), "pot_id": made, "month": month} for month in MONTHS]
        session().execute(insert(Cell).values(months))
        return made
    mine = (
        Pot.tenant_id == current_tenant(),
        Pot.year == year,
        Pot.category_id == place.category_id,
        Pot.store_id.is_not_distinct_from(place.store_id),
        Pot.department_id.is_not_distinct_from(place.department_id),
    )
    known: int = session().scalars(select(Pot.id).where(*mine)).one()
    return known


def lock_pots(pot_ids: Collection[int]) -> dict[int, Pot]:
    """These pots by id, locked until the end of the transaction, in the order of their ids, so that none waits in a circle."""
    mine = (Pot.tenant_id == current_tenant(), Pot.id.in_(sorted(pot_ids)))
    statement = select(Pot).where(*mine).order_by(Pot.id).with_for_update()
    return {one.id: one for one in session().scalars(statement.execution_options(populate_existing=True))}


def written(acts: Collection[str]) -> set[str]:
    """Which of these acts are in the ledger already."""
    mine = (LedgerEntry.tenant_id == current_tenant(), LedgerEntry.act.in_(acts))
    return set(session().scalars(select(LedgerEntry.act).where(*mine)))


def post(postings: Sequence[Posting]) -> None:
    """Write entries and the sums that follow from them; whoever calls has locked the pots and knows that the acts are new."""
    actor = current_actor()
    rows = [
        {
            "tenant_id": current_tenant(),
            "pot_id": one.pot_id,
            "month": one.month,
            "kind": one.kind,
            "amount_fen": one.amount_fen,
            "act": one.act,
            "set_aside_id": one.set_aside_id,
            "document": one.document,
            "title": one.title,
            "spent_on": one.spent_on,
            "posted_at": now(),
            "actor_kind": actor.kind.value,
            "actor_id": actor.id,
        }
        for one in postings
    ]
    if not rows:
        return
    session().execute(insert(LedgerEntry).values(rows))
    changes: dict[tuple[int, int], dict[InstrumentedAttribute[int], int]] = {}
    for one in postings:
        column, sign = _COLUMN[one.kind]
        month = changes.setdefault((one.pot_id, one.month), {})
        month[column] = month.get(column, 0) + sign * one.amount_fen
    for (pot_id, number), month in changes.items():
        mine = (Cell.tenant_id == current_tenant(), Cell.pot_id == pot_id, Cell.month == number)
        changed = {column: column + amount for column, amount in month.items()}
        session().execute(
            update(Cell).where(*mine).values(changed).execution_options(synchronize_session=False)
        )
