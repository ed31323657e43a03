"""One complaint: what it says, what happened to it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, g, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.completeness import missing
from plugins.complaints.models import NOTE, Case
from plugins.complaints.operations import (
    acknowledge_case,
    assign_case,
    classify_case,
    close_case,
    reopen_case,
    reveal_phone,
)
from plugins.complaints.operations.history import within_reach
from plugins.complaints.permissions import ASSIGN, CLOSE, HANDLE, IDENTITY, READ, WRITE
from plugins.complaints.queries import case_row, history
from plugins.complaints.schemas import (
    ComplaintAcknowledgeSchema,
    ComplaintAssignSchema,
    ComplaintClassifySchema,
    ComplaintCloseSchema,
    ComplaintReopenSchema,
)
from plugins.complaints.states import Step, steps_of
from plugins.complaints.views.blueprint import SLOT, WORDS, Choices, category_choices, complainant, pages
from plugins.complaints.words import EVENTS, MISSING
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    actions_of,
    active_members_with,
    allowed,
    facts_of,
    form_version,
    mask_phone,
    open_keyed,
    panels_of,
    read_form,
    render,
    requires,
    session,
    tell,
)

FORMS: Mapping[str, tuple[type[Schema], str, Step]] = {
    "acknowledge": (ComplaintAcknowledgeSchema, WRITE, Step.ACKNOWLEDGE),
    "classify": (ComplaintClassifySchema, WRITE, Step.CLASSIFY),
    "assign": (ComplaintAssignSchema, ASSIGN, Step.ASSIGN),
    "close": (ComplaintCloseSchema, CLOSE, Step.WITHDRAW),
    "reopen": (ComplaintReopenSchema, CLOSE, Step.REOPEN),
}
"""The forms of the page: schema, who may use it, and the step that must be possible."""


@pages.get("/<int:case_id>", endpoint="case")
@requires(READ)
def show_case(case_id: int) -> Response:
    """A complaint within reach."""
    return _show(case_id)


@pages.post("/<int:case_id>/acknowledge")
@requires(WRITE)
def acknowledge(case_id: int) -> AnyResponse:
    """Write down that the customer was told."""
    return _act(
        case_id, "acknowledge", lambda typed: acknowledge_case(case_id, **typed, version=form_version())
    )


@pages.post("/<int:case_id>/classify")
@requires(WRITE)
def classify(case_id: int) -> AnyResponse:
    """Settle category and severity."""
    return _act(case_id, "classify", lambda typed: classify_case(case_id, **typed, version=form_version()))


@pages.post("/<int:case_id>/assign")
@requires(ASSIGN)
def assign(case_id: int) -> AnyResponse:
    """Give it to a handler."""
    return _act(case_id, "assign", lambda typed: assign_case(case_id, **typed, version=form_version()))


@pages.post("/<int:case_id>/close", endpoint="close")
@requires(CLOSE)
def close(case_id: int) -> AnyResponse:
    """End it with a result."""
    return _act(case_id, "close", lambda typed: close_case(case_id, **typed, version=form_version()))


@pages.post("/<int:case_id>/reopen")
@requires(CLOSE)
def reopen(case_id: int) -> AnyResponse:
    """Open it again."""
    return _act(case_id, "reopen", lambda typed: reopen_case(case_id, **typed, version=form_version()))


@pages.post("/<int:case_id>/reveal")
@requires(IDENTITY)
def reveal(case_id: int) -> Response:
    """The complainant's number, once, and logged."""
    answer = render("complaints/revealed.html", block="content", number=reveal_phone(case_id))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _act(case_id: int, name: str, act: Callable[[Mapping[str, Any]], Case]) -> AnyResponse:
    try:
        with session().begin_nested():
            act(read_form(FORMS[name][0], request))
    except Invalid as error:
        return _show(case_id, name, error, status=422)
    except Conflict as error:
        # What was typed stays in its form, beside the complaint as it stands now.
        return _show(case_id, name, Invalid("", error.message), status=409)
    tell(_("The complaint was saved."))
    return redirect(url_for("complaints.case", case_id=case_id), 303)


def _show(case_id: int, refused: str = "", error: Invalid | None = None, *, status: int = 200) -> Response:
    row = case_row(case_id)
    case: Case = row.Case
    knows = within_reach(case, IDENTITY)
    return render(
        "complaints/case.html",
        status=status,
        row=row,
        case=case,
        name=complainant(case, row.customer),
        phone=mask_phone(case.complainant_tail),
        may_reveal=knows,
        lacking=[MISSING[what] for what in missing(case.told)] if case.state.is_open else [],
        entries=_entries(case_id),
        forms=_forms(case, refused, error),
        may_edit=_may(case, WRITE) and case.state.is_open,
        facts=facts_of(SLOT, case_id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, case_id),
        **WORDS,
    )


def _may(case: Case, permission: str) -> bool:
    concerned = case.concerned_id is not None and case.concerned_id == g.member.id
    return not concerned and allowed(permission, store_id=case.store_id, owner_id=case.handler_id)


def _forms(case: Case, refused: str, error: Invalid | None) -> dict[str, Form]:
    steps = steps_of(case.state)
    values = {"category_id": case.category_id, "severity": case.severity, "safety": case.safety}
    found = {}
    for name, (schema, permission, step) in FORMS.items():
        if name == refused or (step in steps and _may(case, permission)):
            found[name] = Form(
                schema,
                values | {"member_id": case.handler_id},
                error=error if name == refused else None,
                choices=_choices(name, case),
                version=case.row_version,
            )
    return found


def _choices(name: str, case: Case) -> dict[str, Choices]:
    if name == "classify":
        return {"category_id": category_choices(case.category_id)}
    if name == "assign":
        able = active_members_with(HANDLE, store_id=case.store_id)
        return {"member_id": [(str(one), called) for one, called in able if one != case.concerned_id]}
    return {}


def _entries(case_id: int) -> list[dict[str, Any]]:
    entries = []
    rows = history(case_id)
    notes = open_keyed(NOTE, [row.CaseEvent.sealed_note or b"" for row in rows])
    for row, note in zip(rows, notes, strict=True):
        title, icon, tone = EVENTS[row.CaseEvent.kind]
        given = _("to %(name)s", name=row.given_to) if row.given_to else ""
        texts = [text for text in (given, note) if text]
        entries.append(
            {
                "at": row.CaseEvent.happened_at,
                "title": title,
                "text": " · ".join(texts),
                "icon": icon,
                "tone": tone,
                "actor": row.actor or "",
            }
        )
    return entries
