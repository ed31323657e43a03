"""Loading a quality issue to change it, who may, and writing down what was done."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select

from plugins.complaints.models import Case
from plugins.complaints.permissions import NOT_ABOUT_ONESELF
from plugins.complaints.quality.models import KEY, NOTE, IssueCase, IssueEvent, QualityIssue
from plugins.complaints.quality.permissions import READ, WRITE
from plugins.complaints.quality.states import IssueLine
from saas.plugin_api import (
    NotFound,
    _,
    allowed,
    current_actor,
    current_tenant,
    key_of,
    load_for_change,
    record,
    require,
    require_another,
    session,
)


def issue_for_change(issue_id: int, *, version: int | None = None) -> QualityIssue:
    """The issue, locked, for somebody who may work on it.

    Raises NotFound for one out of reach, Forbidden without the right for its store (or the whole group) and for whoever one of
    its complaints is about, VersionConflict when it moved on.
    """
    issue = load_for_change(QualityIssue, issue_id)
    if not may_see(issue):
        raise NotFound(_("This does not exist, or no longer."))
    require(WRITE, store_id=issue.store_id)
    require_another(NOT_ABOUT_ONESELF, WRITE, than=concerned_in(issue.id))
    return issue if version is None else load_for_change(QualityIssue, issue_id, version=version)


def may_see(issue: QualityIssue) -> bool:
    """Whether whoever acts sees the issue: those of their stores, and those of the whole group."""
    return allowed(READ) if issue.store_id is None else allowed(READ, store_id=issue.store_id)


def may_work_on(issue: QualityIssue) -> bool:
    """Whether whoever acts may take its steps; on one of the whole group only who may for all stores."""
    member = current_actor().member_id
    return allowed(WRITE, store_id=issue.store_id) and (
        member is None or member not in concerned_in(issue.id)
    )


def concerned_in(issue_id: int) -> Sequence[int]:
    """The members whose work the complaints of an issue are about; one statement."""
    mine = and_(IssueCase.tenant_id == Case.tenant_id, IssueCase.case_id == Case.id)
    statement = (
        select(Case.concerned_id)
        .join(IssueCase, mine)
        .where(
            IssueCase.tenant_id == current_tenant(),
            IssueCase.issue_id == issue_id,
            Case.concerned_id.is_not(None),
        )
        .distinct()
    )
    return [one for one in session().scalars(statement) if one is not None]


def write_down(issue: QualityIssue, kind: IssueLine, *, text: str = "") -> None:
    """Add a line to the issue's history and to the audit."""
    actor = current_actor()
    session().flush()
    session().add(
        IssueEvent(
            issue_id=issue.id,
            kind=kind,
            state=issue.state,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            sealed_note=key_of(KEY, issue.id).seal(NOTE, text) if text else None,
        )
    )
    detail = {"number": issue.number, "state": issue.state}
    record(f"complaints.issue.{kind.value}", KEY, issue.id, detail=detail)
