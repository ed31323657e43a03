"""The findings that somebody has to answer."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.auditing_states import FindingState
from plugins.budget.auditing_words import checklist
from plugins.budget.operations.audit_findings import answer_finding
from plugins.budget.permissions.audits import AUDIT_ANSWER
from plugins.budget.permissions.claims import CLAIM_READ
from plugins.budget.queries.audit_findings import is_under_way, my_finding_row, my_findings_page
from plugins.budget.queries.audits import audit_history, own_points
from plugins.budget.queries.claims import reachable_claim
from plugins.budget.schemas.audits import BudgetFindingAnswerSchema, BudgetFindingFilterSchema
from plugins.budget.views.audit_page import WORDS, entries_of
from plugins.budget.views.blueprint import pages, saved
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
    session,
    tell,
    today,
    zone_of,
)

PAGE = 30


@pages.get("/findings/")
@requires(AUDIT_ANSWER)
def findings() -> Response:
    """The findings that whoever looks may answer."""
    view = read_filters(BudgetFindingFilterSchema, request.args)["view"]
    return render(
        "budget/findings.html",
        page=my_findings_page(
            view, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
        ),
        view=view,
        today=today(zone_of(None)),
        link=lambda **changes: url_for("budget.findings", **{"view": view, **changes}),
        **WORDS,
    )


@pages.get("/findings/<int:finding_id>", endpoint="finding")
@requires(AUDIT_ANSWER)
def show_finding(finding_id: int) -> Response:
    """One of them."""
    return _show(finding_id)


@pages.post("/findings/<int:finding_id>/answer", endpoint="answer_finding")
@requires(AUDIT_ANSWER)
def answer(finding_id: int) -> AnyResponse:
    """Answer it."""

    def act() -> None:
        typed = read_form(BudgetFindingAnswerSchema, request)
        answer_finding(finding_id, **typed, version=form_version())

    refused = saved(act, lambda error, status: _show(finding_id, error, status))
    if refused is not None:
        return refused
    tell(_("Your answer was sent to the auditor."))
    return redirect(url_for("budget.finding", finding_id=finding_id), 303)


def _show(finding_id: int, error: Invalid | None = None, status: int = 200) -> Response:
    row = my_finding_row(finding_id)
    finding = row.AuditFinding
    session().refresh(finding)
    waits = finding.state is FindingState.OPEN and is_under_way(row)
    form = Form(BudgetFindingAnswerSchema, error=error, version=finding.row_version)
    return render(
        "budget/finding.html",
        status=status,
        row=row,
        finding=finding,
        point=checklist(own_points(finding.audit_id)).get(finding.point, ""),
        entries=entries_of(audit_history(finding.audit_id, finding_id=finding_id)),
        form=form if waits or error else None,
        may_see_claim=allowed(CLAIM_READ) and reachable_claim(row.claim_id),
        today=today(zone_of(finding.store_id)),
        **WORDS,
    )
