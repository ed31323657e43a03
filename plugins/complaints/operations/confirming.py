"""Asking the customer, after a complaint was resolved, whether it is well: somebody else asks, and it closes or opens again."""

from __future__ import annotations

from sqlalchemy import func, select

from plugins.complaints.events import ComplaintClosed
from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.closing import open_again
from plugins.complaints.operations.history import note, take, within_reach
from plugins.complaints.operations.routing import take_higher
from plugins.complaints.permissions import CONFIRM, HANDLER_CLOSER, NOT_ABOUT_ONESELF, READ
from plugins.complaints.settings import closure_tries, satisfied_from
from plugins.complaints.states import DONE, CaseState, Step
from plugins.complaints.work_models import Closure, ClosureOutcome
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    TaskStatus,
    _,
    cancel_planned_followups,
    current_actor,
    current_tenant,
    load_for_change,
    lowest_rating,
    now,
    publish,
    require,
    require_another,
    session,
)

_NOT_REACHED = frozenset({TaskStatus.UNREACHABLE, TaskStatus.INVALID_CONTACT, TaskStatus.REFUSED})


def confirm_case(
    case_id: int,
    *,
    outcome: ClosureOutcome,
    mark: int | None = None,
    text: str = "",
    version: int | None = None,
) -> Case:
    """Write down what the customer said when asked whether it is well.

    Satisfied closes the complaint, dissatisfied opens it again with somebody higher, not reached closes it after the
    group's number of tries. Raises Forbidden for whoever handled or resolved it, Invalid for a dissatisfied customer
    without a word why, Conflict for one that is not resolved.
    """
    case = _for_confirmation(case_id, version)
    if case.state not in DONE:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    if outcome is ClosureOutcome.DISSATISFIED and not text.strip():
        raise Invalid("text", _("Say what the customer is not content with."))
    _conclude(case, outcome, mark, text)
    return case


def heard_in_call(task_id: int, status: TaskStatus) -> None:
    """The planned call ended: its mark decides, or that the customer was not reached; twice does it once.

    A call without a mark decides nothing: what the customer said is then written down on the complaint's page.
    """
    mine = (Case.tenant_id == current_tenant(), Case.closure_task_id == task_id)
    case = session().scalars(select(Case).where(*mine).with_for_update()).one_or_none()
    if case is None or case.state is not CaseState.FOLLOW_UP:
        return
    if status in _NOT_REACHED:
        _record(case, ClosureOutcome.UNREACHED, None)
        _close(case, "")
    elif status is TaskStatus.COMPLETED and (mark := lowest_rating(task_id)) is not None:
        good = mark >= satisfied_from()
        _conclude(case, ClosureOutcome.SATISFIED if good else ClosureOutcome.DISSATISFIED, mark, "")


def _conclude(case: Case, outcome: ClosureOutcome, mark: int | None, text: str) -> None:
    _record(case, outcome, mark)
    if outcome is ClosureOutcome.DISSATISFIED:
        open_again(case, text)
        take_higher(case)
    elif outcome is ClosureOutcome.SATISFIED or _tries(case) >= closure_tries():
        _close(case, text)
    else:
        note(case, EventKind.UNREACHED, text=text)


def _close(case: Case, text: str) -> None:
    take(case, Step.CLOSE)
    case.closed_at = now()
    cancel_planned_followups(f"complaints.case:{case.id}", reason="complaints.closed")
    note(case, EventKind.CLOSED, text=text)
    publish(ComplaintClosed(case_id=case.id, result=case.result_kind.value if case.result_kind else ""))


def _record(case: Case, outcome: ClosureOutcome, mark: int | None) -> None:
    session().add(
        Closure(
            case_id=case.id,
            round=case.reopen_count,
            outcome=outcome,
            mark=mark,
            asked_by_id=current_actor().member_id,
            task_id=case.closure_task_id,
        )
    )
    session().flush()


def _tries(case: Case) -> int:
    mine = (
        Closure.tenant_id == current_tenant(),
        Closure.case_id == case.id,
        Closure.round == case.reopen_count,
    )
    return session().scalar(select(func.count()).select_from(Closure).where(*mine)) or 0


def _for_confirmation(case_id: int, version: int | None) -> Case:
    case = load_for_change(Case, case_id)
    if not within_reach(case, READ):
        raise NotFound(_("This does not exist, or no longer."))
    require(CONFIRM, store_id=case.store_id, owner_id=case.handler_id)
    require_another(NOT_ABOUT_ONESELF, CONFIRM, than=[case.concerned_id])
    require_another(HANDLER_CLOSER, CONFIRM, than=[case.handler_id, case.resolved_by_id])
    return case if version is None else load_for_change(Case, case_id, version=version)
