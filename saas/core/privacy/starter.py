"""What a new group starts with: when its customers are left in peace."""

from __future__ import annotations

from saas.core.privacy.models import ContactPolicy, Purpose
from saas.core.privacy.operations import set_contact_policy

# Practice of dealers and carriers; no law names a clock time. A call about a service in hand answers what the customer
# began and is not held back; a group that wants it quiet too says so in its policy.
QUIET_HOURS = {purpose.value: ["20:00", "08:00"] for purpose in (Purpose.MARKETING, Purpose.SURVEY)}


def add_contact_policy() -> ContactPolicy:
    """Give the current group the first version of its contact policy."""
    return set_contact_policy(QUIET_HOURS)
