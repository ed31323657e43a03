"""Why a member may do something, or why not: each role that bears on it, with its days and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, and_, bindparam, union_all

from saas.platform.database import session
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.grants import UNASKED, Asked, Assignment, Grants, scope_in
from saas.platform.permissions.models import Delegation, MemberRole
from saas.platform.permissions.periods import Period, group_day, in_force
from saas.platform.permissions.queries import gathered, own_roles, roles_in_place_of_others
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import CORE, effective_plugins


class Because(StrEnum):
    """What a role comes to, for a permission and the row that is asked about."""

    GIVES = "gives"
    """It gives the permission."""
    ELSEWHERE = "elsewhere"
    """It gives it for other rows."""
    TOO_NARROW = "too_narrow"
    """It gives it for less than the group, to which all that it changes belongs."""
    TAKEN_AWAY = "taken_away"
    """The group took the permission out of the role."""
    COMING = "coming"
    """Its first day is still to come."""
    OVER = "over"
    """Its last day has passed, or the standing in was ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A role of the member that bears on the permission."""

    assignment: Assignment
    period: Period
    """The days of the role or, for one held in somebody's place, of the standing in."""
    through: str
    """The permission that the role holds: the one that was asked for or one that implies it."""
    scope: Scope | None
    """How far the role lets it reach; none where the group took it away."""
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether a member may do something, and why."""

    permission: str
    allowed: bool
    owner: str
    """Who declares the permission: `core` or a plugin."""
    is_on: bool
    """Whether the plugin is on for the group; always so for core."""
    reasons: tuple[Reason, ...]
    """What gives it first; empty when no role of the member bears on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    assignment: Assignment
    period: Period
    when: Because


def explain(
    member_id: int, permission: str, *, store_id: Asked = UNASKED, owner_id: Asked = UNASKED
) -> Explanation:
    """Why a member of the current group may use a permission today, or why not; one query besides that of the gate.

    store_id, owner_id: of a row, as for `require`. Raises UndeclaredPermission for one that nobody declares.
    """
    catalogue, effective = current_catalogue(), effective_plugins()
    owner = catalogue.owner(permission)
    held = _held(member_id)
    grants = Grants(
        catalogue=catalogue,
        effective=effective,
        assignments=tuple(one.assignment for one in held if one.when is Because.GIVES),
        member_id=member_id,
    )
    grant = grants.of(permission)
    reasons = [reason for one in held for reason in _reasons(grants, one, permission, (store_id, owner_id))]
    order = list(Because)
    return Explanation(
        permission=permission,
        allowed=grant is not None and grant.reaches(store_id, owner_id),
        owner=owner,
        is_on=owner == CORE or owner in effective,
        reasons=tuple(sorted(reasons, key=lambda one: order.index(one.because))),
    )


def _reasons(grants: Grants, held: _Held, permission: str, row: tuple[Asked, Asked]) -> Iterator[Reason]:
    catalogue, assignment = grants.catalogue, held.assignment
    for through in catalogue.sources[permission]:
        scope = scope_in(catalogue, assignment, through)
        declared = scope_in(catalogue, replace(assignment, edits={}), through)
        if scope is None and declared is None:
            continue
        because = Because.TAKEN_AWAY if scope is None else held.when
        if because is Because.GIVES:
            only = {through: scope}
            alone = replace(assignment, role="", builtin=False, edits=only)
            # Whether the plugin is on is said once, not of each role.
            on = grants.effective | {catalogue.owner(permission)}
            because = _comes_to(
                replace(grants, assignments=(alone,), effective=on, _known={}), permission, row
            )
        yield Reason(assignment=assignment, period=held.period, through=through, scope=scope, because=because)


def _comes_to(alone: Grants, permission: str, row: tuple[Asked, Asked]) -> Because:
    grant = alone.of(permission)
    if grant is None:
        return Because.TOO_NARROW
    return Because.GIVES if grant.reaches(*row) else Because.ELSEWHERE


def _held(member_id: int) -> list[_Held]:
    day = group_day()
    who: ColumnElement[int] = bindparam("member_id", type_=BigInteger)
    own = own_roles().where(MemberRole.member_id == who)
    theirs = roles_in_place_of_others().where(Delegation.deputy_id == who)
    statement = union_all(
        own.add_columns(
            MemberRole.valid_from,
            MemberRole.valid_until,
            in_force(MemberRole.valid_from, MemberRole.valid_until).label("counts"),
            (MemberRole.valid_from > day).label("coming"),
        ),
        theirs.add_columns(
            Delegation.valid_from,
            Delegation.valid_until,
            and_(
                Delegation.ended_at.is_(None),
                in_force(Delegation.valid_from, Delegation.valid_until),
                in_force(MemberRole.valid_from, MemberRole.valid_until),
            ).label("counts"),
            and_(Delegation.ended_at.is_(None), Delegation.valid_from > day).label("coming"),
        ),
    )
    rows = session().execute(statement, {"member_id": member_id}).all()
    first = {(row.on_behalf_of, row.id): row for row in rows}
    return [
        _Held(
            assignment=assignment,
            period=Period(valid_from=row.valid_from, valid_until=row.valid_until),
            when=_when(row),
        )
        for assignment, row in zip(gathered(rows), first.values(), strict=True)
    ]


def _when(row: Row[Any]) -> Because:
    if row.counts:
        return Because.GIVES
    return Because.COMING if row.coming else Because.OVER
