"""Add audit entries to the transaction of the operation that they tell of."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import click
from flask import g, has_request_context, request
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from saas.platform.audit.models import AuditEntry, PlatformAudit
from saas.platform.database import session
from saas.platform.security.object_keys import KeyOfObject, key_of
from saas.platform.tenancy import Actor, ActorKind, Base, DataCategory, current_actor
from saas.platform.tenancy.columns import DATA

ON_BEHALF_OF = "on_behalf_of"
"""The detail that names the members in whose place somebody acted; the only one that is a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field's values before and after; of personal ones the entry tells keyed digests. Both none: only the name."""

    before: object = None
    after: object = None
    is_personal: bool = False


def changes_of(row: Base) -> dict[str, Change]:
    """What is changed on a loaded row and not yet flushed."""
    state = inspect(row)
    found: dict[str, Change] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        category = attribute.columns[0].info.get(DATA, DataCategory.NONE)
        found[attribute.key] = Change(
            before=_first(history.deleted),
            after=_first(history.added),
            is_personal=category is not DataCategory.NONE,
        )
    return found


def record(
    action: str,
    object_type: str,
    object_id: int | None,
    *,
    changes: Mapping[str, Change] | None = None,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add an entry of the current tenant and actor.

    action: `<room>.<resource>.<what happened>`. changes: field to its values, from `changes_of`.
    detail: counts and ids that explain the action, lists of them parted by commas; never personal data. Where the
    actor's own roles were not enough, `on_behalf_of` names the members in whose place they hold those that were; what
    support does names its grant.
    """
    actor = current_actor()
    given = changes or {}
    secret = reason or any(change.is_personal for change in given.values())
    key = key_of(object_type, object_id) if secret else None
    told = {name: _pair(name, change, key) for name, change in given.items()}
    for name, value in (detail or {}).items():
        told[name] = _detail(value)  # type: ignore[assignment]  # a change is a pair, a detail is plain; both are JSON
    if absent := _on_behalf_of():
        told[ON_BEHALF_OF] = absent
    if actor.kind is ActorKind.SUPPORT and (grant := _support_grant()):
        told["support_grant"] = grant  # type: ignore[assignment]  # a detail, as above
    session().add(
        AuditEntry(
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            changes=told,
            sealed_reason=key.seal("audit_entry.reason", reason) if key and reason else b"",
            address=_address(),
            request_id=_request_id(),
        )
    )


def record_platform(
    work: Session,
    action: str,
    *,
    account_id: int | None = None,
    actor: Actor | None = None,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add an entry that belongs to no group, in the given session."""
    who = actor or current_actor()
    command = _command()
    work.add(
        PlatformAudit(
            command=command,
            operator=_operator() if command else "",
            actor_kind=who.kind,
            actor_id=who.id,
            account_id=account_id,
            action=action,
            detail={name: _plain(value) for name, value in (detail or {}).items()},
            address=_address(),
            request_id=_request_id(),
        )
    )


def record_system_use(work: Session, reason: str) -> None:
    """Add an entry that the role that passes row-level security is used, by whom and why."""
    record_platform(work, "platform.system_role.used", detail={"reason": reason})


def _pair(name: str, change: Change, key: KeyOfObject | None) -> list[object]:
    values = (change.before, change.after)
    if key is None or not change.is_personal:
        return [_plain(value) for value in values]
    return [None if value in (None, "") else key.digest(name, _plain(value)) for value in values]


def _first(values: Iterable[object]) -> object:
    return next(iter(values), None)


def _detail(value: object) -> object:
    # A list of two would be read as the values before and after.
    return ", ".join(str(_plain(one)) for one in value) if isinstance(value, (list, tuple)) else _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (int, float, str, bool, list, dict, type(None))) else str(value)


def _on_behalf_of() -> list[object]:
    # What was asked of the actor's rights in this request is known on a floor of its own.
    noted = g.get("in_whose_place", ()) if has_request_context() else ()
    return sorted(frozenset().union(*(find() for find in noted)))


def _support_grant() -> int | None:
    # Set where support is let in, on a floor above.
    return g.get("support_grant") if has_request_context() else None


def _address() -> str:
    return request.remote_addr or "" if has_request_context() else ""


def _request_id() -> str:
    return str(g.get("request_id", "")) if has_request_context() else ""


def _command() -> str:
    context = click.get_current_context(silent=True)
    return context.command_path if context else ""


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that no user has.
        return str(os.getuid())
