"""Reads: quality issues with what they are about, their complaints, whom the house wrote to, and their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from plugins.complaints.models import Case
from plugins.complaints.quality.models import IssueCase, IssueContact, IssueEvent, QualityIssue
from plugins.complaints.quality.permissions import READ
from plugins.complaints.quality.states import IssueState
from plugins.complaints.queries import reachable as reachable_cases
from plugins.complaints.warning.models import Alert
from plugins.complaints.work_models import CauseClass
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    Vehicle,
    _,
    allowed,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)

CASES_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFilter:
    """What a list of quality issues is narrowed to. state: running, one of the states, or all."""

    state: str = "running"
    cause: CauseClass | None = None
    store_id: int | None = None


def reachable() -> ColumnElement[bool]:
    """The criterion of the issues within reach: those of one's stores, and those of the whole group."""
    mine = scope_filter(READ, store_column=QualityIssue.store_id)
    return or_(mine, and_(true() if allowed(READ) else mine, QualityIssue.store_id.is_(None)))


def issues_page(
    wanted: IssueFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of issues within reach, the newest first; one statement."""
    return keyset_page(
        _rows().where(reachable(), *_narrowed(wanted)),
        keys=[QualityIssue.begun_at, QualityIssue.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def issue_row(issue_id: int) -> Any:
    """One issue within reach with what it refers to; raises NotFound. One statement."""
    found = session().execute(_rows().where(reachable(), QualityIssue.id == issue_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def issues_of_case(case_id: int) -> Sequence[QualityIssue]:
    """The issues within reach to which a complaint belongs, the newest first; one statement."""
    mine = and_(IssueCase.tenant_id == QualityIssue.tenant_id, IssueCase.issue_id == QualityIssue.id)
    statement = select(QualityIssue).join(IssueCase, mine)
    of = (QualityIssue.tenant_id == current_tenant(), IssueCase.case_id == case_id, reachable())
    return session().scalars(statement.where(*of).order_by(QualityIssue.id.desc())).all()


def issues_of_alert(alert_id: int) -> Sequence[QualityIssue]:
    """The issues within reach that were begun from a warning, the newest first; one statement."""
    of = (QualityIssue.tenant_id == current_tenant(), QualityIssue.alert_id == alert_id, reachable())
    return session().scalars(select(QualityIssue).where(*of).order_by(QualityIssue.id.desc())).all()


def cases_of_issue(issue_id: int) -> Sequence[Any]:
    """The issue's complaints within reach, the newest first, a hundred at most; one statement."""
    linked = and_(IssueCase.tenant_id == Case.tenant_id, IssueCase.case_id == Case.id)
    vehicle = and_(Vehicle.tenant_id == Case.tenant_id, Vehicle.id == Case.vehicle_id)
    store = and_(Store.tenant_id == Case.tenant_id, Store.id == Case.store_id)
    statement = (
        select(Case, Vehicle.series.label("series"), Store.name.label("store"))
        .join(IssueCase, linked)
        .join(Store, store)
        .outerjoin(Vehicle, vehicle)
        .where(IssueCase.tenant_id == current_tenant(), IssueCase.issue_id == issue_id, reachable_cases())
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(CASES_SHOWN)
    )
    return session().execute(statement).all()


def contacts_of(issue_id: int) -> Sequence[Any]:
    """Whom the house wrote to about an issue and who did, the latest first; one statement."""
    writer = and_(Member.tenant_id == IssueContact.tenant_id, Member.id == IssueContact.written_by_id)
    statement = (
        select(IssueContact, Member.display_name.label("writer"))
        .outerjoin(Member, writer)
        .where(IssueContact.tenant_id == current_tenant(), IssueContact.issue_id == issue_id)
        .order_by(IssueContact.id.desc())
    )
    return session().execute(statement).all()


def issue_history(issue_id: int) -> Sequence[Any]:
    """The lines of the issue's history with who acted, the newest first; one statement."""
    actor = and_(
        IssueEvent.actor_kind == "member",
        Member.tenant_id == IssueEvent.tenant_id,
        Member.id == IssueEvent.actor_id,
    )
    statement = (
        select(IssueEvent, Member.display_name.label("actor"))
        .outerjoin(Member, actor)
        .where(IssueEvent.tenant_id == current_tenant(), IssueEvent.issue_id == issue_id)
        .order_by(IssueEvent.id.desc())
    )
    return session().execute(statement).all()


def _rows() -> Select[*tuple[Any, ...]]:
    linked = (IssueCase.tenant_id == QualityIssue.tenant_id, IssueCase.issue_id == QualityIssue.id)
    count = select(func.count()).select_from(IssueCase).where(*linked).correlate(QualityIssue)
    return (
        select(
            QualityIssue,
            Store.name.label("store"),
            Alert.number.label("alert"),
            Member.display_name.label("owner"),
            count.scalar_subquery().label("cases"),
        )
        .outerjoin(Store, and_(Store.tenant_id == QualityIssue.tenant_id, Store.id == QualityIssue.store_id))
        .outerjoin(Alert, and_(Alert.tenant_id == QualityIssue.tenant_id, Alert.id == QualityIssue.alert_id))
        .outerjoin(
            Member, and_(Member.tenant_id == QualityIssue.tenant_id, Member.id == QualityIssue.owner_id)
        )
        .where(QualityIssue.tenant_id == current_tenant())
    )


def _narrowed(wanted: IssueFilter) -> list[ColumnElement[bool]]:
    criteria: list[ColumnElement[bool]] = []
    if wanted.state == "running":
        criteria.append(QualityIssue.is_running.is_(True))
    elif wanted.state in set(IssueState):
        criteria.append(QualityIssue.state == IssueState(wanted.state))
    if wanted.cause is not None:
        criteria.append(QualityIssue.cause == wanted.cause)
    if wanted.store_id is not None:
        criteria.append(QualityIssue.store_id == wanted.store_id)
    return criteria
