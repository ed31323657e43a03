"""The workbench: one customer at a time, all one must know, the result by one key, Enter for the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.accounts.request import acting_member
from saas.core.customers.phones import display
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.models import ContactAttempt, FollowupTask
from saas.core.followups.queries import Card, card, my_day
from saas.core.followups.schemas import CallResultSchema
from saas.core.followups.script_text import script_lines
from saas.core.followups.taking import take_next_task
from saas.core.followups.views.blueprint import SLOT, group_day, pages
from saas.core.followups.words import REFUSALS, RESULTS, TYPES, in_locale
from saas.core.organisation.queries import zone_of
from saas.core.privacy.models import GateResult
from saas.core.privacy.words import reasons_in_words
from saas.platform.clock import local_day
from saas.platform.database import load, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _, current_locale
from saas.platform.permissions import requires
from saas.platform.plugins import PluginVeto
from saas.platform.security.masks import mask_phone
from saas.platform.web import (
    Form,
    FormInvalid,
    FormParts,
    Level,
    actions_of,
    facts_of,
    panels_of,
    render,
    tell,
)

WORK = "followups.task:work"
OUTCOME = "core.followup_outcome"
FORM = "call-result"
"""The form's id on the page."""
ALLOWING = frozenset({"granted", "default_allow"})


@pages.get("/workbench")
@requires(WORK)
def workbench() -> Response:
    """The day's standing and the way into the next task."""
    return render("followups/workbench.html", day=_day())


@pages.post("/workbench/next")
@requires(WORK)
def take_next() -> AnyResponse:
    """Take the next task and show it."""
    task = take_next_task(acting_member(), group_day())
    if task is None:
        return redirect(url_for("followups.workbench"), 303)
    return redirect(url_for("followups.call_card", task_id=task.id), 303)


@pages.get("/workbench/<int:task_id>")
@requires(WORK)
def call_card(task_id: int) -> Response:
    """One task with all one must know."""
    return _show_card(card(task_id))


@pages.post("/workbench/<int:task_id>/call")
@requires(WORK)
def begin_call(task_id: int) -> AnyResponse:
    """Ask the gate and begin the call; the number shows when it may be called."""
    card(task_id)  # not within reach is not there
    _task, decision, attempt = open_call(task_id)
    if attempt is None:
        # What would allow the call is no reason against it.
        reasons = reasons_in_words(code for code in decision.reasons if code not in ALLOWING)
        if decision.result is GateResult.DEFER:
            tell(_("Not now: %(reasons)s The task waits until then.", reasons=reasons), Level.INFO)
        else:
            tell(
                _("This customer may not be called: %(reasons)s The task is closed.", reasons=reasons),
                Level.WARNING,
            )
        return take_next()
    return redirect(url_for("followups.call_card", task_id=task_id), 303)


@pages.post("/workbench/calls/<int:attempt_id>")
@requires(WORK)
def end_call(attempt_id: int) -> AnyResponse:
    """Write the result and go on to the next task."""
    attempt = load(ContactAttempt, attempt_id)
    shown = card(attempt.task_id, call=attempt)
    parts = FormParts(slot=OUTCOME, object_id=attempt.task_id)
    try:
        with session().begin_nested():
            typed = parts.read(CallResultSchema)
            told = _told(typed, shown.task)
            task = finish_call(attempt_id, told, also=lambda: parts.save(shown.task.id))
    except Invalid as error:
        return _show_card(replace(shown, attempt=attempt), error=error)
    except PluginVeto as refused:
        return _show_card(replace(shown, attempt=attempt), error=Invalid("", refused.message))
    tell(_("Saved: %(result)s.", result=str(RESULTS[typed["result"]])))
    if task.not_before is not None and task.is_open:
        zone = ZoneInfo(zone_of(task.store_id))
        at = task.not_before.astimezone(zone).strftime("%m-%d %H:%M")
        tell(_("The next try is at %(at)s.", at=at), Level.INFO)
    return parts.answer(take_next(), FORM)


def _told(typed: dict[str, Any], task: FollowupTask) -> CallResult:
    callback: datetime | None = typed["callback_at"]
    return CallResult(
        result=typed["result"],
        note=typed["note"],
        answers={answer["question"]: answer["value"] for answer in typed["answers"]},
        # What the specialist agrees with the customer is a time of the store's clock.
        callback_at=callback.replace(tzinfo=ZoneInfo(zone_of(task.store_id))) if callback else None,
        refusal=typed["refusal"],
    )


def _show_card(shown: Card, *, error: Invalid | None = None) -> Response:
    questions = list(shown.script.questions) if shown.script else []
    values = {"answers": [{"question": question["key"], "value": ""} for question in questions]}
    return render(
        "followups/call.html",
        status=422 if error else 200,
        card=shown,
        day=_day(),
        lines=_lines(shown),
        questions=questions,
        form=Form(CallResultSchema, values, error=error),
        parts=FormParts(slot=OUTCOME, object_id=shown.task.id).views(error) if shown.attempt else [],
        typed=error.typed if isinstance(error, FormInvalid) else request.form,
        results=RESULTS,
        refusals=REFUSALS,
        types=TYPES,
        in_locale=in_locale,
        mask_phone=mask_phone,
        display_phone=display,
        facts=facts_of(SLOT, shown.task.id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, shown.task.id),
    )


def _day() -> Any:
    day = group_day()
    began = datetime.combine(day, time(), ZoneInfo(g.tenant.timezone))
    return my_day(acting_member().id, day, began)


def _lines(shown: Card) -> list[str]:
    if shown.script is None:
        return []
    return script_lines(shown.script.blocks, _facts(shown), _words(shown), current_locale())


def _facts(shown: Card) -> dict[str, object]:
    vehicle = shown.vehicle
    if vehicle is None or vehicle.delivery_date is None:
        return {}
    months = (group_day() - vehicle.delivery_date).days // 30
    # A car that was in the workshop since has its first maintenance behind it, or heard of it there.
    unserviced = {} if vehicle.last_service_on else {"months_without_service": months}
    return {"months_since_delivery": months, **unserviced}


def _words(shown: Card) -> dict[str, str]:
    vehicle, service = shown.vehicle, shown.service
    completed = service.completed_at if service else None
    due = vehicle.next_maintenance_on if vehicle else None
    return {
        "store": shown.store.name if shown.store else g.tenant.name,
        # Support looks at the card without being the one who calls.
        "operator": g.member.display_name if "member" in g else "",
        "customer": shown.customer.name,
        "model": (vehicle.series or vehicle.model) if vehicle else "",
        "plate": vehicle.plate if vehicle else "",
        "service_kind": service.kind_text if service else "",
        "service_date": local_day(completed, g.tenant.timezone).isoformat() if completed else "",
        "maintenance_date": due.isoformat() if due else "",
    }
