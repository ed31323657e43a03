"""Who did what: one entry for each operation, added in its own transaction, never changed."""

from saas.platform.audit.models import AuditEntry, PlatformAudit
from saas.platform.audit.recording import Change, changes_of, record, record_platform, record_system_use

__all__ = [
    "AuditEntry",
    "Change",
    "PlatformAudit",
    "changes_of",
    "record",
    "record_platform",
    "record_system_use",
]
