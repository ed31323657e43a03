"""The page of a quality issue: its steps, its complaints, and whom the house wrote to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.quality import operations, words
from plugins.complaints.quality.beginning import (
    link_numbered,
    unlink_case,
)
from plugins.complaints.quality.history import may_work_on
from plugins.complaints.quality.models import NOTE, IssueContact, QualityIssue
from plugins.complaints.quality.permissions import READ, WRITE
from plugins.complaints.quality.queries import (
    cases_of_issue,
    contacts_of,
    issue_history,
    issue_row,
)
from plugins.complaints.quality.schemas import (
    IssueAnswerSchema,
    IssueContactSchema,
    IssueLinkFormSchema,
)
from plugins.complaints.quality.steps import ISSUE_ACTS, IssueAct, possible_acts
from plugins.complaints.views.blueprint import WORDS, pages
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    form_version,
    open_keyed,
    read_form,
    render,
    requires,
    session,
    tell,
)

LINK, CONTACT, ANSWER = "link", "contact", "answer-"
"""The forms beside those of the steps; the last one with the number of whom is answered for."""
Refused = tuple[str, Invalid]
"""Which form was refused, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Something that may be done with an issue now, with its form."""

    name: str
    title: str
    icon: str
    schema: type[Schema]
    url: str


@pages.get("/issues/<int:issue_id>", endpoint="issue")
@requires(READ)
def show_issue(issue_id: int) -> Response:
    """One quality issue."""
    return _show(issue_id)


def _route(act: IssueAct) -> None:
    """The route of one step."""

    def take(issue_id: int) -> AnyResponse:
        return _act(issue_id, act.name, act.schema, lambda typed: act.run(issue_id, typed, form_version()))

    take.__name__ = act.name
    take.__doc__ = act.summary
    pages.post(f"/issues/<int:issue_id>/{act.step}", endpoint=act.name)(requires(WRITE)(take))


for _each in ISSUE_ACTS:
    _route(_each)


@pages.post("/issues/<int:issue_id>/cases", endpoint="link_issue_case")
@requires(WRITE)
def add_case(issue_id: int) -> AnyResponse:
    """Add a complaint by its number."""
    return _act(
        issue_id,
        LINK,
        IssueLinkFormSchema,
        lambda typed: link_numbered(issue_id, typed["number"], version=form_version()),
    )


@pages.post("/issues/<int:issue_id>/cases/<int:case_id>/unlink", endpoint="unlink_issue_case")
@requires(WRITE)
def take_case_out(issue_id: int, case_id: int) -> AnyResponse:
    """Take a complaint out of the issue."""
    issue_row(issue_id)
    try:
        with session().begin_nested():
            unlink_case(issue_id, case_id, version=form_version())
    except Conflict as error:
        return _show(issue_id, ("", Invalid("", error.message)), status=409)
    return _saved(issue_id)


@pages.post("/issues/<int:issue_id>/contacts", endpoint="add_issue_contact")
@requires(WRITE)
def add_contact(issue_id: int) -> AnyResponse:
    """Keep who was written to."""
    return _act(
        issue_id,
        CONTACT,
        IssueContactSchema,
        lambda typed: operations.write_to(issue_id, operations.Letter(**typed), version=form_version()),
    )


@pages.post("/issues/<int:issue_id>/contacts/<int:contact_id>/answer", endpoint="answer_issue_contact")
@requires(WRITE)
def answer_contact(issue_id: int, contact_id: int) -> AnyResponse:
    """Keep what they answered."""
    return _act(
        issue_id,
        f"{ANSWER}{contact_id}",
        IssueAnswerSchema,
        lambda typed: operations.answer_of(issue_id, contact_id, **typed, version=form_version()),
    )


def _act(
    issue_id: int, name: str, schema: type[Schema], run: Callable[[Mapping[str, Any]], object]
) -> AnyResponse:
    issue_row(issue_id)
    try:
        with session().begin_nested():
            run(read_form(schema, request))
    except Invalid as error:
        return _show(issue_id, (name, error), status=422)
    except Conflict as error:
        # What was typed stays in its form, beside the issue as it stands now.
        return _show(issue_id, (name, Invalid("", error.message)), status=409)
    return _saved(issue_id)


def _saved(issue_id: int) -> AnyResponse:
    tell(_("The quality issue was saved."))
    return redirect(url_for("complaints.issue", issue_id=issue_id), 303)


def _show(issue_id: int, refused: Refused | None = None, *, status: int = 200) -> Response:
    row = issue_row(issue_id)
    issue: QualityIssue = row.QualityIssue
    contacts = contacts_of(issue.id)
    possible = _possible(issue, [one.IssueContact for one in contacts]) if may_work_on(issue) else {}
    chosen = _chosen(possible, refused)
    changes = bool(possible) and issue.is_running
    return render(
        "complaints/issue.html",
        status=status,
        row=row,
        issue=issue,
        stages=[(word, "") for word in words.STAGES.values()],
        stage=list(words.STAGES).index(issue.state) + 1,
        cases=cases_of_issue(issue.id),
        contacts=contacts,
        entries=_entries(issue.id),
        chosen=chosen,
        form=_form(chosen.name, chosen.schema, issue, refused) if chosen else None,
        others=[one for one in possible.values() if one is not chosen],
        link=_form(LINK, IssueLinkFormSchema, issue, refused) if changes else None,
        may_change=changes,
        refusal=refused[1].message if refused and not refused[0] else "",
        **words.ISSUE_WORDS,
        **WORDS,
    )


def _possible(issue: QualityIssue, contacts: Sequence[IssueContact]) -> dict[str, Doing]:
    found = [
        Doing(
            name=act.name, title=str(act.title), icon=act.icon, schema=act.schema, url=_url(act.name, issue)
        )
        for act in possible_acts(issue.state)
    ]
    if issue.is_running:
        title, url = _("Write to a department"), _url("add_issue_contact", issue)
        found.append(Doing(name=CONTACT, title=title, icon="send", schema=IssueContactSchema, url=url))
    for one in contacts:
        if one.answered_on is None:
            title = _("Answer: %(who)s", who=one.who)
            url = _url("answer_issue_contact", issue, contact_id=one.id)
            name = f"{ANSWER}{one.id}"
            found.append(Doing(name=name, title=title, icon="message", schema=IssueAnswerSchema, url=url))
    return {one.name: one for one in found}


def _url(endpoint: str, issue: QualityIssue, **more: Any) -> str:
    return url_for(f"complaints.{endpoint}", issue_id=issue.id, **more)


def _chosen(possible: Mapping[str, Doing], refused: Refused | None) -> Doing | None:
    asked = refused[0] if refused else request.args.get("step", "")
    return possible.get(asked) or next(iter(possible.values()), None)


def _form(name: str, schema: type[Schema], issue: QualityIssue, refused: Refused | None) -> Form:
    kept = ("part_no", "lot", "supplier", "cause", "subcause", "subcause_text", "watched_until")
    values = {one: getattr(issue, one) for one in kept if one in schema().fields}
    error = refused[1] if refused and refused[0] == name else None
    return Form(schema, values, error=error, version=issue.row_version)


def _entries(issue_id: int) -> list[dict[str, Any]]:
    rows = issue_history(issue_id)
    notes = open_keyed(NOTE, [row.IssueEvent.sealed_note or b"" for row in rows])
    return [
        {
            "at": row.IssueEvent.happened_at,
            "title": words.LINES[row.IssueEvent.kind][0],
            "text": note,
            "icon": words.LINES[row.IssueEvent.kind][1],
            "tone": words.LINES[row.IssueEvent.kind][2],
            "actor": row.actor or "",
        }
        for row, note in zip(rows, notes, strict=True)
    ]
