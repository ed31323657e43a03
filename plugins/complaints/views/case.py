"""One complaint: what it says, what happened to it, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.completeness import missing
from plugins.complaints.links import case_link
from plugins.complaints.models import NOTE, Case
from plugins.complaints.operations import reveal_phone
from plugins.complaints.operations.history import within_reach
from plugins.complaints.operations.times import KIND
from plugins.complaints.own_page import link_opens
from plugins.complaints.permissions import HANDLE, IDENTITY, READ, WRITE
from plugins.complaints.proposing import proposed_category
from plugins.complaints.quality.showing import issues_shown_with_case
from plugins.complaints.queries import case_row, history
from plugins.complaints.views.blueprint import SLOT, WORDS, Choices, category_choices, complainant, pages
from plugins.complaints.views.steps import ACTS, NAMED, Act, left_to_another, next_act
from plugins.complaints.words import EVENTS, MISSING, RESULTS
from plugins.complaints.work_models import OptionState
from plugins.complaints.work_queries import Work, work_of
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    actions_of,
    active_members_with,
    allowed,
    attached_files,
    clock_readings,
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


@pages.get("/<int:case_id>", endpoint="case")
@requires(READ)
def show_case(case_id: int) -> Response:
    """A complaint within reach."""
    return _show(case_id)


def show_queued(case_id: int, *, left: int, skipped: int) -> Response:
    """The same as a page of the queue: with how many are left, and a way to the next."""
    return _show(case_id, left=left, skipped=skipped)


@pages.post("/<int:case_id>/reveal")
@requires(IDENTITY)
def reveal(case_id: int) -> Response:
    """The complainant's number, once, and logged."""
    answer = render("complaints/revealed.html", block="content", number=reveal_phone(case_id))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _route(act: Act) -> None:
    """The route of one step; each has its own, with its own right."""

    def take(case_id: int) -> AnyResponse:
        return _act(case_id, act)

    take.__name__ = act.name
    take.__doc__ = f"Take the step {act.name}."
    pages.post(f"/<int:case_id>/{act.name}", endpoint=act.name)(requires(act.permission)(take))


for _each in ACTS:
    _route(_each)


def _act(case_id: int, act: Act) -> AnyResponse:
    case_row(case_id)
    try:
        with session().begin_nested():
            act.run(case_id, read_form(act.schema, request), form_version())
    except Invalid as error:
        return _show(case_id, act, error, status=422)
    except Conflict as error:
        # What was typed stays in its form, beside the complaint as it stands now.
        return _show(case_id, act, Invalid("", error.message), status=409)
    tell(_("The complaint was saved."))
    return redirect(url_for("complaints.case", case_id=case_id), 303)


def _show(
    case_id: int,
    refused: Act | None = None,
    error: Invalid | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> Response:
    row = case_row(case_id)
    case: Case = row.Case
    knows = within_reach(case, IDENTITY)
    work = work_of(case_id)
    possible = [act for act in ACTS if act.may(case, work)]
    chosen = refused or _wanted(possible) or next_act(case, possible)
    classifies = chosen is not None and chosen.name == "classify"
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
        work=work,
        clocks=clock_readings(KIND, [case_id]).get(case_id, []),
        files=attached_files(Case, [case_id]).get(case_id, []),
        chosen=chosen,
        form=_form(chosen, case, work, error) if chosen else None,
        proposed=proposed_category(case) if classifies else None,
        others=[act for act in possible if act is not chosen],
        for_another=left_to_another(case),
        may_edit=_may_write(case) and case.state.is_open,
        may_link=_may_write(case) and link_opens(case),
        link=case_link(case.link_token) if case.link_token else "",
        facts=facts_of(SLOT, case_id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, case_id),
        quality=issues_shown_with_case(case),
        **more,
        **WORDS,
    )


def _wanted(possible: Sequence[Act]) -> Act | None:
    wanted = NAMED.get(request.args.get("step", ""))
    return wanted if wanted in possible else None


def _may_write(case: Case) -> bool:
    concerned = case.concerned_id is not None and case.concerned_id == g.member.id
    return not concerned and allowed(WRITE, store_id=case.store_id, owner_id=case.handler_id)


def _form(act: Act, case: Case, work: Work, error: Invalid | None) -> Form:
    values = {
        "category_id": case.category_id,
        "severity": case.severity,
        "safety": case.safety,
        "member_id": case.handler_id,
        "assignee_id": case.handler_id,
    }
    choices = _CHOICES[act.name](case, work) if act.name in _CHOICES else {}
    taken = request.args.get("category_id", "")
    if taken in {key for key, _label in choices.get("category_id", ())}:
        # The proposal that somebody took: it stands in the form and counts once it is saved.
        values["category_id"] = int(taken)
    single = {name: options[0][0] for name, options in choices.items() if len(options) == 1}
    return Form(act.schema, single | values, error=error, choices=choices, version=case.row_version)


def _handlers(case: Case, _work: Work) -> dict[str, Choices]:
    able = active_members_with(HANDLE, store_id=case.store_id)
    return {"member_id": [(str(one), called) for one, called in able if one != case.concerned_id]}


def _staff(_case: Case, _work: Work) -> dict[str, Choices]:
    return {
        "assignee_id": [
            (str(one), called) for one, called in active_members_with("organisation.employee:read")
        ]
    }


def _options(*states: OptionState) -> Callable[[Case, Work], dict[str, Choices]]:
    def choices(_case: Case, work: Work) -> dict[str, Choices]:
        fitting = [one for one in work.options if one.state in states]
        return {"option_id": [(str(one.id), f"{RESULTS[one.kind]}: {one.text[:40]}") for one in fitting]}

    return choices


def _tasks(_case: Case, work: Work) -> dict[str, Choices]:
    return {"task_id": [(str(one.id), one.what[:60]) for one in work.tasks if one.done_at is None]}


_CHOICES: dict[str, Callable[[Case, Work], dict[str, Choices]]] = {
    "classify": lambda case, _work: {"category_id": category_choices(case.category_id)},
    "assign": _handlers,
    "plan": _staff,
    "finish": _tasks,
    "decide": _options(OptionState.WAITING),
    "agree": _options(OptionState.OFFERED),
}
"""What may be chosen in the forms of the steps."""


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
                "actor": row.actor or (_("Customer") if row.CaseEvent.actor_kind == "customer" else ""),
            }
        )
    return entries
