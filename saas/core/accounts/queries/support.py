"""Reads of support access: of the group, who may come in and who did; of an operator, where one may."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from saas.core.accounts.queries.sign_in import GROUP_COLUMNS, GroupInView, group_of_row
from saas.core.accounts.support_models import SupportDoor, SupportGrant, SupportVisit
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.tenancy import TENANT, current_tenant
from saas.platform.tenancy.tenant import Tenant, TenantStatus

SHOWN = 50


class SupportState(StrEnum):
    """Where a grant is in its course."""

    OPEN = "open"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAccess:
    """A grant as the group sees it, with who came in under it."""

    id: int
    reason: str
    role: str
    writes: bool
    given_at: datetime
    until: datetime
    state: SupportState
    visits: tuple[SupportVisit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInView:
    """The visit in which a request is made."""

    id: int
    grant_id: int
    role: str
    writes: bool
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoor:
    """A group that lets support in."""

    id: int
    code: str
    group_name: str
    until: datetime


def support_accesses() -> list[SupportAccess]:
    """What the group gave, the latest first, at most 50. Two queries."""
    mine = select(SupportGrant).where(SupportGrant.tenant_id == current_tenant())
    found = list(session().scalars(mine.order_by(SupportGrant.id.desc()).limit(SHOWN)))
    visits = _visits([one.id for one in found])
    return [
        SupportAccess(
            id=one.id,
            reason=one.reason,
            role=one.role,
            writes=one.writes,
            given_at=one.created_at,
            until=one.until,
            state=_state(one),
            visits=tuple(visits[one.id]),
        )
        for one in found
    ]


def support_names(ids: set[int]) -> dict[int, str]:
    """The operators' names by visit, for those who read what support did."""
    mine = (SupportVisit.tenant_id == current_tenant(), SupportVisit.id.in_(ids))
    rows = session().execute(select(SupportVisit.id, SupportVisit.operator_name).where(*mine)) if ids else ()
    return {row.id: row.operator_name for row in rows}


def open_doors() -> list[OpenDoor]:
    """The groups that let support in now, by name: their names and until when, nothing else of them."""
    mine = (
        select(SupportDoor.id, SupportDoor.code, SupportDoor.until, Tenant.name)
        .join(Tenant, Tenant.id == SupportDoor.group_id)
        .where(
            SupportDoor.closed_at.is_(None),
            SupportDoor.until > now(),
            Tenant.status != TenantStatus.CLOSED,
        )
        .order_by(Tenant.name, SupportDoor.id)
    )
    return [
        OpenDoor(id=row.id, code=row.code, group_name=row.name, until=row.until)
        for row in session().execute(mine)
    ]


def find_supported_group(work: Connection, code: str) -> GroupInView | None:
    """The group of a code that lets support in now, or none: no tenant is bound to find it."""
    row = work.execute(_supported(), {"code": code, "moment": now()}).one_or_none()
    return group_of_row(row) if row is not None else None


def find_visit(account_id: int, session_id: int) -> VisitInView | None:
    """The visit of a session in the current group under a grant that still counts, or none."""
    values = {"account_id": account_id, "session_id": session_id, "moment": now()}
    row = session().execute(_visit(), values).one_or_none()
    return VisitInView(**row._asdict()) if row is not None else None


@cache
def _supported() -> Select[*tuple[Any, ...]]:
    return (
        select(*GROUP_COLUMNS)
        .join(SupportDoor, SupportDoor.group_id == Tenant.id)
        .where(
            SupportDoor.code == bindparam("code"),
            SupportDoor.closed_at.is_(None),
            SupportDoor.until > bindparam("moment"),
        )
        .limit(1)
    )


@cache
def _visit() -> Select[*tuple[Any, ...]]:
    under = and_(SupportGrant.tenant_id == SupportVisit.tenant_id, SupportGrant.id == SupportVisit.grant_id)
    return (
        select(
            SupportVisit.id,
            SupportVisit.grant_id,
            SupportGrant.role,
            SupportGrant.writes,
            SupportGrant.reason,
            SupportGrant.until,
        )
        .join(SupportGrant, under)
        .where(
            SupportVisit.tenant_id == TENANT,
            SupportVisit.session_id == bindparam("session_id"),
            SupportVisit.account_id == bindparam("account_id"),
            SupportVisit.left_at.is_(None),
            SupportGrant.revoked_at.is_(None),
            SupportGrant.until > bindparam("moment"),
        )
        .order_by(SupportVisit.id.desc())
        .limit(1)
    )


def _visits(grants: list[int]) -> dict[int, list[SupportVisit]]:
    mine = select(SupportVisit).where(
        SupportVisit.tenant_id == current_tenant(), SupportVisit.grant_id.in_(grants)
    )
    found: defaultdict[int, list[SupportVisit]] = defaultdict(list)
    for visit in session().scalars(mine.order_by(SupportVisit.id.desc())):
        found[visit.grant_id].append(visit)
    return found


def _state(one: SupportGrant) -> SupportState:
    if one.revoked_at is not None:
        return SupportState.REVOKED
    return SupportState.OPEN if one.until > now() else SupportState.OVER
