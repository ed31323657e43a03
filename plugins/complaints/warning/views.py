"""The list of early warnings, and the page of one: what stands out, which complaints, what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.quality.showing import issues_shown_with_alert
from plugins.complaints.queries import categories
from plugins.complaints.views.blueprint import WORDS, pages
from plugins.complaints.warning import words
from plugins.complaints.warning.declared import LOOK
from plugins.complaints.warning.models import NOTE, Alert
from plugins.complaints.warning.operations import may_decide, step_alert
from plugins.complaints.warning.permissions import READ, WRITE
from plugins.complaints.warning.picture import evidence_chart
from plugins.complaints.warning.prevention import Concerned, Prevention, concerned_count, prevent, source_of
from plugins.complaints.warning.queries import (
    AlertFilter,
    alert_history,
    alert_row,
    alerts_page,
    case_count,
    cases_of,
    last_run,
    latest_evidence,
    precision,
)
from plugins.complaints.warning.schemas import AlertFilterSchema, AlertPreventSchema, AlertStepSchema
from plugins.complaints.warning.states import PREVENTABLE, steps_of
from plugins.complaints.words import category_name, in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    enqueue,
    filter_names,
    form_version,
    kept_filters,
    ngettext,
    now,
    open_keyed,
    open_stores,
    planned_followup_counts,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(AlertFilterSchema)
SHOWN_WEEKS = 8


@pages.get("/alerts/")
@requires(READ)
def alerts() -> Response:
    """The early warnings within reach, the newest first."""
    wanted = AlertFilter(**read_filters(AlertFilterSchema, request.args))
    page = alerts_page(wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "complaints/alerts.html",
        page=page,
        wanted=wanted,
        tabs=words.ALERT_TABS,
        stores=[(store.id, store.name) for store in open_stores()],
        categories=[(one.id, category_name(one)) for one in categories()],
        link=_link,
        run=last_run(),
        right=precision(),
        about=about,
        may_look=allowed(WRITE),
        alert_states=words.ALERT_STATES,
    )


@pages.post("/alerts/look")
@requires(WRITE)
def look() -> AnyResponse:
    """Look now, not only at night."""
    enqueue(LOOK, {"asked": now().isoformat()}, dedupe=LOOK)
    tell(_("The look was asked for; this page has its result in a minute or two."))
    return redirect(url_for("complaints.alerts"), 303)


@pages.get("/alerts/<int:alert_id>", endpoint="alert")
@requires(READ)
def show_alert(alert_id: int) -> Response:
    """One early warning."""
    return _show(alert_id)


@pages.post("/alerts/<int:alert_id>/steps", endpoint="step_alert")
@requires(WRITE)
def step(alert_id: int) -> AnyResponse:
    """Take a step."""
    return _act(alert_id, AlertStepSchema, lambda typed: _step(alert_id, typed))


@pages.post("/alerts/<int:alert_id>/prevent", endpoint="prevent")
@requires(WRITE)
def plan(alert_id: int) -> AnyResponse:
    """Plan calls with those whom it may concern."""
    return _act(alert_id, AlertPreventSchema, lambda typed: _plan(alert_id, typed))


def about(row: Any) -> str:
    """What an alert is about, in words."""
    parts = [row.Alert.model, in_locale(row.category) if row.category else "", row.store or _("all stores")]
    return " · ".join(part for part in parts if part)


def _link(**changes: Any) -> str:
    return url_for("complaints.alerts", **kept_filters(FILTERS, **changes))


def _step(alert_id: int, typed: Mapping[str, Any]) -> str:
    step_alert(alert_id, typed["step"], text=typed["text"], version=form_version())
    return _("The warning was saved.")


def _plan(alert_id: int, typed: Mapping[str, Any]) -> str:
    planned = prevent(alert_id, Prevention(**typed), version=form_version())
    number = len(planned.task_ids)
    made = ngettext("%(n)d call was planned.", "%(n)d calls were planned.", number)
    if not planned.withheld:
        return made
    left = ngettext(
        "%(n)d customer may not be called.", "%(n)d customers may not be called.", planned.withheld
    )
    return f"{made} {left}"


def _act(alert_id: int, schema: type[Schema], act: Callable[[Mapping[str, Any]], str]) -> AnyResponse:
    try:
        with session().begin_nested():
            told = act(read_form(schema, request))
    except Invalid as error:
        return _show(alert_id, schema, error, status=422)
    except Conflict as error:
        return _show(alert_id, schema, Invalid("", error.message), status=409)
    tell(told)
    return redirect(url_for("complaints.alert", alert_id=alert_id), 303)


def _show(
    alert_id: int, refused: type[Schema] | None = None, error: Invalid | None = None, *, status: int = 200
) -> Response:
    row = alert_row(alert_id)
    alert: Alert = row.Alert
    evidence = latest_evidence(alert.id)
    return render(
        "complaints/alert.html",
        status=status,
        row=row,
        alert=alert,
        about=about(row),
        evidence=evidence,
        chart=evidence_chart(evidence) if evidence else None,
        cases=cases_of(alert.id),
        counted=case_count(alert.id),
        entries=_entries(alert.id),
        forms=_forms(alert, refused, error),
        would_call=_would_call(alert),
        calls=planned_followup_counts(source_of(alert.id)),
        detectors=words.DETECTORS,
        alert_states=words.ALERT_STATES,
        quality=issues_shown_with_alert(alert),
        **WORDS,
    )


def _forms(alert: Alert, refused: type[Schema] | None, error: Invalid | None) -> dict[str, Form]:
    if not may_decide(alert):
        return {}
    found = {}
    if steps := steps_of(alert.state):
        choices = {"step": [(one.value, words.STEPS[one]) for one in steps]}
        mine = error if refused is AlertStepSchema else None
        found["step"] = Form(AlertStepSchema, {}, error=mine, choices=choices, version=alert.row_version)
    if alert.state in PREVENTABLE:
        able = [one for one in Concerned if alert.model or one is Concerned.SERVED]
        mine = error if refused is AlertPreventSchema else None
        found["prevent"] = Form(
            AlertPreventSchema,
            {"weeks": SHOWN_WEEKS, "days": 14},
            error=mine,
            choices={"concerned": [(one.value, words.CONCERNED[one]) for one in able]},
            version=alert.row_version,
        )
    return found


def _would_call(alert: Alert) -> list[tuple[str, int]]:
    if alert.state not in PREVENTABLE or not may_decide(alert):
        return []
    able = [one for one in Concerned if alert.model or one is Concerned.SERVED]
    wanted = [Prevention(concerned=one, weeks=SHOWN_WEEKS, days=14, note="") for one in able]
    return [(str(words.CONCERNED[one.concerned]), concerned_count(alert, one)) for one in wanted]


def _entries(alert_id: int) -> list[dict[str, Any]]:
    rows = alert_history(alert_id)
    notes = open_keyed(NOTE, [row.AlertEvent.sealed_note or b"" for row in rows])
    return [
        {
            "at": row.AlertEvent.happened_at,
            "title": words.LINES[row.AlertEvent.kind][0],
            "text": note,
            "icon": words.LINES[row.AlertEvent.kind][1],
            "tone": words.LINES[row.AlertEvent.kind][2],
            "actor": row.actor or "",
        }
        for row, note in zip(rows, notes, strict=True)
    ]
