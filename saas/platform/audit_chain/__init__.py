"""The audit of a group as a hash chain: sealed every minute, verified entry by entry."""

from saas.platform.audit_chain.models import AuditSeal
from saas.platform.audit_chain.sealing import Sealer, seal_entries, sealed_among
from saas.platform.audit_chain.verifying import Break, Fault, Head, Verified, head_of, verify

__all__ = [
    "AuditSeal",
    "Break",
    "Fault",
    "Head",
    "Sealer",
    "Verified",
    "head_of",
    "seal_entries",
    "sealed_among",
    "verify",
]
