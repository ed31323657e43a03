"""Doing what was agreed: tasks with a day and somebody who does them, and the moment at which all is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.closing import resolved
from plugins.complaints.operations.history import case_for_change, note, take
from plugins.complaints.operations.solving import accepted_option
from plugins.complaints.permissions import CLOSE, WRITE
from plugins.complaints.states import CaseState, ResultKind, Step
from plugins.complaints.work_models import CaseTask
from saas.plugin_api import (
    Conflict,
    Invalid,
    Member,
    NotFound,
    Store,
    _,
    current_actor,
    current_tenant,
    load,
    now,
    session,
    today,
)


def plan_task(
    case_id: int, *, what: str, assignee_id: int, due_on: date, version: int | None = None
) -> CaseTask:
    """Plan something that has to be done; raises Invalid for a day that has passed and for nobody, Conflict too early."""
    case = case_for_change(case_id, WRITE, version=version)
    if due_on < today(load(Store, case.store_id).timezone):
        raise Invalid("due_on", _("This day has passed."))
    try:
        load(Member, assignee_id)
    except NotFound:
        raise Invalid("assignee_id", _("This does not exist, or no longer.")) from None
    take(case, Step.PLAN)
    task = CaseTask(case_id=case.id, what=what, assignee_id=assignee_id, due_on=due_on)
    session().add(task)
    note(case, EventKind.PLANNED, text=what, member_id=assignee_id)
    return task


def finish_task(case_id: int, *, task_id: int, text: str = "", version: int | None = None) -> Case:
    """Write down that a task is done; raises Conflict for one that is done already."""
    case = case_for_change(case_id, WRITE, version=version)
    task = next((one for one in tasks_of(case.id) if one.id == task_id), None)
    if task is None:
        raise Invalid("task_id", _("Choose one of the tasks."))
    if task.done_at is not None or case.state is not CaseState.IMPLEMENTING:
        raise Conflict(_("This cannot be done with the complaint as it stands now."))
    task.done_at, task.done_by_id = now(), current_actor().member_id
    note(case, EventKind.DONE, text=text or task.what)
    return case


def resolve_case(case_id: int, *, text: str, version: int | None = None) -> Case:
    """Write down that what was agreed is done; raises Conflict while a task is open."""
    case = case_for_change(case_id, CLOSE, version=version)
    if [one for one in tasks_of(case.id) if one.done_at is None]:
        raise Conflict(_("Not all tasks are done."))
    option = accepted_option(case.id)
    result = option.kind if option else ResultKind.EXPLAINED
    take(case, Step.RESOLVE)
    resolved(case, result, text, option)
    return case


def tasks_of(case_id: int) -> Sequence[CaseTask]:
    """The tasks of a complaint, the one that is due first first."""
    mine = (CaseTask.tenant_id == current_tenant(), CaseTask.case_id == case_id)
    return session().scalars(select(CaseTask).where(*mine).order_by(CaseTask.due_on, CaseTask.id)).all()
