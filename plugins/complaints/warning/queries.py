"""Reads: alerts with what they are about, their evidence, complaints, history, and how often they were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from plugins.complaints.models import Case, Category
from plugins.complaints.queries import reachable as reachable_cases
from plugins.complaints.warning.models import Alert, AlertCase, AlertEvent, AlertEvidence, WarningRun
from plugins.complaints.warning.permissions import READ
from plugins.complaints.warning.states import AlertState
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
    wilson_interval,
)

CASES_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """What a list of alerts is narrowed to. state: running, ended or all."""

    state: str = "running"
    store_id: int | None = None
    category_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of the alerts that were judged how many had a cause, with a 95 % interval; none before the first was judged."""

    judged: int
    confirmed: int
    share: float | None
    low: float | None
    high: float | None


def reachable() -> ColumnElement[bool]:
    """The criterion of the alerts within reach: those of one's stores, and those of the whole group."""
    mine = scope_filter(READ, store_column=Alert.store_id)
    return or_(mine, and_(true() if allowed(READ) else mine, Alert.store_id.is_(None)))


def alerts_page(
    wanted: AlertFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of alerts within reach, the newest first; one statement."""
    return keyset_page(
        _rows().where(reachable(), *_narrowed(wanted)),
        keys=[Alert.raised_at, Alert.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def alert_row(alert_id: int) -> Any:
    """One alert within reach with what it refers to; raises NotFound. One statement."""
    found = session().execute(_rows().where(reachable(), Alert.id == alert_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Alert,
            Store.name.label("store"),
            Category.names.label("category"),
            Member.display_name.label("owner"),
        )
        .outerjoin(Store, and_(Store.tenant_id == Alert.tenant_id, Store.id == Alert.store_id))
        .outerjoin(Category, and_(Category.tenant_id == Alert.tenant_id, Category.id == Alert.category_id))
        .outerjoin(Member, and_(Member.tenant_id == Alert.tenant_id, Member.id == Alert.owner_id))
        .where(Alert.tenant_id == current_tenant())
    )


def _narrowed(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "running": Alert.is_running.is_(True),
        "ended": Alert.is_running.is_(False),
    }
    criteria: list[ColumnElement[bool]] = []
    if wanted.state in states:
        criteria.append(states[wanted.state])
    if wanted.store_id is not None:
        criteria.append(Alert.store_id == wanted.store_id)
    if wanted.category_id is not None:
        criteria.append(Alert.category_id == wanted.category_id)
    return criteria


def latest_evidence(alert_id: int) -> AlertEvidence | None:
    """What was found last; one statement."""
    return session().scalar(_of(AlertEvidence, alert_id).order_by(AlertEvidence.id.desc()).limit(1))


def cases_of(alert_id: int) -> Sequence[Any]:
    """The alert's complaints within reach, the newest first, a hundred at most; one statement."""
    counted = and_(Case.tenant_id == AlertCase.tenant_id, Case.id == AlertCase.case_id)
    vehicle = and_(Vehicle.tenant_id == Case.tenant_id, Vehicle.id == Case.vehicle_id)
    store = and_(Store.tenant_id == Case.tenant_id, Store.id == Case.store_id)
    return (
        session()
        .execute(
            select(Case, Vehicle.series.label("series"), Store.name.label("store"))
            .join(AlertCase, counted)
            .join(Store, store)
            .outerjoin(Vehicle, vehicle)
            .where(AlertCase.tenant_id == current_tenant(), AlertCase.alert_id == alert_id, reachable_cases())
            .order_by(Case.received_at.desc(), Case.id.desc())
            .limit(CASES_SHOWN)
        )
        .all()
    )


def case_count(alert_id: int) -> int:
    """How many complaints count in the alert, within reach or not."""
    mine = (AlertCase.tenant_id == current_tenant(), AlertCase.alert_id == alert_id)
    return session().scalar(select(func.count()).select_from(AlertCase).where(*mine)) or 0


def alert_history(alert_id: int) -> Sequence[Any]:
    """The lines of the alert's history with who acted, the newest first; one statement."""
    actor = and_(
        AlertEvent.actor_kind == "member",
        Member.tenant_id == AlertEvent.tenant_id,
        Member.id == AlertEvent.actor_id,
    )
    statement = (
        select(AlertEvent, Member.display_name.label("actor"))
        .outerjoin(Member, actor)
        .where(AlertEvent.tenant_id == current_tenant(), AlertEvent.alert_id == alert_id)
        .order_by(AlertEvent.id.desc())
    )
    return session().execute(statement).all()


def last_run() -> WarningRun | None:
    """The latest look that was finished."""
    mine = (WarningRun.tenant_id == current_tenant(), WarningRun.finished_at.is_not(None))
    newest = (WarningRun.started_at.desc(), WarningRun.id.desc())
    return session().scalar(select(WarningRun).where(*mine).order_by(*newest).limit(1))


def precision() -> Precision:
    """How often the alerts within reach were right; one statement."""
    judged = (Alert.tenant_id == current_tenant(), Alert.judged_at.is_not(None), reachable())
    right = func.count().filter(Alert.state != AlertState.REJECTED)
    number, confirmed = session().execute(select(func.count(), right).where(*judged)).one()
    if not number:
        return Precision(judged=0, confirmed=0, share=None, low=None, high=None)
    low, high = wilson_interval(confirmed, number) or (None, None)
    return Precision(judged=number, confirmed=confirmed, share=confirmed / number, low=low, high=high)


def new_count() -> int | None:
    """How many alerts within reach nobody has taken up; none for the navigation where there are none."""
    mine = (Alert.tenant_id == current_tenant(), Alert.state == AlertState.OPEN, reachable())
    return session().scalar(select(func.count()).select_from(Alert).where(*mine)) or None


def _of(model: type[AlertEvidence], alert_id: int) -> Select[AlertEvidence]:
    return select(model).where(model.tenant_id == current_tenant(), model.alert_id == alert_id)
