"""The list of quality issues, and the form of a new one."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.quality import words
from plugins.complaints.quality.beginning import Problem, begin_from_alert, begin_from_case
from plugins.complaints.quality.permissions import READ, WRITE
from plugins.complaints.quality.queries import IssueFilter, issues_page
from plugins.complaints.quality.schemas import IssueFilterSchema, IssueProblemSchema
from plugins.complaints.quality.words import ISSUE_WORDS
from plugins.complaints.queries import case_row
from plugins.complaints.views.blueprint import pages
from plugins.complaints.warning.queries import alert_row
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    _,
    allowed,
    filter_names,
    kept_filters,
    open_stores,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(IssueFilterSchema)


@pages.get("/issues/")
@requires(READ)
def issues() -> Response:
    """The quality issues within reach, the newest first."""
    wanted = IssueFilter(**read_filters(IssueFilterSchema, request.args))
    page = issues_page(wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "complaints/issues.html",
        page=page,
        wanted=wanted,
        tabs=words.ISSUE_TABS,
        stores=[(store.id, store.name) for store in open_stores()],
        causes=list(words.ISSUE_CAUSES.items()),
        link=_link,
        may_begin=allowed(WRITE),
        **ISSUE_WORDS,
    )


@pages.get("/issues/new", endpoint="new_issue")
@requires(WRITE)
def show_new() -> AnyResponse:
    """The form of a new issue, of the complaint or the warning that the address names; without one, the list."""
    if not request.args.keys() & {"case_id", "alert_id"}:
        return redirect(url_for("complaints.issues"))
    return _new()


@pages.post("/issues/new", endpoint="begin_issue")
@requires(WRITE)
def begin() -> AnyResponse:
    """Begin it and show it."""
    case_id, alert_id = _origin()
    try:
        with session().begin_nested():
            problem = Problem(**read_form(IssueProblemSchema, request))
            issue = (
                begin_from_case(case_id, problem)
                if case_id is not None
                else begin_from_alert(alert_id or 0, problem)
            )
    except Invalid as error:
        return _new(error, status=422)
    except Conflict as error:
        return _new(Invalid("", error.message), status=409)
    tell(_("Quality issue %(number)s was begun.", number=issue.number))
    return redirect(url_for("complaints.issue", issue_id=issue.id), 303)


def _link(**changes: Any) -> str:
    return url_for("complaints.issues", **kept_filters(FILTERS, **changes))


def _origin() -> tuple[int | None, int | None]:
    # Who may not see the complaint or the warning gets the answer of one that does not exist.
    case_id, alert_id = (request.args.get(name, type=int) for name in ("case_id", "alert_id"))
    if (case_id is None) == (alert_id is None):
        raise NotFound(_("This does not exist, or no longer."))
    return case_id, alert_id


def _new(error: Invalid | None = None, *, status: int = 200) -> Response:
    case_id, alert_id = _origin()
    case = case_row(case_id).Case if case_id is not None else None
    alert = alert_row(alert_id).Alert if alert_id is not None else None
    return render(
        "complaints/new_issue.html",
        status=status,
        case=case,
        alert=alert,
        form=Form(IssueProblemSchema, {}, error=error),
    )
