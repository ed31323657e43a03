"""REST routes of quality issues, over the same operations and queries as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.complaints.api import api
from plugins.complaints.quality import operations
from plugins.complaints.quality.answers import IssueContactOut, IssueOut, IssueWorkOut
from plugins.complaints.quality.beginning import (
    Problem,
    begin_from_alert,
    begin_from_case,
    link_case,
    unlink_case,
)
from plugins.complaints.quality.models import NOTE, IssueContact, QualityIssue
from plugins.complaints.quality.permissions import READ, WRITE
from plugins.complaints.quality.queries import (
    IssueFilter,
    cases_of_issue,
    contacts_of,
    issue_history,
    issue_row,
    issues_page,
)
from plugins.complaints.quality.schemas import (
    IssueAnswerSchema,
    IssueBeginSchema,
    IssueContactSchema,
    IssueLinkSchema,
    IssueQuery,
)
from plugins.complaints.quality.steps import ISSUE_ACTS, IssueAct
from saas.plugin_api import Page, expected_version, listed, open_keyed, page_of, requires, tell_version


@api.get("/issues")
@api.arguments(IssueQuery, location="query")
@api.response(200, page_of(IssueOut))
@requires(READ)
def list_issues(query: dict[str, Any]) -> dict[str, object]:
    """List quality issues, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = issues_page(IssueFilter(**query), limit=limit, after=after)
    rows = [row.QualityIssue for row in page.rows]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.post("/issues")
@api.arguments(IssueBeginSchema)
@api.response(201, IssueOut)
@requires(WRITE)
def begin_issue(body: dict[str, Any]) -> QualityIssue:
    """Begin a quality issue from a complaint whose facts name a cause, or from a confirmed early warning."""
    case_id, alert_id = body.pop("case_id", None), body.pop("alert_id", None)
    problem = Problem(**body)
    return _told(
        begin_from_case(case_id, problem) if case_id is not None else begin_from_alert(alert_id, problem)
    )


@api.get("/issues/<int:issue_id>")
@api.response(200, IssueOut)
@requires(READ)
def read_issue(issue_id: int) -> QualityIssue:
    """Show one quality issue."""
    return _told(issue_row(issue_id).QualityIssue)


@api.get("/issues/<int:issue_id>/work")
@api.response(200, IssueWorkOut)
@requires(READ)
def read_issue_work(issue_id: int) -> dict[str, Any]:
    """Show the complaints of a quality issue, whom the house wrote to about it, and its history."""
    issue_row(issue_id)
    lines = [row.IssueEvent for row in issue_history(issue_id)]
    notes = open_keyed(NOTE, [line.sealed_note or b"" for line in lines])
    shown = ("kind", "state", "happened_at", "actor_kind", "actor_id")
    return {
        "case_ids": [row.Case.id for row in cases_of_issue(issue_id)],
        "contacts": [row.IssueContact for row in contacts_of(issue_id)],
        "history": [
            {**{name: getattr(line, name) for name in shown}, "note": note}
            for line, note in zip(lines, notes, strict=True)
        ],
    }


@api.post("/issues/<int:issue_id>/cases")
@api.arguments(IssueLinkSchema)
@api.response(200, IssueOut)
@requires(WRITE)
def link_issue_case(body: Mapping[str, Any], issue_id: int) -> QualityIssue:
    """Add a complaint to a quality issue."""
    return _told(link_case(issue_id, body["case_id"], version=expected_version()))


@api.post("/issues/<int:issue_id>/cases/<int:case_id>/unlink")
@api.response(200, IssueOut)
@requires(WRITE)
def unlink_issue_case(issue_id: int, case_id: int) -> QualityIssue:
    """Take a complaint out of a quality issue."""
    return _told(unlink_case(issue_id, case_id, version=expected_version()))


@api.post("/issues/<int:issue_id>/contacts")
@api.arguments(IssueContactSchema)
@api.response(201, IssueContactOut)
@requires(WRITE)
def add_issue_contact(body: Mapping[str, Any], issue_id: int) -> IssueContact:
    """Keep who was written to about a quality issue."""
    return operations.write_to(issue_id, operations.Letter(**body), version=expected_version())


@api.post("/issues/<int:issue_id>/contacts/<int:contact_id>/answer")
@api.arguments(IssueAnswerSchema)
@api.response(200, IssueContactOut)
@requires(WRITE)
def answer_issue_contact(body: Mapping[str, Any], issue_id: int, contact_id: int) -> IssueContact:
    """Keep what they answered."""
    return operations.answer_of(issue_id, contact_id, **body, version=expected_version())


def _add(act: IssueAct) -> None:
    def take(body: Mapping[str, Any], issue_id: int) -> QualityIssue:
        return _told(act.run(issue_id, body, expected_version()))

    take.__name__ = f"{act.name}_step"
    take.__doc__ = act.summary
    view = api.response(200, IssueOut)(requires(WRITE)(take))
    api.post(f"/issues/<int:issue_id>/{act.step}")(api.arguments(act.schema)(view))


for _each in ISSUE_ACTS:
    _add(_each)


def _told(issue: QualityIssue) -> QualityIssue:
    tell_version(issue)
    return issue
