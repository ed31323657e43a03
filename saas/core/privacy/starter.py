"""What a new group starts with: when its customers are left in peace, and how often they are contacted at most."""

from __future__ import annotations

from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.models import ContactChannel, ContactPolicy, Purpose
from saas.core.privacy.policy import set_contact_policy

# Practice of dealers and carriers; no law names a clock time. A call about a service in hand answers what the customer
# began and is not held back; a group that wants it quiet too says so in its policy.
QUIET_HOURS = {purpose.value: ["20:00", "08:00"] for purpose in (Purpose.MARKETING, Purpose.SURVEY)}
# A contact about a service in hand is never too much; a promise to call back must be kept.
CAPS = (
    Cap(purpose=Purpose.MARKETING, channel=ContactChannel.ANY, window=CapWindow.WEEK, most=1),
    Cap(purpose=Purpose.MARKETING, channel=ContactChannel.ANY, window=CapWindow.MONTH, most=3),
    Cap(purpose=Purpose.SURVEY, channel=ContactChannel.ANY, window=CapWindow.MONTH, most=1),
)


def add_contact_policy() -> ContactPolicy:
    """Give the current group the first version of its contact policy."""
    return set_contact_policy(QUIET_HOURS, caps=CAPS)
