"""The end of a complaint: resolved, checked by somebody else, closed or opened again; withdrawn or the same as another."""

from __future__ import annotations

from plugins.complaints.closure_script import CODE, add_closure_script
from plugins.complaints.events import ComplaintClosed, ComplaintReopened, ComplaintResolved
from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations import spending, times
from plugins.complaints.operations.history import case_for_change, note, take
from plugins.complaints.operations.solving import options_of
from plugins.complaints.permissions import CLOSE
from plugins.complaints.settings import closure_days, closure_window
from plugins.complaints.states import ResultKind, Step
from plugins.complaints.work_models import OptionState, SolutionOption
from saas.plugin_api import (
    Conflict,
    FollowupPlan,
    FollowupType,
    PlannedCall,
    Purpose,
    Store,
    _,
    cancel_planned_followups,
    current_actor,
    load,
    now,
    plan_followup,
    publish,
    today,
)


def close_case(case_id: int, *, result: ResultKind, text: str, version: int | None = None) -> Case:
    """Settle a complaint at once, or end one that was withdrawn or is the same as another.

    text: what was done and what the customer said to it. What costs something is offered and agreed to first. Raises
    Conflict for one that has no category yet (unless the customer took it back or it is a duplicate), for a result that
    wants a solution, and for one that is done.
    """
    case = case_for_change(case_id, CLOSE, version=version)
    if not result.is_quick:
        raise Conflict(_("This costs something: propose it as a solution first."))
    take(case, result.step)
    if result.step is Step.SETTLE:
        spending.let_go_of(list(options_of(case.id)))
        resolved(case, result, text, None)
        return case
    case.closed_at, case.result_kind, case.result_text = now(), result, text
    spending.let_go_of(list(options_of(case.id)))
    times.owed_no_longer(case, result.value)
    note(case, EventKind.CLOSED, text=text)
    publish(ComplaintClosed(case_id=case.id, result=result.value))
    return case


def resolved(case: Case, result: ResultKind, text: str, option: SolutionOption | None) -> None:
    """What was owed is done: stop the time, and have somebody else ask whether it is well."""
    case.result_kind, case.result_text = result, text
    case.resolved_at, case.resolved_by_id = now(), current_actor().member_id
    if option is not None:
        option.state = OptionState.DONE
        spending.spent(option)
    times.resolved(case)
    note(case, EventKind.RESOLVED, text=text)
    publish(ComplaintResolved(case_id=case.id, result=result.value))
    _plan_call(case)


def reopen_case(case_id: int, *, reason: str, version: int | None = None) -> Case:
    """Open a complaint again; it keeps its number and handler. Raises Conflict for one that is being worked on or a duplicate."""
    case = case_for_change(case_id, CLOSE, version=version)
    open_again(case, reason)
    return case


def open_again(case: Case, reason: str) -> None:
    """Count it, let the time for a solution run anew, take back the call that would have asked."""
    take(case, Step.REOPEN)
    case.closed_at, case.result_kind, case.result_text = None, None, ""
    case.resolved_at, case.resolved_by_id, case.closure_task_id = None, None, None
    case.reopen_count += 1
    case.escalation = 0
    cancel_planned_followups(_source(case), reason="complaints.reopened")
    times.begin_anew(case)
    note(case, EventKind.REOPENED, text=reason)
    publish(ComplaintReopened(case_id=case.id, times=case.reopen_count))


def _plan_call(case: Case) -> None:
    """Plan the call in the core's follow-ups; without a customer who may be called somebody asks on the complaint's page."""
    if case.customer_id is None:
        return
    add_closure_script()
    from_day = today(load(Store, case.store_id).timezone) + closure_days()
    plan = FollowupPlan(
        source=_source(case),
        key=str(case.reopen_count),
        followup_type=FollowupType.AFTER_SERVICE,
        purpose=Purpose.SERVICE,
        due_from=from_day,
        due_to=from_day + closure_window(),
        note=_("Complaint %(number)s", number=case.document_no),
        script=CODE,
        not_by_id=case.handler_id or case.resolved_by_id,
        priority=20,
    )
    call = PlannedCall(customer_id=case.customer_id, vehicle_id=case.vehicle_id, store_id=case.store_id)
    case.closure_task_id = plan_followup(plan, call)
    if case.closure_task_id is not None:
        take(case, Step.CALL)
        note(case, EventKind.CALL_PLANNED)


def _source(case: Case) -> str:
    return f"complaints.case:{case.id}"
