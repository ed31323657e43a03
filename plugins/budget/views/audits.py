"""The list of internal audits, beginning one, and what is done to one as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.auditing_words import AUDIT_STATES, AUDIT_TABS
from plugins.budget.models.audits import Audit
from plugins.budget.operations.audit_drawing import draw_sample
from plugins.budget.operations.auditing import NewAudit, add_points, begin_audit, cancel_audit, close_audit
from plugins.budget.permissions.audits import AUDIT_READ, AUDIT_WRITE
from plugins.budget.queries.audits import audits_page
from plugins.budget.schemas.audits import BudgetAuditFilterSchema, BudgetAuditNewSchema
from plugins.budget.views.audit_page import FORMS, show
from plugins.budget.views.blueprint import pages, saved, store_choices
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    read_filters,
    read_form,
    render,
    requires,
    tell,
    today,
    zone_of,
)

PAGE = 30


@pages.get("/audits/")
@requires(AUDIT_READ)
def audits() -> Response:
    """The audits within reach, the newest first."""
    view = read_filters(BudgetAuditFilterSchema, request.args)["view"] or "open"
    return render(
        "budget/audits.html",
        page=audits_page(
            view, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
        ),
        view=view,
        tabs=AUDIT_TABS,
        any_audit=bool(audits_page("all", limit=1).rows),
        may_audit=allowed(AUDIT_WRITE),
        audit_states=AUDIT_STATES,
        link=lambda **changes: url_for("budget.audits", **{"view": view, **changes}),
    )


@pages.get("/audits/new", endpoint="new_audit")
@requires(AUDIT_WRITE)
def new() -> Response:
    """The form of a new audit."""
    return _new_form()


@pages.post("/audits/new", endpoint="begin_audit")
@requires(AUDIT_WRITE)
def begin() -> AnyResponse:
    """Begin an audit and show it, so that its sample can be drawn."""
    made: list[Audit] = []

    def act() -> None:
        made.append(begin_audit(NewAudit(**read_form(BudgetAuditNewSchema, request))))

    refused = saved(act, _new_form)
    if refused is not None:
        return refused
    tell(_("Audit %(number)s was begun. Draw its sample.", number=made[0].document_no))
    return redirect(url_for("budget.audit", audit_id=made[0].id), 303)


@pages.get("/audits/<int:audit_id>", endpoint="audit")
@requires(AUDIT_READ)
def show_audit(audit_id: int) -> Response:
    """An audit within reach."""
    return show(audit_id)


@pages.post("/audits/<int:audit_id>/draw", endpoint="draw_audit")
@requires(AUDIT_WRITE)
def draw(audit_id: int) -> AnyResponse:
    """Draw its sample, once."""
    return _act(
        audit_id,
        "draw",
        lambda typed: draw_sample(audit_id, **typed, version=form_version()),
        _("The sample was drawn."),
    )


@pages.post("/audits/<int:audit_id>/points", endpoint="add_audit_points")
@requires(AUDIT_WRITE)
def extend(audit_id: int) -> AnyResponse:
    """Add points to its checklist."""
    return _act(
        audit_id,
        "points",
        lambda typed: add_points(audit_id, **typed, version=form_version()),
        _("The checklist was extended."),
    )


@pages.post("/audits/<int:audit_id>/close", endpoint="close_audit")
@requires(AUDIT_WRITE)
def close(audit_id: int) -> AnyResponse:
    """Close it."""
    return _act(
        audit_id,
        "close",
        lambda typed: close_audit(audit_id, **typed, version=form_version()),
        _("The audit was closed."),
    )


@pages.post("/audits/<int:audit_id>/cancel", endpoint="cancel_audit")
@requires(AUDIT_WRITE)
def cancel(audit_id: int) -> AnyResponse:
    """Give it up."""
    cancel_audit(audit_id)
    tell(_("The audit was given up."))
    return redirect(url_for("budget.audit", audit_id=audit_id), 303)


def _act(audit_id: int, name: str, act: Callable[[Mapping[str, Any]], object], said: str) -> AnyResponse:
    def read_and_act() -> None:
        act(read_form(FORMS[name], request))

    refused = saved(read_and_act, lambda error, status: show(audit_id, name, error, status))
    if refused is not None:
        return refused
    tell(said)
    return redirect(url_for("budget.audit", audit_id=audit_id), 303)


def _new_form(error: Invalid | None = None, status: int = 422) -> Response:
    stores = store_choices(AUDIT_WRITE)
    day = today(zone_of(None))
    values = {
        "period_from": day.replace(day=1),
        "period_until": day,
        "store_ids": [key for key, _name in stores],
    }
    form = Form(BudgetAuditNewSchema, values, error=error, choices={"store_ids": stores})
    return render("budget/audit_new.html", status=status if error else 200, form=form)
