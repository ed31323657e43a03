"""Reads: where spending stands, and what was booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, case, cast, func, select

from plugins.budget.models import Cell, CostCategory, LedgerEntry, Pot, Transfer
from plugins.budget.permissions import READ
from saas.plugin_api import (
    Department,
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All lines of a board together; amounts in fen."""

    planned_fen: int
    committed_fen: int
    actual_fen: int

    @property
    def room_fen(self) -> int:
        """What is left."""
        return self.planned_fen - self.committed_fen - self.actual_fen


def board_page(
    year: int, *, until: int = 12, store_id: int | None = None, limit: int = 50, after: str | None = None,
    before: str | None = None,
) -> Page[Any]:  # fmt: skip
    """One page of the lines of a year within reach with their sums from January to a month, as they are now."""
    statement = _lines(year, until)
    if store_id is not None:
        statement = statement.where(Pot.store_id == store_id)
    return keyset_page(statement, keys=[Pot.id], limit=limit, after=after, before=before)


def standing(year: int, *, until: int = 12, store_id: int | None = None) -> Standing:
    """The lines of a year within reach together, from January to a month; one statement."""
    sums = [
        func.coalesce(func.sum(one), 0) for one in (Cell.planned_fen, Cell.committed_fen, Cell.actual_fen)
    ]
    statement = (
        select(*sums)
        .join(Pot, and_(Pot.tenant_id == Cell.tenant_id, Pot.id == Cell.pot_id))
        .where(
            Cell.tenant_id == current_tenant(),
            Pot.year == year,
            Cell.month <= until,
            scope_filter(READ, store_column=Pot.store_id),
        )
    )
    if store_id is not None:
        statement = statement.where(Pot.store_id == store_id)
    row = session().execute(statement).one()
    return Standing(planned_fen=int(row[0]), committed_fen=int(row[1]), actual_fen=int(row[2]))


def pot_row(pot_id: int) -> Any:
    """One line of a year within reach, with its sums and names; raises NotFound."""
    statement = (
        _named(select(Pot), Pot.category_id, Pot.store_id, Pot.department_id)
        .where(Pot.tenant_id == current_tenant(), Pot.id == pot_id, scope_filter(READ, store_column=Pot.store_id))
    )  # fmt: skip
    found = session().execute(statement).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def entries_page(
    pot_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of what was booked on a line, with who did it, the newest first; whoever calls looked at the line."""
    statement: Select[*tuple[Any, ...]] = (
        select(LedgerEntry, Member.display_name.label("actor"))
        .outerjoin(
            Member,
            and_(
                LedgerEntry.actor_kind == "member",
                Member.tenant_id == LedgerEntry.tenant_id,
                Member.id == LedgerEntry.actor_id,
            ),
        )
        .where(LedgerEntry.tenant_id == current_tenant(), LedgerEntry.pot_id == pot_id)
    )
    return keyset_page(
        statement, keys=[LedgerEntry.id], limit=limit, after=after, before=before, descending=True
    )


def transfers_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[Any]:
    """One page of the transfers out of lines within reach, the newest first."""
    statement = (
        _named(select(Transfer, Pot), Pot.category_id, Pot.store_id, Pot.department_id)
        .join(Transfer, and_(Transfer.tenant_id == Pot.tenant_id, Transfer.from_pot_id == Pot.id))
        .where(Transfer.tenant_id == current_tenant(), scope_filter(READ, store_column=Pot.store_id))
    )
    return keyset_page(
        statement, keys=[Transfer.id], limit=limit, after=after, before=before, descending=True
    )


def lines_of_year(year: int) -> list[tuple[str, Any]]:
    """The lines of a year within reach that have a budget, for choosing one: id and its row."""
    statement = _named(select(Pot), Pot.category_id, Pot.store_id, Pot.department_id).where(
        Pot.tenant_id == current_tenant(),
        Pot.year == year,
        Pot.budget_id.is_not(None),
        scope_filter(READ, store_column=Pot.store_id),
    )
    return [(str(row.Pot.id), row) for row in session().execute(statement.order_by(Pot.id).limit(500))]


def _lines(year: int, until: int) -> Select[*tuple[Any, ...]]:
    counted = Cell.month <= until
    sums = (
        select(
            Cell.pot_id,
            *(
                cast(func.sum(case((counted, column), else_=0)), BigInteger).label(name)
                for name, column in (
                    ("planned_fen", Cell.planned_fen),
                    ("committed_fen", Cell.committed_fen),
                    ("actual_fen", Cell.actual_fen),
                )
            ),
            cast(func.sum(Cell.planned_fen), BigInteger).label("year_fen"),
            cast(
                func.sum(
                    case(
                        (counted, Cell.committed_fen + Cell.actual_fen),
                        else_=func.greatest(Cell.planned_fen, Cell.committed_fen + Cell.actual_fen),
                    )
                ),
                BigInteger,
            ).label("year_end_fen"),
        )
        .where(Cell.tenant_id == current_tenant())
        .group_by(Cell.pot_id)
        .subquery()
    )
    columns = (
        sums.c.planned_fen,
        sums.c.committed_fen,
        sums.c.actual_fen,
        sums.c.year_fen,
        sums.c.year_end_fen,
    )
    found: Select[*tuple[Any, ...]] = (
        _named(select(Pot, *columns), Pot.category_id, Pot.store_id, Pot.department_id)
        .join(sums, sums.c.pot_id == Pot.id)
        .where(
            Pot.tenant_id == current_tenant(),
            Pot.year == year,
            scope_filter(READ, store_column=Pot.store_id),
        )
    )
    return found


def _named(statement: Any, category: Any, store: Any, department: Any) -> Any:
    """With the names of the category, the store and the department of a line."""
    return (
        statement.add_columns(
            CostCategory.names.label("names"),
            Store.name.label("store"),
            Department.name.label("department"),
        )
        .select_from(Pot)
        .join(CostCategory, and_(CostCategory.tenant_id == Pot.tenant_id, CostCategory.id == category))
        .outerjoin(Store, and_(Store.tenant_id == Pot.tenant_id, Store.id == store))
        .outerjoin(Department, and_(Department.tenant_id == Pot.tenant_id, Department.id == department))
    )
