"""A budget's way through submission, review, approval and into force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from plugins.budget.models import Budget, BudgetLine, BudgetVersion, Cell, EntryKind, Pot, VersionState
from plugins.budget.operations.pots import Place, Posting, lock_pots, own_pot, post
from plugins.budget.operations.sheets import budget_for_change, total_of, version_on_its_way
from plugins.budget.operations.steps import take
from plugins.budget.permissions import APPROVE, NOT_OWN_BUDGET, REVIEW, WRITE
from plugins.budget.states import OPEN, Step
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_actor,
    current_tenant,
    now,
    record,
    require_another,
    session,
)


def submit_budget(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Send the version on its way to finance; raises Conflict where it says nothing yet or is not being written."""
    budget = budget_for_change(budget_id, WRITE)
    version = version_on_its_way(budget)
    if not total_of(version.id):
        raise Conflict(_("Write at least one line before you submit the budget."))
    take(version, Step.SUBMIT)
    version.submitted_by_id, version.submitted_at = current_actor().member_id, now()
    version.reviewer_id = version.decided_by_id = version.decided_at = None
    version.decision = ""
    return _done(budget, version, "submitted", text)


def withdraw_budget(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Take it back before finance looks at it."""
    return _done(*_taken(budget_id, WRITE, Step.WITHDRAW), "withdrawn", text)


def drop_version(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Give up the version on its way; what is in force stays in force."""
    return _done(*_taken(budget_id, WRITE, Step.DROP), "dropped", text)


def start_review(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Take a submitted version into finance review; raises Forbidden for whoever submitted it."""
    budget, version = _taken(budget_id, REVIEW, Step.START_REVIEW)
    version.reviewer_id = current_actor().member_id
    return _done(budget, version, "review_started", text)


def return_budget(budget_id: int, *, text: str) -> BudgetVersion:
    """Give it back to be changed, with the reason; raises Invalid without one."""
    if not text.strip():
        raise Invalid("text", _("Say what has to be changed."))
    budget, version = _taken(budget_id, REVIEW, Step.RETURN)
    version.decided_by_id, version.decided_at, version.decision = current_actor().member_id, now(), text
    return _done(budget, version, "returned", text)


def approve_budget(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Approve a reviewed version; raises Forbidden for whoever submitted it."""
    budget, version = _taken(budget_id, APPROVE, Step.APPROVE)
    version.decided_by_id, version.decided_at, version.decision = current_actor().member_id, now(), text
    return _done(budget, version, "approved", text)


def activate_budget(budget_id: int, *, text: str = "") -> BudgetVersion:
    """Put the approved version into force: what it changes goes into the ledger, and spending is held against it.

    Raises Conflict where another budget has one of its lines, or where a line would have less than it has used already.
    """
    budget = budget_for_change(budget_id, APPROVE)
    version = version_on_its_way(budget)
    require_another(NOT_OWN_BUDGET, APPROVE, than=[version.submitted_by_id])
    # First the one in force goes: there is never more than one.
    before = _in_force(budget.id) if version.state is VersionState.APPROVED else []
    for past in before:
        past.state = VersionState.SUPERSEDED
    session().flush()
    take(version, Step.ACTIVATE)
    version.activated_at = now()
    _book(budget, version)
    return _done(budget, version, "activated", text)


def begin_revision(budget_id: int, *, text: str) -> BudgetVersion:
    """Begin a new version from what is in force now, transfers included.

    Raises Invalid without a reason, Conflict where one is on its way.
    """
    if not text.strip():
        raise Invalid("text", _("Say why the budget is revised."))
    budget = budget_for_change(budget_id, WRITE)
    active = _in_force(budget.id)
    if not active:
        raise Conflict(_("Only a budget in force can be revised."))
    if max(_numbers(budget.id)) > active[0].number and _is_one_open(budget.id):
        raise Conflict(_("A revision of this budget is on its way already."))
    kept = {
        name: getattr(active[0], name)
        for name in ("strategy", "standards", "history_base", "market_percent", "demand_percent")
    }
    version = BudgetVersion(budget_id=budget.id, number=max(_numbers(budget.id)) + 1, reason=text, **kept)
    session().add(version)
    session().flush()
    _copy_lines(budget, active[0], version)
    return _done(budget, version, "revised", text)


def close_budget(budget_id: int, *, text: str = "") -> Budget:
    """Close the budget's year; raises Conflict while a version is on its way or none was in force."""
    budget = budget_for_change(budget_id, APPROVE)
    active = _in_force(budget.id)
    if not active or _is_one_open(budget.id):
        raise Conflict(_("Only a budget in force, without a revision on its way, can be closed."))
    active[0].state, budget.closed_at = VersionState.CLOSED, now()
    _done(budget, active[0], "closed", text)
    return budget


def _taken(budget_id: int, permission: str, step: Step) -> tuple[Budget, BudgetVersion]:
    budget = budget_for_change(budget_id, permission)
    version = version_on_its_way(budget)
    if permission in (REVIEW, APPROVE):
        require_another(NOT_OWN_BUDGET, permission, than=[version.submitted_by_id])
    take(version, step)
    return budget, version


def _done(budget: Budget, version: BudgetVersion, act: str, text: str) -> BudgetVersion:
    session().flush()
    detail = {"document_no": budget.document_no, "number": version.number, "state": version.state}
    record(f"budget.sheet.{act}", "budget_sheet", budget.id, detail=detail | ({"text": text} if text else {}))
    return version


def _in_force(budget_id: int) -> list[BudgetVersion]:
    mine = (BudgetVersion.tenant_id == current_tenant(), BudgetVersion.budget_id == budget_id)
    active = select(BudgetVersion).where(*mine, BudgetVersion.state == VersionState.ACTIVE)
    return list(session().scalars(active.with_for_update()))


def _numbers(budget_id: int) -> list[int]:
    mine = (BudgetVersion.tenant_id == current_tenant(), BudgetVersion.budget_id == budget_id)
    return list(session().scalars(select(BudgetVersion.number).where(*mine)))


def _is_one_open(budget_id: int) -> bool:
    mine = (BudgetVersion.tenant_id == current_tenant(), BudgetVersion.budget_id == budget_id)
    return session().scalar(select(BudgetVersion.id).where(*mine, BudgetVersion.state.in_(OPEN))) is not None


def _lines(version_id: int) -> list[BudgetLine]:
    mine = (BudgetLine.tenant_id == current_tenant(), BudgetLine.version_id == version_id)
    return list(session().scalars(select(BudgetLine).where(*mine).order_by(BudgetLine.id)))


def _place(line: BudgetLine) -> Place:
    return Place(category_id=line.category_id, store_id=line.store_id, department_id=line.department_id)


def _book(budget: Budget, version: BudgetVersion) -> None:
    lines = _lines(version.id)
    pots = {place: own_pot(place, budget.year, budget.id) for place in {_place(line) for line in lines}}
    for pot in lock_pots(pots.values()).values():
        if pot.budget_id not in (None, budget.id):
            raise Conflict(_("Another budget of the year has one of these lines already."))
        pot.budget_id = budget.id
    session().flush()
    changed = [line for line in lines if line.amount_fen != line.base_fen]
    post(
        [
            Posting(
                pot_id=pots[_place(line)],
                month=line.month,
                kind=EntryKind.REVISE,
                amount_fen=line.amount_fen - line.base_fen,
                act=f"revise:{version.id}:{line.id}",
                document=f"budget.version:{version.id}",
                title=f"{budget.document_no} v{version.number}",
                spent_on=date(budget.year, line.month, 1),
            )
            for line in changed
        ]
    )
    _refuse_cut_below_used(list(pots.values()), first=version.number == 1)


def _refuse_cut_below_used(pot_ids: list[int], *, first: bool) -> None:
    """A first budget may come late and find more used than it plans; a revision takes away only what is there."""
    if first:
        return
    left = func.sum(Cell.planned_fen - Cell.committed_fen - Cell.actual_fen)
    mine = (Cell.tenant_id == current_tenant(), Cell.pot_id.in_(pot_ids))
    cut = session().execute(select(Cell.pot_id).where(*mine).group_by(Cell.pot_id).having(left < 0)).all()
    if cut:
        raise Conflict(_("A line would have less in the year than is committed and spent already."))


def _copy_lines(budget: Budget, active: BudgetVersion, version: BudgetVersion) -> None:
    """The lines of the version in force, each with what its month has now, and months that transfers alone gave money to."""
    known = {(_place(line), line.month): line for line in _lines(active.id)}
    statement = (
        select(Pot, Cell.month, Cell.planned_fen)
        .join(Cell, (Cell.tenant_id == Pot.tenant_id) & (Cell.pot_id == Pot.id))
        .where(Pot.tenant_id == current_tenant(), Pot.budget_id == budget.id)
    )
    for pot, month, planned in session().execute(statement):
        place = Place(category_id=pot.category_id, store_id=pot.store_id, department_id=pot.department_id)
        before = known.get((place, month))
        if before is None and not planned:
            continue
        same = before is not None and before.amount_fen == planned
        session().add(
            BudgetLine(
                version_id=version.id,
                category_id=place.category_id,
                store_id=place.store_id,
                department_id=place.department_id,
                month=month,
                amount_fen=max(planned, 0),
                base_fen=planned,
                driver=before.driver if same and before else None,
                volume=before.volume if same and before else None,
                rate_fen=before.rate_fen if same and before else None,
            )
        )
    session().flush()
