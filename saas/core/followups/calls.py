"""Calling a customer: the gate is asked, the number shown, the result written; one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from saas.core.customers.models import ContactKind, ContactPoint, ContactStatus
from saas.core.customers.operations import mark_update_wanted, set_contact_status, set_primary
from saas.core.followups.closing import close_task
from saas.core.followups.hooks import before_followup_complete
from saas.core.followups.models import (
    AttemptResult,
    ContactAttempt,
    FollowupAnswer,
    FollowupTask,
    TaskStatus,
)
from saas.core.followups.outcome import Try, outcome_of
from saas.core.organisation.queries import zone_of
from saas.core.privacy.contact_gate import begin_contact, note_not_made
from saas.core.privacy.models import ContactChannel, ContactDecision, GateResult, RefusalScope
from saas.core.privacy.operations import record_refusal
from saas.core.privacy.turns import take_turn
from saas.platform.audit import record
from saas.platform.clock import local_day, now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.plugins import guard
from saas.platform.tenancy import current_actor, current_tenant

_DENIED_ENDS = {
    "do_not_contact": TaskStatus.REFUSED,
    "refused": TaskStatus.REFUSED,
    "not_granted": TaskStatus.CANCELLED,
}
# A customer who did not answer, or asked to be called later, was not contacted yet.
_MADE = frozenset({AttemptResult.CONNECTED, AttemptResult.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """What the specialist learned from a call.

    answers: question key to value. callback_at: aware, for `callback`. refusal: what a refusing customer refuses.
    """

    result: AttemptResult
    note: str = ""
    answers: Mapping[str, str]
    callback_at: datetime | None = None
    refusal: RefusalScope = RefusalScope.THIS_CALL


def open_call(
    task_id: int, *, operator_id: int | None = None
) -> tuple[FollowupTask, ContactDecision, ContactAttempt | None]:
    """Begin a call: ask the gate, and if it allows, note the try.

    operator_id: the member who calls, when a telephone system says so; else whoever acts.
    Denied: the task ends with the reason. Deferred: it is not offered before the gate's time. Opening a call that is
    open already gives the same one. Raises NotFound, and Conflict for a task that is closed or somebody else's.
    """
    task, operator = _locked_task(task_id), _operator(operator_id)
    _check_callable(task, operator)
    begun = _open_attempt(task, operator)
    if begun is not None:
        return task, load(ContactDecision, begun.decision_id), begun
    decision = begin_contact(task.customer_id, task.purpose, ContactChannel.PHONE, module="followups")
    if decision.result is GateResult.ALLOW:
        return task, decision, _begin(task, decision, operator)
    _put_off_or_end(task, decision)
    return task, decision, None


def _check_callable(task: FollowupTask, operator: int) -> None:
    if not task.is_open:
        raise Conflict(_("This task was closed in the meantime."))
    if task.assignee_id != operator:
        raise Conflict(_("Somebody else works on this task now."))


def _put_off_or_end(task: FollowupTask, decision: ContactDecision) -> None:
    if decision.result is GateResult.DEFER:
        task.not_before, task.defer_reason = decision.defer_until, decision.reasons[-1]
        record("followups.task.deferred", "followup_task", task.id, detail={"reasons": decision.reasons})
    else:
        task.defer_reason = decision.reasons[0]
        close_task(task, _DENIED_ENDS.get(decision.reasons[0], TaskStatus.INVALID_CONTACT))
        detail = {"reasons": decision.reasons, "status": task.status}
        record("followups.task.denied", "followup_task", task.id, detail=detail)


def _operator(told: int | None) -> int:
    operator = told or current_actor().member_id
    if operator is None:
        raise Conflict(_("Only a member of the group can call a customer."))
    return operator


def _begin(task: FollowupTask, decision: ContactDecision, operator: int) -> ContactAttempt:
    moment = now()
    attempt = ContactAttempt(
        task_id=task.id,
        customer_id=task.customer_id,
        decision_id=decision.id,
        channel=ContactChannel.PHONE,
        operator_id=operator,
        started_at=moment,
    )
    session().add(attempt)
    task.status = TaskStatus.IN_PROGRESS
    task.started_at = task.started_at or moment
    session().flush()
    record("followups.call.opened", "contact_attempt", attempt.id, detail={"task_id": task.id})
    return attempt


def finish_call(
    attempt_id: int,
    told: CallResult,
    *,
    operator_id: int | None = None,
    also: Callable[[], None] | None = None,
) -> FollowupTask:
    """Write a call's result and what follows from it for the task.

    also: what else is saved with it, such as the form's parts of plugins, before plugins are asked whether the task may
    be completed. Saying the same result again changes nothing. Raises NotFound, Invalid for a callback without its time
    or one that lies in the past, Conflict when the call was closed with another result or is somebody else's, PluginVeto
    when a plugin refuses that the task is completed.
    """
    task, attempt = _locked(attempt_id)
    if attempt.operator_id != _operator(operator_id):
        raise Conflict(_("Somebody else works on this task now."))
    if attempt.result is not None:
        if attempt.result is told.result:
            return task
        raise Conflict(_("This call was closed with another result."))
    _check_callback(told)
    _write(attempt, told)
    _heed(task, attempt, told)
    if also:
        also()
    # A task that a manager ended during the call stays as they left it, and one that they gave to somebody who is
    # calling now ends with that call; what the customer said is kept.
    if task.is_open and not _is_in_another_call(task, attempt):
        _apply(task, attempt, told)
    detail = {"task_id": task.id, "result": told.result, "status": task.status}
    record("followups.call.closed", "contact_attempt", attempt.id, detail=detail)
    return task


def _locked(attempt_id: int) -> tuple[FollowupTask, ContactAttempt]:
    # The task before its call, here as wherever both are locked: two at once never wait for each other in a circle.
    task = _locked_task(load(ContactAttempt, attempt_id).task_id)
    return task, load_for_change(ContactAttempt, attempt_id)


def _locked_task(task_id: int) -> FollowupTask:
    # The customer before their task: the gate and merges take them in this order.
    take_turn(load(FollowupTask, task_id).customer_id)
    return load_for_change(FollowupTask, task_id)


def _write(attempt: ContactAttempt, told: CallResult) -> None:
    attempt.ended_at, attempt.result, attempt.note = attempt.ended_at or now(), told.result, told.note
    session().add_all(
        FollowupAnswer(attempt_id=attempt.id, question=question, value=value)
        for question, value in told.answers.items()
        if value
    )


def _check_callback(told: CallResult) -> None:
    if told.result is not AttemptResult.CALLBACK:
        return
    if told.callback_at is None:
        raise Invalid("callback_at", _("Say when the customer wants to be called."))
    if told.callback_at <= now():
        raise Invalid("callback_at", _("This time has passed; choose a later one."))


def _heed(task: FollowupTask, attempt: ContactAttempt, told: CallResult) -> None:
    if told.result not in _MADE:
        note_not_made(attempt.decision_id)
    if told.result is AttemptResult.REFUSED:
        evidence = {"kind": "call", "id": attempt.id}
        record_refusal(
            task.customer_id,
            told.refusal,
            purpose=task.purpose,
            channel=ContactChannel.PHONE,
            evidence=evidence,
        )


def _apply(task: FollowupTask, attempt: ContactAttempt, told: CallResult) -> None:
    zone = zone_of(task.store_id)
    other = told.result is AttemptResult.WRONG_NUMBER and _drop_number(task.customer_id)
    outcome = outcome_of(
        told.result,
        at=attempt.ended_at or now(),
        zone=zone,
        tries=_tries(task, attempt, zone),
        max_days=task.max_attempts,
        retry_days=task.retry_days,
        callback_at=told.callback_at,
        other_number=other,
    )
    if outcome.status is TaskStatus.COMPLETED:
        session().flush()
        guard(before_followup_complete, current_tenant(), task.id, told.result.value)
    task.attempt_count += 1
    task.status, task.not_before, task.defer_reason = outcome.status, outcome.not_before, ""
    attempt.next_attempt_at = outcome.not_before
    _stretch(task, zone)
    if outcome.status is not TaskStatus.ASSIGNED:
        close_task(task, outcome.status)
    if outcome.status in (TaskStatus.UNREACHABLE, TaskStatus.INVALID_CONTACT):
        mark_update_wanted(task.customer_id)


def _stretch(task: FollowupTask, zone: str) -> None:
    # What the customer wished, or the rule set, is not cut off by the task's last day.
    if task.not_before is not None:
        task.due_to = max(task.due_to, local_day(task.not_before, zone))


def _open_attempt(task: FollowupTask, operator: int) -> ContactAttempt | None:
    return session().scalar(
        select(ContactAttempt).where(
            ContactAttempt.tenant_id == current_tenant(),
            ContactAttempt.task_id == task.id,
            ContactAttempt.operator_id == operator,
            ContactAttempt.ended_at.is_(None),
        )
    )


def _is_in_another_call(task: FollowupTask, attempt: ContactAttempt) -> bool:
    others = exists().where(
        ContactAttempt.tenant_id == current_tenant(),
        ContactAttempt.task_id == task.id,
        ContactAttempt.id != attempt.id,
        ContactAttempt.ended_at.is_(None),
    )
    return bool(session().scalar(select(others)))


def _tries(task: FollowupTask, current: ContactAttempt, zone: str) -> list[Try]:
    statement = select(ContactAttempt.started_at, ContactAttempt.result).where(
        ContactAttempt.tenant_id == current_tenant(),
        ContactAttempt.task_id == task.id,
        ContactAttempt.id != current.id,
        ContactAttempt.result.is_not(None),
    )
    return [
        Try(day=local_day(started, zone), result=result)
        for started, result in session().execute(statement)
        if result is not None
    ]


def _drop_number(customer_id: int) -> bool:
    """Mark the number that was called as wrong; whether the customer has another one to try."""
    statement = (
        select(ContactPoint.id)
        .where(
            ContactPoint.tenant_id == current_tenant(),
            ContactPoint.customer_id == customer_id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.status != ContactStatus.INVALID,
        )
        .order_by(ContactPoint.is_primary.desc(), ContactPoint.id)
    )
    numbers = session().scalars(statement).all()
    if numbers:
        set_contact_status(numbers[0], ContactStatus.INVALID)
    for other in numbers[1:2]:
        set_primary(other)
    return len(numbers) > 1
