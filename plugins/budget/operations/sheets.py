"""Writing a budget: the sheet, what it assumes, and its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import delete, func, select

from plugins.budget.models import Budget, BudgetLine, BudgetVersion, Driver, VersionState
from plugins.budget.operations.categories import check_category
from plugins.budget.operations.pots import MONTHS, Place
from plugins.budget.operations.steps import take
from plugins.budget.permissions import READ, WRITE
from plugins.budget.queries.rates import rates_of_year
from plugins.budget.states import OPEN, Step
from saas.plugin_api import (
    Conflict,
    Department,
    Invalid,
    NotFound,
    Store,
    _,
    allowed,
    current_tenant,
    load,
    load_for_change,
    record,
    require,
    round_half_up,
    session,
    take_number,
)

P = TypeVar("P", Store, Department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a version was written from."""

    strategy: str = ""
    standards: str = ""
    history_base: str = ""
    market_percent: Decimal = Decimal(0)
    demand_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDetails:
    """A line over the year. months: twelve amounts in yuan or, with a driver, twelve volumes."""

    place: Place
    months: Sequence[Decimal]
    driver: Driver | None = None


def create_budget(
    *, title: str, year: int, store_id: int | None, target_fen: int | None, assumptions: Assumptions
) -> Budget:
    """Begin a budget with its first version.

    Raises Forbidden without the right for the store, Invalid for a store that is not there.
    """
    require(WRITE, store_id=store_id)
    code = ""
    if store_id is not None:
        try:
            code = load(Store, store_id).code
        except NotFound:
            raise Invalid("store_id", _("This does not exist, or no longer.")) from None
    budget = Budget(
        title=title,
        year=year,
        store_id=store_id,
        target_fen=target_fen,
        document_no=take_number("YS", period=str(year), store_id=store_id, store_code=code),
    )
    session().add(budget)
    session().flush()
    version = BudgetVersion(budget_id=budget.id, number=1)
    _assume(version, assumptions)
    session().add(version)
    session().flush()
    record("budget.sheet.created", "budget_sheet", budget.id, detail={"document_no": budget.document_no})
    return budget


def change_budget(
    budget_id: int, *, title: str, target_fen: int | None, assumptions: Assumptions, version: int
) -> Budget:
    """Change what the version on its way assumes, and the target. Raises NotFound, Forbidden, Conflict, VersionConflict."""
    budget = budget_for_change(budget_id, WRITE, version=version)
    draft = version_on_its_way(budget)
    take(draft, Step.EDIT)
    budget.title, budget.target_fen = title, target_fen
    _assume(draft, assumptions)
    session().flush()
    record("budget.sheet.changed", "budget_sheet", budget.id, detail={"number": draft.number})
    return budget


def write_series(budget_id: int, details: SeriesDetails) -> BudgetVersion:
    """Write twelve months of a line, in place of what it said before.

    With a driver each month is its volume × the standard rate of that month, rounded half up. Raises Invalid for a store,
    department or category that cannot be, a month below 0 and a driver without a rate; Conflict outside draft and return.
    """
    budget = budget_for_change(budget_id, WRITE)
    draft = version_on_its_way(budget)
    take(draft, Step.EDIT)
    _check_place(budget, details.place)
    if len(details.months) != len(MONTHS) or any(one < 0 for one in details.months):
        raise Invalid("m1", _("Enter twelve months, none of them below 0."))
    rates = _rates(budget.year, details)
    known = {line.month: line for line in _lines(draft.id, details.place)}
    for month, value in zip(MONTHS, details.months, strict=True):
        line = known.get(month) or BudgetLine(version_id=draft.id, month=month, **_columns(details.place))
        line.driver, line.volume, line.rate_fen = None, None, None
        if details.driver is None:
            line.amount_fen = _fen(value * 100)
        else:
            line.driver, line.volume, line.rate_fen = details.driver, value, rates[month]
            line.amount_fen = _fen(value * rates[month])
        session().add(line)
    session().flush()
    record("budget.sheet.line_written", "budget_sheet", budget.id, detail=_columns(details.place))
    return draft


def remove_series(budget_id: int, place: Place) -> None:
    """Take a line out of the version on its way; one that is in force is set to 0, as its bookings stay.

    Raises as `write_series`.
    """
    budget = budget_for_change(budget_id, WRITE)
    draft = version_on_its_way(budget)
    take(draft, Step.EDIT)
    lines = _lines(draft.id, place)
    if not lines:
        raise NotFound(_("This does not exist, or no longer."))
    for line in lines:
        if line.base_fen:
            line.amount_fen, line.driver, line.volume, line.rate_fen = 0, None, None, None
    session().flush()
    gone = [line.id for line in lines if not line.base_fen]
    session().execute(
        delete(BudgetLine).where(BudgetLine.tenant_id == current_tenant(), BudgetLine.id.in_(gone))
    )
    record("budget.sheet.line_removed", "budget_sheet", budget.id, detail=_columns(place))


def budget_for_change(budget_id: int, permission: str, *, version: int | None = None) -> Budget:
    """The budget, locked, for somebody who may do this to it; raises NotFound out of reach, Forbidden, Conflict once closed."""
    budget = load_for_change(Budget, budget_id)
    if not allowed(READ, store_id=budget.store_id):
        raise NotFound(_("This does not exist, or no longer."))
    require(permission, store_id=budget.store_id)
    if budget.closed_at is not None:
        raise Conflict(_("The year of this budget is closed."))
    return budget if version is None else load_for_change(Budget, budget_id, version=version)


def version_on_its_way(budget: Budget) -> BudgetVersion:
    """The version that is neither in force nor past, locked; raises Conflict where there is none."""
    mine = (
        BudgetVersion.tenant_id == current_tenant(),
        BudgetVersion.budget_id == budget.id,
        BudgetVersion.state.in_(OPEN),
    )
    statement = select(BudgetVersion).where(*mine).with_for_update()
    found = session().scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise Conflict(_("No version of this budget is being written. Begin a revision first."))
    return found


def total_of(version_id: int) -> int:
    """What a version comes to, in fen."""
    mine = (BudgetLine.tenant_id == current_tenant(), BudgetLine.version_id == version_id)
    return int(session().scalar(select(func.coalesce(func.sum(BudgetLine.amount_fen), 0)).where(*mine)) or 0)


def is_draft(version: BudgetVersion) -> bool:
    """Whether its lines may be written."""
    return version.state in (VersionState.DRAFT, VersionState.RETURNED)


def _assume(version: BudgetVersion, assumptions: Assumptions) -> None:
    for name in ("strategy", "standards", "history_base", "market_percent", "demand_percent"):
        setattr(version, name, getattr(assumptions, name))


def _check_place(budget: Budget, place: Place) -> None:
    check_category(place.category_id)
    if budget.store_id is not None and place.store_id != budget.store_id:
        raise Invalid("store_id", _("This budget is one store's; its lines are that store's."))
    if place.store_id is not None:
        _there(Store, place.store_id, "store_id")
    if place.department_id is not None:
        department = _there(Department, place.department_id, "department_id")
        if department.store_id not in (None, place.store_id):
            raise Invalid("department_id", _("Choose a department of this store."))


def _there(model: type[P], row_id: int, field: str) -> P:
    try:
        return load(model, row_id)
    except NotFound:
        raise Invalid(field, _("This does not exist, or no longer.")) from None


def _rates(year: int, details: SeriesDetails) -> Mapping[int, Decimal]:
    if details.driver is None:
        return {}
    found = rates_of_year(details.place.category_id, details.place.store_id, details.driver, year)
    if any(month not in found for month in MONTHS):
        raise Invalid(
            "driver", _("There is no standard rate of this driver for the category in the whole year.")
        )
    return found


def _lines(version_id: int, place: Place) -> Sequence[BudgetLine]:
    mine = (
        BudgetLine.tenant_id == current_tenant(),
        BudgetLine.version_id == version_id,
        BudgetLine.category_id == place.category_id,
        BudgetLine.store_id.is_not_distinct_from(place.store_id),
        BudgetLine.department_id.is_not_distinct_from(place.department_id),
    )
    return session().scalars(select(BudgetLine).where(*mine)).all()


def _columns(place: Place) -> dict[str, int | None]:
    return {
        "category_id": place.category_id,
        "store_id": place.store_id,
        "department_id": place.department_id,
    }


def _fen(value: Decimal) -> int:
    return int(round_half_up(value))
