"""Entries of the audit."""

from __future__ import annotations

from sqlalchemy import select

from saas.platform.audit import AuditEntry, record
from saas.platform.database import session
from tests.contract.fuzz.scenes import Kind, Scene


def _entry(scene: Scene) -> int:
    of = scene["customer"]
    with scene.world.acting(scene.person):
        record("customers.contact_point.revealed", "customer", of, reason=scene.word)
        session().flush()
        newest = select(AuditEntry.id).where(AuditEntry.object_id == of, AuditEntry.sealed_reason != b"")
        return session().scalars(newest.order_by(AuditEntry.id.desc()).limit(1)).one()


KINDS = {"audit_entry": Kind(_entry)}
