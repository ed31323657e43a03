"""What early warnings owe people: what was written down about one is forgotten in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from plugins.complaints.duties import KEPT
from plugins.complaints.warning.models import Alert
from saas.plugin_api import current_tenant, forget_keys, session


def forget_notes(at: datetime) -> None:
    """Forget what was written down about alerts that ended three years ago; figures and evidence stay."""
    old = (Alert.tenant_id == current_tenant(), Alert.ended_at < at - KEPT)
    forget_keys("complaints_alert", session().scalars(select(Alert.id).where(*old)).all())
