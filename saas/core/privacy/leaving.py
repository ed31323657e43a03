"""A group leaves: it rests, waits a while in which it can come back, and then all that it had is destroyed, with a proof."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, delete, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from saas.core.accounts.operations.leaving import forget_accounts_of
from saas.core.privacy.leaving_models import ExitCertificate
from saas.platform.audit.recording import record
from saas.platform.audit_chain import head_of, seal_entries
from saas.platform.clock import now
from saas.platform.database import global_session, session, system_session, unit_of_work
from saas.platform.errors import Conflict, Invalid
from saas.platform.files import storage
from saas.platform.i18n import _
from saas.platform.security.keys import PLATFORM, keyed_hash, keys
from saas.platform.tenancy import Base, current_tenant, tenant_context, tenant_key
from saas.platform.tenancy.tenant import WORKING, Tenant, TenantStatus
from saas.platform.valkey import valkey

log = structlog.get_logger(__name__)

GRACE = timedelta(days=30)
"""How long a group that leaves can come back."""


def leave(reason: str) -> Tenant:
    """Let the current group rest, and be destroyed after `GRACE`. Raises Invalid without a reason, Conflict if it rests."""
    if not reason.strip():
        raise Invalid("reason", _("Say why the group leaves."))
    group = _locked_group()
    if group.status not in WORKING:
        raise Conflict(_("This group is not at work."))
    group.status, group.leaves_at = TenantStatus.CLOSING, now() + GRACE
    session().flush()
    record("privacy.group.left", "tenant", group.id, detail={"leaves_at": group.leaves_at}, reason=reason)
    return group


def come_back() -> Tenant:
    """Let the current group, which was to be destroyed, work again. Raises Conflict for one that was not."""
    group = _locked_group()
    if group.status is not TenantStatus.CLOSING:
        raise Conflict(_("This group is not about to leave."))
    group.status, group.leaves_at = TenantStatus.ACTIVE, None
    session().flush()
    record("privacy.group.came_back", "tenant", group.id)
    return group


def destroy_due() -> dict[str, int]:
    """Destroy the groups whose time has come; how many, and how many must be tried again tomorrow."""
    with global_session() as work:
        due = select(Tenant.id).where(Tenant.status == TenantStatus.CLOSING, Tenant.leaves_at <= now())
        groups = work.scalars(due.order_by(Tenant.id)).all()
    outcomes = [_destroyed(tenant_id) for tenant_id in groups]
    return {"destroyed": outcomes.count(True), "failed": outcomes.count(False)}


def destroy_group(tenant_id: int) -> ExitCertificate:
    """Destroy all rows, files and keys of a group whose time has come, and its members' accounts of no other group.

    Raises Conflict before its time. Files go first: rows that are left tell what is still to be done.
    """
    with tenant_context(tenant_id), unit_of_work():
        group = session().get_one(Tenant, tenant_id)
        if group.status is not TenantStatus.CLOSING or group.leaves_at is None or group.leaves_at > now():
            raise Conflict(_("The time of this group has not come."))
        seal_entries()
        head = str(head_of() or "")
        files = _destroy_files()
        _forget_kept()
    with system_session(f"destroy what group {tenant_id} had") as work:
        told = {"rows": _empty_tables(work, tenant_id), "files": files, "audit_head": head}
        told["accounts"] = forget_accounts_of(work, tenant_id)
        certificate = _close(work, tenant_id, told)
    keys().forget(tenant_id)
    log.info("group_destroyed", group=tenant_id, digest=certificate.digest)
    return certificate


def is_genuine(certificate: ExitCertificate) -> bool:
    """Whether a certificate says what was signed."""
    digest = _digest(certificate.content)
    signed = keyed_hash("exit", digest, tenant_id=PLATFORM)
    return digest == certificate.digest and signed == certificate.signature


def _destroyed(tenant_id: int) -> bool:
    try:
        destroy_group(tenant_id)
    except (SQLAlchemyError, OSError) as error:
        log.error("group_not_destroyed", group=tenant_id, exc_info=error)
        return False
    return True


def _locked_group() -> Tenant:
    mine = select(Tenant).where(Tenant.id == current_tenant()).with_for_update()
    return session().scalars(mine.execution_options(populate_existing=True)).one()


def _destroy_files() -> int:
    found = [key for key, _written in storage().keys(f"{tenant_key('')}".replace(":", "/"))]
    for key in found:
        storage().delete(key)
    return len(found)


def _forget_kept() -> None:
    """What the key-value store holds for quickness."""
    for name in valkey().scan_iter(f"{tenant_key('')}*"):
        valkey().delete(name)


def _empty_tables(work: Session, tenant_id: int) -> dict[str, int]:
    """Delete the group's rows from all tables, those first that refer to others, its keys among them."""
    there = set(inspect(work.connection()).get_table_names())
    counts = {}
    for table in reversed(Base.metadata.sorted_tables):
        if "tenant_id" in table.columns and table.name in there:
            gone = work.execute(delete(table).where(table.c.tenant_id == tenant_id))
            if count := cast("CursorResult[Any]", gone).rowcount:
                counts[table.name] = count
    return counts


def _close(work: Session, tenant_id: int, told: dict[str, Any]) -> ExitCertificate:
    code, name = work.execute(select(Tenant.code, Tenant.name).where(Tenant.id == tenant_id)).one()
    content = {"group": code, "name": name, "number": tenant_id, "destroyed_at": now().isoformat(), **told}
    digest = _digest(content)
    certificate = ExitCertificate(
        code=code,
        group_id=tenant_id,
        content=content,
        digest=digest,
        signature=keyed_hash("exit", digest, tenant_id=PLATFORM),
    )
    work.add(certificate)
    closed: dict[str, Any] = {
        "status": TenantStatus.CLOSED,
        "leaves_at": None,
        "settings": {},
        "onboarding": {},
    }
    work.execute(update(Tenant).where(Tenant.id == tenant_id).values(**closed))
    work.flush()
    work.expunge(certificate)
    return certificate


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
