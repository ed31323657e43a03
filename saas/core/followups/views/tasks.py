"""Lists of tasks, and what a manager does with them."""

from __future__ import annotations

from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.accounts.queries import active_members_with
from saas.core.followups.assignment import TAKE
from saas.core.followups.exporting import EXPORT, EXPORTER
from saas.core.followups.handover import give_out, reassign
from saas.core.followups.management import ASSIGN, cancel_task, reopen_task
from saas.core.followups.queries import READ, TaskFilter, card, tasks_page
from saas.core.followups.schemas import ReasonSchema, ReassignSchema, TaskFilterSchema
from saas.core.followups.views.blueprint import SLOT, group_day, pages
from saas.core.followups.words import RESULTS, STATES, STATUS, TYPES
from saas.core.organisation.queries import open_stores
from saas.platform.errors import Invalid
from saas.platform.i18n import _, ngettext
from saas.platform.permissions import allowed, requires
from saas.platform.web import (
    Form,
    Level,
    actions_of,
    answer_panel,
    facts_of,
    filter_names,
    form_version,
    kept_filters,
    panels_of,
    read_filters,
    read_form,
    render,
    tell,
)

PAGE = 50
FILTERS = filter_names(TaskFilterSchema)


@pages.get("/")
@requires(READ)
def tasks() -> Response:
    """The tasks within reach, by state."""
    wanted = _wanted()
    page = tasks_page(wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "followups/tasks.html",
        page=page,
        wanted=wanted,
        states=STATES,
        states_in_words=STATUS,
        types=TYPES,
        stores=open_stores(),
        callers=active_members_with(TAKE) if allowed(ASSIGN) else [],
        may_assign=allowed(ASSIGN),
        today=group_day(),
        chips=_chips(wanted),
        export_url=_export_url() if allowed(EXPORT) else "",
        link=_link,
    )


def _export_url() -> str:
    return url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))


def _wanted() -> TaskFilter:
    return TaskFilter(**read_filters(TaskFilterSchema, request.args))


def _link(**changes: Any) -> str:
    """The address of this list with some filters changed, from its first page."""
    return url_for("followups.tasks", **kept_filters(FILTERS, **changes))


def _chips(wanted: TaskFilter) -> list[tuple[str, str]]:
    chips = []
    if wanted.followup_type:
        chips.append((str(TYPES[wanted.followup_type]), _link(type="")))
    if wanted.store_id:
        names = {store.id: store.name for store in open_stores()}
        chips.append((names.get(wanted.store_id, "—"), _link(store_id="")))
    return chips


@pages.post("/give")
@requires(ASSIGN)
def give() -> AnyResponse:
    """Give the chosen tasks to somebody."""
    try:
        typed = read_form(ReassignSchema, request)
        moved = reassign(typed["ids"], typed["member_id"])
    except Invalid as error:
        tell(error.message, Level.ERROR)
        return redirect(_link(), 303)
    left = len(typed["ids"]) - moved
    tell(ngettext("%(n)d task was given.", "%(n)d tasks were given.", moved))
    if left:
        words = ngettext("%(n)d task stayed where it was.", "%(n)d tasks stayed where they were.", left)
        tell(
            words + " " + _("They are closed, in a call, or this person received the customer."),
            Level.WARNING,
        )
    return redirect(_link(), 303)


@pages.post("/spread")
@requires(ASSIGN)
def spread() -> AnyResponse:
    """Give all waiting tasks, and those of people who are no longer here, to those who take them, by store and load."""
    given = give_out()
    tell(ngettext("%(n)d task was given.", "%(n)d tasks were given.", given))
    return redirect(url_for("followups.tasks"), 303)


@pages.get("/tasks/<int:task_id>")
@requires(READ)
def task(task_id: int) -> Response:
    """One task with its customer, tries and state."""
    return _show(task_id)


@pages.get("/tasks/<int:task_id>/panels/<name>")
@requires(READ)
def panel(task_id: int, name: str) -> Response:
    """The inside of one panel of a task or its call."""
    card(task_id)  # not within reach is not there
    return answer_panel(SLOT, name, task_id)


def _show(task_id: int, error: Invalid | None = None) -> Response:
    shown = card(task_id)
    return render(
        "followups/task.html",
        status=422 if error else 200,
        card=shown,
        states_in_words=STATUS,
        types=TYPES,
        results=RESULTS,
        facts=facts_of(SLOT, task_id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, task_id),
        may_assign=allowed(ASSIGN, store_id=shown.task.store_id),
        form=Form(ReasonSchema, error=error, version=shown.task.row_version),
    )


@pages.post("/tasks/<int:task_id>/cancel")
@requires(ASSIGN)
def cancel(task_id: int) -> AnyResponse:
    """Close a task without a call."""
    return _with_reason(task_id, cancel_task, _("The task was cancelled."))


@pages.post("/tasks/<int:task_id>/reopen")
@requires(ASSIGN)
def reopen(task_id: int) -> AnyResponse:
    """Open a closed task again."""
    return _with_reason(task_id, reopen_task, _("The task is open again."))


def _with_reason(task_id: int, act: Any, done: str) -> AnyResponse:
    try:
        typed = read_form(ReasonSchema, request)
        act(task_id, form_version() or 0, typed["reason"])
    except Invalid as error:
        return _show(task_id, error)
    tell(done)
    return redirect(url_for("followups.task", task_id=task_id), 303)
