"""The pages of this room, by subject."""

from saas.core.privacy.views import (
    consent,
    inventory,
    ledger,
    merging,
    notices,
    policy,
    preferences,
    requests,
    subject,
)
from saas.core.privacy.views.blueprint import pages, public

__all__ = [
    "consent",
    "inventory",
    "ledger",
    "merging",
    "notices",
    "pages",
    "policy",
    "preferences",
    "public",
    "requests",
    "subject",
]
