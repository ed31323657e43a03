"""Reads of the audit: one page of entries, with who acted and whether each is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from saas.core.accounts.queries import client_names, member_names
from saas.core.accounts.queries.support import support_names
from saas.platform.audit import ON_BEHALF_OF, AuditEntry
from saas.platform.audit_chain import sealed_among
from saas.platform.database import Page, keyset_page, load
from saas.platform.i18n import _
from saas.platform.security.object_keys import DIGEST, open_keyed
from saas.platform.tenancy import ActorKind, current_tenant
from saas.platform.web.filters import display_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What entries are narrowed to; empty or none is anything. since, until: days in the reader's zone, both included."""

    area: str = ""
    actor_kind: ActorKind | None = None
    member_id: int | None = None
    object_type: str = ""
    object_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that an operation changed. told: whether its values are; of personal fields they are keyed digests."""

    name: str
    before: object = None
    after: object = None
    told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry. actor: a name, empty where nobody has one. in_place_of: for whom they stood in, where that was needed.

    sealed: whether a seal names it; detail: counts and ids.
    """

    id: int
    occurred_at: datetime
    actor_kind: ActorKind
    actor_id: int | None
    actor: str
    in_place_of: tuple[str, ...]
    action: str
    object_type: str
    object_id: int | None
    fields: tuple[FieldChange, ...]
    detail: Mapping[str, object]
    reason: str
    address: str
    request_id: str
    sealed: bool


def entries_page(
    wanted: AuditFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[EntryLine]:
    """One page of the group's entries, the newest first. Raises Invalid for a forged cursor."""
    page = keyset_page(
        _narrowed(wanted),
        keys=[AuditEntry.occurred_at, AuditEntry.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )
    return Page(rows=_lines(page.rows), after=page.after, before=page.before)


def entry_line(entry_id: int) -> EntryLine:
    """One entry; raises NotFound."""
    return _lines([load(AuditEntry, entry_id)])[0]


def _narrowed(wanted: AuditFilter) -> Select[Any]:
    found = select(AuditEntry).where(AuditEntry.tenant_id == current_tenant())
    same = {
        AuditEntry.actor_kind: wanted.actor_kind or (ActorKind.MEMBER if wanted.member_id else None),
        AuditEntry.actor_id: wanted.member_id,
        AuditEntry.object_type: wanted.object_type or None,
        AuditEntry.object_id: wanted.object_id,
    }
    found = found.where(*(column == value for column, value in same.items() if value is not None))
    if wanted.area:
        found = found.where(AuditEntry.action.startswith(f"{wanted.area}.", autoescape=True))
    if wanted.since:
        found = found.where(AuditEntry.occurred_at >= _midnight(wanted.since))
    if wanted.until:
        found = found.where(AuditEntry.occurred_at < _midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(display_zone()))


def _lines(entries: Iterable[AuditEntry]) -> list[EntryLine]:
    rows = list(entries)
    members = member_names(
        _ids(rows, ActorKind.MEMBER).union(*(row.changes.get(ON_BEHALF_OF, ()) for row in rows))
    )
    names = {
        ActorKind.MEMBER: members,
        ActorKind.API_CLIENT: client_names(_ids(rows, ActorKind.API_CLIENT)),
        ActorKind.SUPPORT: support_names(_ids(rows, ActorKind.SUPPORT)),
    }
    sealed = sealed_among([row.id for row in rows])
    reasons = open_keyed("audit_entry.reason", [row.sealed_reason for row in rows])
    return [
        EntryLine(
            **{name: getattr(row, name) for name in _PLAIN},
            actor=names.get(row.actor_kind, {}).get(row.actor_id or 0, ""),
            in_place_of=tuple(
                members.get(absent, str(absent)) for absent in row.changes.get(ON_BEHALF_OF, ())
            ),
            fields=tuple(_changes(row.changes)),
            detail=_details(row.changes),
            reason=_("(erased)") if reason is None else reason,
            sealed=row.id in sealed,
        )
        for row, reason in zip(rows, reasons, strict=True)
    ]


_PLAIN = (
    "id", "occurred_at", "actor_kind", "actor_id", "action", "object_type", "object_id", "address", "request_id",
)  # fmt: skip


def _ids(rows: Iterable[AuditEntry], kind: ActorKind) -> set[int]:
    return {row.actor_id for row in rows if row.actor_kind is kind and row.actor_id}


def _is_change(name: str, value: object) -> bool:
    return name != ON_BEHALF_OF and isinstance(value, list) and len(value) == 2


def _details(told: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: value for name, value in told.items() if name != ON_BEHALF_OF and not _is_change(name, value)
    }


def _changes(told: Mapping[str, Any]) -> Iterable[FieldChange]:
    for name, value in told.items():
        if _is_change(name, value):
            before, after = value
            secret = any(isinstance(one, str) and one.startswith(DIGEST) for one in value)
            yield FieldChange(
                name=name, before=before, after=after, told=not secret and value != [None, None]
            )
