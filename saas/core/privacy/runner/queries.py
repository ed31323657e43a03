"""What pages and the API read of duties and merges."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from saas.core.customers.models import Customer
from saas.core.privacy.models import CustomerMerge, DutyKind, DutyPart, DutyRun, DutyState, PartState
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

MOST = 100
"""Runs that a page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run with what each owner did."""

    run: DutyRun
    parts: Sequence[DutyPart]

    @property
    def id(self) -> int:
        """Of the run."""
        return self.run.id

    @property
    def numbers(self) -> Mapping[str, int]:
        """How many rows were what, of all owners."""
        total: dict[str, int] = {}
        for part in self.parts:
            for name, value in part.told.items():
                count = sum(value.values()) if isinstance(value, dict) else int(value)
                total[name] = total.get(name, 0) + count
        return total

    @property
    def failed(self) -> Sequence[DutyPart]:
        """Who has not done their part, while it is still owed: not of a merge undone or a package erased since."""
        is_open = self.run.state is DutyState.OPEN
        return [part for part in self.parts if is_open and part.state is PartState.FAILED]


def duty_lines(customer_ids: Sequence[int] | None = None) -> list[RunLine]:
    """The newest runs, of everybody or of one customer's ids; two statements."""
    statement = select(DutyRun).where(DutyRun.tenant_id == current_tenant())
    if customer_ids is not None:
        statement = statement.where(DutyRun.customer_id.in_(customer_ids))
    runs = session().scalars(statement.order_by(DutyRun.id.desc()).limit(MOST)).all()
    parts: dict[int, list[DutyPart]] = {run.id: [] for run in runs}
    mine = (DutyPart.tenant_id == current_tenant(), DutyPart.duty_run_id.in_(parts))
    for part in session().scalars(select(DutyPart).where(*mine).order_by(DutyPart.owner)):
        parts[part.duty_run_id].append(part)
    return [RunLine(run=run, parts=parts[run.id]) for run in runs]


def open_undoings(customer_ids: Collection[int]) -> list[DutyRun]:
    """The runs that still have to bring back something of an undone merge that one of these customers was in."""
    ids = list(customer_ids)
    among = or_(CustomerMerge.winner_id.in_(ids), *(CustomerMerge.loser_ids.contains([one]) for one in ids))
    mine = (
        DutyRun.tenant_id == current_tenant(),
        DutyRun.kind == DutyKind.UNMERGE,
        DutyRun.state == DutyState.OPEN,
        among,
    )
    return list(session().scalars(select(DutyRun).join(CustomerMerge).where(*mine).order_by(DutyRun.id)))


def merges_of(customer_id: int, *, before: datetime | None = None, limit: int = MOST) -> list[CustomerMerge]:
    """The merges into a customer, the newest first. before: aware."""
    mine = [CustomerMerge.tenant_id == current_tenant(), CustomerMerge.winner_id == customer_id]
    if before is not None:
        mine.append(CustomerMerge.merged_at < before)
    newest = (
        select(CustomerMerge).where(*mine).order_by(CustomerMerge.merged_at.desc(), CustomerMerge.id.desc())
    )
    return list(session().scalars(newest.limit(limit)))


def names_of(customer_ids: Collection[int]) -> dict[int, str]:
    """The names of customers, of merged ones too; one statement."""
    mine = (Customer.tenant_id == current_tenant(), Customer.id.in_(customer_ids))
    return {row.id: row.name for row in session().execute(select(Customer.id, Customer.name).where(*mine))}
