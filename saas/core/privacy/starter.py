"""What a new group starts with: when its customers may be called and written to."""

from __future__ import annotations

from saas.core.privacy.models import ContactPolicy
from saas.platform.audit import record
from saas.platform.database import session

# Practice of dealers; no law names a clock time. Where nothing is said for a purpose, the evening is quiet.
QUIET_HOURS = {
    "service": ["21:00", "08:00"],
    "survey": ["20:00", "08:00"],
    "marketing": ["20:00", "08:00"],
    "*": ["20:00", "08:00"],
}


def add_contact_policy() -> ContactPolicy:
    """Give the current group the first version of its contact policy."""
    policy = ContactPolicy(version=1, quiet_hours=QUIET_HOURS)
    session().add(policy)
    session().flush()
    record("privacy.contact_policy.created", "contact_policy", policy.id)
    return policy
