"""A night: store after store, then shortage after shortage what mends it, in short transactions. For workers only."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from plugins.parts.models import PlanningNight
from plugins.parts.planning.alerting import alert_store
from plugins.parts.planning.periods import axis
from plugins.parts.planning.proposing import propose_next
from plugins.parts.planning.reading import read_store
from plugins.parts.planning.working import METHOD, work_out
from plugins.parts.planning.writing import write_plans, write_store
from plugins.parts.settings.planning import planning_rules
from saas.plugin_api import Store, current_tenant, now, open_stores, record, session, today


def begin(period: str) -> int:
    """The night of a period, begun now or before; its id."""
    row = {"tenant_id": current_tenant(), "period": period, "started_at": now(), "done": [], "settings": {}}
    session().execute(
        insert(PlanningNight).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "period"])
    )
    mine = (PlanningNight.tenant_id == current_tenant(), PlanningNight.period == period)
    return session().scalars(select(PlanningNight.id).where(*mine)).one()


def next_store(night_id: int) -> Store | None:
    """The next store that the night has not been through, the night locked; none once all are done or it is over."""
    night = _locked(night_id)
    if night.finished_at is not None:
        return None
    return next((store for store in open_stores() if store.id not in night.done), None)


def plan_store(night_id: int, store: Store) -> None:
    """Classes, forecasts, numbers and alerts of one store, in the caller's transaction, which holds the night's lock."""
    night = _locked(night_id)
    rules, day = planning_rules(store.id), today(store.timezone)
    periods = axis(rules.period, day)
    read = read_store(store, periods, day)
    if read is not None:
        worked = work_out(read.shelves, periods, rules)
        write_store(read, worked, rules)
        write_plans(
            read, worked, periods, store_id=store.id, told={"night_id": night.id, "day": day, "rules": rules}
        )
        night.planned += len(read.rows)
        night.kept += sum(1 for row in read.rows if row.pinned)
    alerted = alert_store(store, rules, day)
    night.raised += alerted.raised
    night.resolved += alerted.resolved
    night.done = [*night.done, store.id]
    night.settings = {**night.settings, "method": METHOD, str(store.id): rules.version(METHOD)}
    session().flush()


def propose_some(night_id: int) -> bool:
    """Propose for the next parts that are short, in the caller's transaction; false once all are through or it is over."""
    night = _locked(night_id)
    found = None if night.finished_at is not None else propose_next(night.proposed_to)
    if found is None:
        return False
    night.proposed += found.shortages
    night.proposed_to = found.up_to
    session().flush()
    return True


def finish(night_id: int) -> PlanningNight:
    """End the night; an ended one stays as it is."""
    night = _locked(night_id)
    if night.finished_at is not None:
        return night
    night.finished_at = now()
    detail = {
        "planned": night.planned,
        "raised": night.raised,
        "resolved": night.resolved,
        "proposed": night.proposed,
    }
    record("parts.planning.done", "parts_night", night.id, detail=detail)
    session().flush()
    return night


def _locked(night_id: int) -> PlanningNight:
    """The night, as nobody else works on it now: of two runs one goes on where the other stands."""
    mine = (PlanningNight.tenant_id == current_tenant(), PlanningNight.id == night_id)
    statement = select(PlanningNight).where(*mine).with_for_update().execution_options(populate_existing=True)
    return session().scalars(statement).one()
