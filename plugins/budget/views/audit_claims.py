"""The page of a sampled claim: all evidence at the left, the checklist and the findings at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.auditing_states import AuditResult, AuditState, FindingState
from plugins.budget.auditing_words import checklist
from plugins.budget.claim_words import CLAIM_STATES
from plugins.budget.models.audits import AUDIT_NOTE, AuditEventKind
from plugins.budget.models.claims import CLAIM_NOTE, ClaimLine
from plugins.budget.operations.audit_findings import close_finding, send_back
from plugins.budget.operations.audit_looking import NewFinding, find, pass_claim
from plugins.budget.permissions.audits import AUDIT_READ, AUDIT_WRITE
from plugins.budget.queries.audit_evidence import entries_of_claim, line_of_claim
from plugins.budget.queries.audit_findings import findings_of_claim
from plugins.budget.queries.audit_people import answerable_members, people_of_claim
from plugins.budget.queries.audits import (
    audit_history,
    audit_row,
    next_pending,
    own_points,
    sampled_row,
)
from plugins.budget.queries.claims import claim_history, line_rows
from plugins.budget.schemas.audits import (
    BudgetAuditNoteSchema,
    BudgetAuditPassSchema,
    BudgetFindingNewSchema,
    BudgetFindingReasonSchema,
)
from plugins.budget.views.audit_page import WORDS, entries_with, may_audit
from plugins.budget.views.blueprint import pages, saved
from plugins.budget.views.claim_objects import objects_of
from plugins.budget.views.claim_page import claim_entries_with, findings_of_machine
from plugins.budget.words import ENTRIES, in_locale
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    answer_file,
    attached_file,
    attached_files,
    form_version,
    open_keyed,
    read_form,
    render,
    requires,
    show_file,
    tell,
    today,
    zone_of,
)

DUE = timedelta(days=14)
"""How long there is to answer, unless the auditor says otherwise."""
_AT = "/audits/<int:audit_id>/claims/<int:audited_claim_id>"


@pages.get(_AT, endpoint="audited_claim")
@requires(AUDIT_READ)
def show_claim(audit_id: int, audited_claim_id: int) -> Response:
    """A sampled claim of an audit within reach."""
    return _show(audit_id, audited_claim_id)


@pages.get(f"{_AT}/lines/<int:claim_line_id>/receipts/<int:file>", endpoint="audited_receipt")
@requires(AUDIT_READ)
def receipt(audit_id: int, audited_claim_id: int, claim_line_id: int, file: int) -> Response:
    """A receipt of a sampled claim."""
    claim_id = sampled_row(audit_id, audited_claim_id).AuditedClaim.claim_id
    kept = attached_file(line_of_claim(claim_id, claim_line_id), file)
    return answer_file(kept) if request.args.get("download") else show_file(kept)


@pages.post(f"{_AT}/pass", endpoint="pass_audited_claim")
@requires(AUDIT_WRITE)
def vouch(audit_id: int, audited_claim_id: int) -> AnyResponse:
    """Find it in order, and show the next one that is to be looked at."""

    def act() -> None:
        typed = read_form(BudgetAuditPassSchema, request)
        pass_claim(audit_id, audited_claim_id, **typed, version=form_version())

    refused = saved(act, lambda error, status: _show(audit_id, audited_claim_id, "pass", error, status))
    if refused is not None:
        return refused
    tell(_("The claim is in order."))
    position = sampled_row(audit_id, audited_claim_id).AuditedClaim.position
    following = next_pending(audit_id, position)
    if following is None:
        return redirect(url_for("budget.audit", audit_id=audit_id), 303)
    return redirect(url_for("budget.audited_claim", audit_id=audit_id, audited_claim_id=following), 303)


@pages.post(f"{_AT}/findings", endpoint="add_finding")
@requires(AUDIT_WRITE)
def add_finding(audit_id: int, audited_claim_id: int) -> AnyResponse:
    """Write a finding down."""

    def act() -> None:
        typed = read_form(BudgetFindingNewSchema, request)
        find(audit_id, audited_claim_id, NewFinding(**typed), version=form_version())

    refused = saved(act, lambda error, status: _show(audit_id, audited_claim_id, "find", error, status))
    if refused is not None:
        return refused
    tell(_("The finding was written down."))
    return redirect(
        url_for("budget.audited_claim", audit_id=audit_id, audited_claim_id=audited_claim_id), 303
    )


@pages.post(f"{_AT}/findings/<int:finding_id>/close", endpoint="close_finding")
@requires(AUDIT_WRITE)
def close(audit_id: int, audited_claim_id: int, finding_id: int) -> AnyResponse:
    """Close a finding that its answer settles."""

    def act() -> None:
        typed = read_form(BudgetAuditNoteSchema, request)
        close_finding(audit_id, finding_id, **typed, version=form_version())

    return _settle(audit_id, audited_claim_id, f"close-{finding_id}", act)


@pages.post(f"{_AT}/findings/<int:finding_id>/return", endpoint="send_back_finding")
@requires(AUDIT_WRITE)
def give_back(audit_id: int, audited_claim_id: int, finding_id: int) -> AnyResponse:
    """Send an answer back."""

    def act() -> None:
        typed = read_form(BudgetFindingReasonSchema, request)
        send_back(audit_id, finding_id, **typed, version=form_version())

    return _settle(audit_id, audited_claim_id, f"return-{finding_id}", act)


def _settle(audit_id: int, audited_claim_id: int, name: str, act: Callable[[], None]) -> AnyResponse:
    refused = saved(act, lambda error, status: _show(audit_id, audited_claim_id, name, error, status))
    if refused is not None:
        return refused
    tell(_("The finding was saved."))
    return redirect(
        url_for("budget.audited_claim", audit_id=audit_id, audited_claim_id=audited_claim_id), 303
    )


def _show(
    audit_id: int, audited_claim_id: int, refused: str = "", error: Invalid | None = None, status: int = 200
) -> Response:
    """refused: the form that was not taken, with the error and its status."""
    row = sampled_row(audit_id, audited_claim_id)
    audit = audit_row(audit_id).Audit
    lines = line_rows(row.AuditedClaim.claim_id)
    points = checklist(own_points(audit_id))
    had_part = g.member.id in people_of_claim(row.AuditedClaim.claim_id)
    audits = audit.state is AuditState.UNDER_WAY and may_audit(audit_id)
    findings = findings_of_claim(audited_claim_id)
    entries, reviews = _histories(audit_history(audit_id, audited_claim_id=audited_claim_id), row)
    found = _Faults(refused, error)
    return render(
        "budget/audited_claim.html",
        status=status,
        audit=audit,
        row=row,
        lines=lines,
        files=attached_files(ClaimLine, [one.ClaimLine.id for one in lines]),
        objects=objects_of([one.ClaimLine for one in lines]),
        machine=findings_of_machine(row.ExpenseClaim),
        booked=entries_of_claim(row.AuditedClaim.claim_id),
        claim_entries=reviews,
        entries=entries,
        answers=_answers(entries),
        points=points,
        findings=findings,
        had_part=had_part,
        forms=_forms(row, points, found) if audits and not had_part else {},
        settling=_settling(findings, found) if audits and not had_part else {},
        following=next_pending(audit_id, row.AuditedClaim.position),
        claim_states=CLAIM_STATES,
        ledger=ENTRIES,
        in_locale=in_locale,
        today=today(zone_of(row.AuditedClaim.store_id)),
        **WORDS,
    )


def _histories(events: Sequence[Any], row: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the auditors did with the claim, and its own history; the keys of both histories' notes in one statement."""
    reviews = claim_history(row.AuditedClaim.claim_id)
    places = [AUDIT_NOTE] * len(events) + [CLAIM_NOTE] * len(reviews)
    sealed = [one.AuditEvent.sealed_note for one in events] + [one.ClaimEvent.sealed_note for one in reviews]
    notes = open_keyed(places, [one or b"" for one in sealed])
    return entries_with(events, notes[: len(events)]), claim_entries_with(reviews, notes[len(events) :])


def _answers(entries: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The latest answer to each finding, of lines of the history that begin with the newest."""
    answers = [one for one in entries if one["kind"] is AuditEventKind.ANSWERED]
    return {one["finding_id"]: one for one in reversed(answers)}


class _Faults:
    """Which form of the page was refused, and why."""

    def __init__(self, name: str, error: Invalid | None) -> None:
        self._name, self._error = name, error

    def of(self, name: str) -> Invalid | None:
        """Why this form was refused; none where it was another, or none."""
        return self._error if name == self._name else None


def _forms(row: Any, points: Mapping[str, Any], found: _Faults) -> dict[str, Form]:
    audited = row.AuditedClaim
    mine = g.member.id
    people = [one for one in answerable_members(audited.claim_id, audited.store_id) if one[0] != mine]
    first = row.ExpenseClaim.dept_by_id or row.ExpenseClaim.claimant_id
    values = {"due_on": today(zone_of(audited.store_id)) + DUE, "responsible_id": first, "severity": "medium"}
    forms = {
        "find": Form(
            BudgetFindingNewSchema,
            values,
            error=found.of("find"),
            version=audited.row_version,
            choices={
                "point": [(key, str(label)) for key, label in points.items()],
                "responsible_id": [(str(member_id), name) for member_id, name in people],
            },
        )
    }
    if audited.result is not AuditResult.FINDING:
        forms["pass"] = Form(
            BudgetAuditPassSchema,
            {"points": audited.points},
            error=found.of("pass"),
            version=audited.row_version,
            choices={"points": [(key, str(label)) for key, label in points.items()]},
        )
    return forms


def _settling(findings: Any, found: _Faults) -> dict[int, dict[str, Form]]:
    """For each answered finding that whoever looks does not answer for, the forms that settle it."""
    return {
        one.AuditFinding.id: {
            name: Form(
                schema,
                error=found.of(f"{name}-{one.AuditFinding.id}"),
                version=one.AuditFinding.row_version,
            )
            for name, schema in (("close", BudgetAuditNoteSchema), ("return", BudgetFindingReasonSchema))
        }
        for one in findings
        if one.AuditFinding.state is FindingState.ANSWERED and one.AuditFinding.responsible_id != g.member.id
    }
