"""The times of a complaint: clocks that run, stand still, are met, and go over somebody's head."""

from __future__ import annotations

from plugins.complaints.models import Case, EventKind, WaitReason
from plugins.complaints.operations.history import case_for_change, note
from plugins.complaints.operations.routing import route
from plugins.complaints.permissions import WRITE
from plugins.complaints.settings import ACKNOWLEDGE, RESOLVE, times_of
from plugins.complaints.states import DONE, CaseState
from saas.plugin_api import (
    Conflict,
    _,
    clock_readings,
    load_for_change,
    meet_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
    working_deadline,
)

KIND = "complaints_case"
LEVELS = {
    (ACKNOWLEDGE, 50): 1,
    (ACKNOWLEDGE, 80): 2,
    (ACKNOWLEDGE, 100): 3,
    (RESOLVE, 50): 4,
    (RESOLVE, 80): 5,
    (RESOLVE, 100): 6,
}
"""How high it has gone when so many percent of a time have passed."""


def aim(case: Case) -> None:
    """Say until when a new complaint is to be acknowledged and resolved."""
    heard, resolved = times_of(case.store_id)
    case.acknowledge_by = working_deadline(case.store_id, case.received_at, heard.wanted)
    case.resolve_by = (
        case.received_at + resolved.wanted
        if resolved.around_the_clock
        else working_deadline(case.store_id, case.received_at, resolved.wanted)
    )


def begin_times(case: Case) -> None:
    """Let the clocks of a new complaint run."""
    for target in times_of(case.store_id):
        start_clock(KIND, case.id, target, store_id=case.store_id, since=case.received_at)


def begin_anew(case: Case) -> None:
    """Let the time for a solution run from now on, for a complaint that was opened again."""
    _heard, resolved = times_of(case.store_id)
    case.waiting_for = None
    case.resolve_by = start_clock(KIND, case.id, resolved, store_id=case.store_id)


def heard(case: Case) -> None:
    """The customer was told in time or not."""
    meet_clock(KIND, case.id, ACKNOWLEDGE)


def resolved(case: Case) -> None:
    """What was owed is done."""
    meet_clock(KIND, case.id, RESOLVE)
    case.waiting_for = None


def owed_no_longer(case: Case, reason: str) -> None:
    """Nothing is owed for a complaint that was withdrawn or is the same as another."""
    for target in (ACKNOWLEDGE, RESOLVE):
        stop_clock(KIND, case.id, target, reason=reason)
    case.waiting_for = None


def hold(case: Case, reason: WaitReason) -> None:
    """Let its time stand still, as long as the group's limit lasts."""
    case.waiting_for = reason
    pause_clock(KIND, case.id, RESOLVE, reason=reason.value)
    _aim_again(case)


def go_on(case: Case) -> None:
    """Let its time run again."""
    case.waiting_for = None
    resume_clock(KIND, case.id, RESOLVE)
    _aim_again(case)


def wait_case(case_id: int, *, reason: WaitReason, text: str = "", version: int | None = None) -> Case:
    """Let a complaint wait for the customer or a part; raises Conflict for one that waits already or is done."""
    case = case_for_change(case_id, WRITE, version=version)
    if case.waiting_for is not None or case.state in DONE or not case.state.is_open:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    hold(case, reason)
    note(case, EventKind.WAITING, text=text)
    return case


def continue_case(case_id: int, *, text: str = "", version: int | None = None) -> Case:
    """End the waiting; raises Conflict for one that does not wait, or waits for a third party, which answers."""
    case = case_for_change(case_id, WRITE, version=version)
    if case.waiting_for is None or case.state is CaseState.THIRD_PARTY:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    go_on(case)
    note(case, EventKind.WENT_ON, text=text)
    return case


def escalate(case_id: int, target: str, percent: int) -> None:
    """Take a complaint one step higher when a share of its time has passed; when all has, it gets a handler at the latest.

    Twice does it once; what was acknowledged or resolved meanwhile goes no higher.
    """
    case = load_for_change(Case, case_id)
    level = LEVELS.get((target, percent), 0)
    settled = case.state in DONE or not case.state.is_open
    if settled or level <= case.escalation or (target == ACKNOWLEDGE and case.acknowledged_at is not None):
        return
    case.escalation = level
    note(case, EventKind.ESCALATED)
    if percent >= 100 and case.handler_id is None:
        route(case)


def _aim_again(case: Case) -> None:
    for shown in clock_readings(KIND, [case.id]).get(case.id, ()):
        if shown.target == RESOLVE:
            case.resolve_by = shown.due_at
