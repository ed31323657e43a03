"""Beginning a quality issue, from a complaint or from an early warning; adding complaints to it and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, insert, select

from plugins.complaints.models import Case
from plugins.complaints.operations.history import within_reach
from plugins.complaints.operations.investigating import investigations
from plugins.complaints.permissions import NOT_ABOUT_ONESELF
from plugins.complaints.permissions import READ as READ_CASES
from plugins.complaints.quality.history import issue_for_change, write_down
from plugins.complaints.quality.models import IssueCase, QualityIssue
from plugins.complaints.quality.permissions import WRITE
from plugins.complaints.quality.states import OF_FACTS, IssueLine
from plugins.complaints.warning.models import Alert, AlertCase
from plugins.complaints.warning.operations import may_see as may_see_alert
from plugins.complaints.warning.states import PREVENTABLE
from plugins.complaints.work_models import CauseClass
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    require,
    require_another,
    session,
    take_number,
    today,
    zone_of,
)

NUMBER_LETTERS = "ZL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, with which part as far as that is known."""

    problem: str
    part_no: str = ""
    lot: str = ""
    supplier: str = ""


def begin_from_case(case_id: int, problem: Problem) -> QualityIssue:
    """Begin a quality issue with one complaint; its class is the one that the facts of the complaint hold.

    Raises NotFound for one out of reach, Forbidden without the right for its store and for whoever it is about, Conflict
    where the facts hold no class of a quality issue, or it belongs to one that is not closed.
    """
    case = _case_for_linking(case_id)
    require(WRITE, store_id=case.store_id)
    cause = class_of_facts(case.id)
    if cause is None:
        raise Conflict(_("First settle the facts of the complaint, with where the cause lies."))
    _refuse_twice(running_issue_of_case(case.id))
    return _begin(QualityIssue(store_id=case.store_id, cause=cause), problem, [case.id])


def begin_from_alert(alert_id: int, problem: Problem) -> QualityIssue:
    """Begin a quality issue with all complaints of an early warning that was confirmed.

    Raises like `begin_from_case`, Conflict before the warning is confirmed.
    """
    alert = load_for_change(Alert, alert_id)
    if not may_see_alert(alert):
        raise NotFound(_("This does not exist, or no longer."))
    require(WRITE, store_id=alert.store_id)
    if alert.state not in PREVENTABLE:
        raise Conflict(_("First confirm the warning: there must be a cause to look for."))
    _refuse_twice(running_issue_of_alert(alert.id))
    mine = (AlertCase.tenant_id == current_tenant(), AlertCase.alert_id == alert.id)
    counted = session().scalars(select(AlertCase.case_id).where(*mine).order_by(AlertCase.case_id)).all()
    return _begin(QualityIssue(store_id=alert.store_id, alert_id=alert.id), problem, counted)


def link_case(issue_id: int, case_id: int, *, version: int | None = None) -> QualityIssue:
    """Add a complaint to an issue; one that is in it already stays there.

    Raises like `begin_from_case`, Conflict for a closed issue.
    """
    issue = _running_for_change(issue_id, version)
    case = _case_for_linking(case_id)
    if case.id not in _case_ids(issue.id):
        session().add(IssueCase(issue_id=issue.id, case_id=case.id))
        write_down(issue, IssueLine.LINKED, text=case.document_no)
    return issue


def link_numbered(issue_id: int, number: str, *, version: int | None = None) -> QualityIssue:
    """Add the complaint of a number to an issue; raises Invalid for a number of none within reach."""
    mine = (Case.tenant_id == current_tenant(), Case.document_no == number.strip().upper())
    found = session().scalar(select(Case).where(*mine))
    if found is None or not within_reach(found, READ_CASES):
        raise Invalid("number", _("No complaint that you may see has this number."))
    return link_case(issue_id, found.id, version=version)


def unlink_case(issue_id: int, case_id: int, *, version: int | None = None) -> QualityIssue:
    """Take a complaint out of an issue; raises Conflict for the last one, NotFound for one that is not in it."""
    issue = _running_for_change(issue_id, version)
    linked = _case_ids(issue.id)
    if case_id not in linked:
        raise NotFound(_("This does not exist, or no longer."))
    case = _case_for_linking(case_id)
    if len(linked) == 1:
        raise Conflict(_("A quality issue has at least one complaint: add another one first."))
    mine = (IssueCase.tenant_id == current_tenant(), IssueCase.issue_id == issue.id)
    session().execute(delete(IssueCase).where(*mine, IssueCase.case_id == case.id))
    write_down(issue, IssueLine.UNLINKED, text=case.document_no)
    return issue


def class_of_facts(case_id: int) -> CauseClass | None:
    """The class of the quality issue that follows from the latest facts of a complaint; none where none follows."""
    found = [one.cause for one in investigations(case_id) if one.finished_at is not None]
    return OF_FACTS.get(found[-1]) if found and found[-1] is not None else None


def running_issue_of_case(case_id: int) -> str | None:
    """The number of the quality issue to which a complaint belongs and which is not closed."""
    mine = and_(IssueCase.tenant_id == QualityIssue.tenant_id, IssueCase.issue_id == QualityIssue.id)
    statement = select(QualityIssue.number).join(IssueCase, mine)
    running = (QualityIssue.tenant_id == current_tenant(), QualityIssue.is_running)
    return session().scalar(statement.where(*running, IssueCase.case_id == case_id).limit(1))


def running_issue_of_alert(alert_id: int) -> str | None:
    """The number of the quality issue that was begun from a warning and is not closed."""
    running = (QualityIssue.tenant_id == current_tenant(), QualityIssue.is_running)
    return session().scalar(select(QualityIssue.number).where(*running, QualityIssue.alert_id == alert_id))


def _refuse_twice(number: str | None) -> None:
    if number is not None:
        raise Conflict(_("Quality issue %(number)s is being worked on already.", number=number))


def _begin(issue: QualityIssue, problem: Problem, case_ids: Sequence[int]) -> QualityIssue:
    about = (Case.tenant_id == current_tenant(), Case.id.in_(case_ids))
    concerned = session().scalars(select(Case.concerned_id).where(*about).distinct()).all()
    require_another(NOT_ABOUT_ONESELF, WRITE, than=concerned)
    issue.problem, issue.part_no = problem.problem.strip(), problem.part_no.strip()
    issue.lot, issue.supplier = problem.lot.strip(), problem.supplier.strip()
    issue.owner_id = current_actor().member_id
    issue.number = take_number(NUMBER_LETTERS, period=f"{today(zone_of(issue.store_id)):%Y%m}")
    session().add(issue)
    session().flush()
    rows = [{"tenant_id": issue.tenant_id, "issue_id": issue.id, "case_id": one} for one in case_ids]
    if rows:
        session().execute(insert(IssueCase), rows)
    write_down(issue, IssueLine.BEGUN, text=issue.problem)
    return issue


def _running_for_change(issue_id: int, version: int | None) -> QualityIssue:
    issue = issue_for_change(issue_id, version=version)
    if not issue.is_running:
        raise Conflict(_("This quality issue is closed. Open it again to change it."))
    return issue


def _case_for_linking(case_id: int) -> Case:
    # Locked, so that two who begin with one complaint at the same moment do not begin two issues.
    case = load_for_change(Case, case_id)
    if not within_reach(case, READ_CASES):
        raise NotFound(_("This does not exist, or no longer."))
    require_another(NOT_ABOUT_ONESELF, WRITE, than=[case.concerned_id])
    return case


def _case_ids(issue_id: int) -> Sequence[int]:
    mine = (IssueCase.tenant_id == current_tenant(), IssueCase.issue_id == issue_id)
    return session().scalars(select(IssueCase.case_id).where(*mine)).all()


def case_count(issue_id: int) -> int:
    """How many complaints belong to an issue, within reach or not."""
    mine = (IssueCase.tenant_id == current_tenant(), IssueCase.issue_id == issue_id)
    return session().scalar(select(func.count()).select_from(IssueCase).where(*mine)) or 0
