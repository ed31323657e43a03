"""Who did what: one entry for each operation, added in its own transaction, never changed."""

from saas.platform.audit.models import AuditEntry, PlatformAudit
from saas.platform.audit.recording import (
    ON_BEHALF_OF,
    Change,
    changes_of,
    record,
    record_platform,
    record_system_use,
)

__all__ = [
    "ON_BEHALF_OF",
    "AuditEntry",
    "Change",
    "PlatformAudit",
    "changes_of",
    "record",
    "record_platform",
    "record_system_use",
]
