"""What privacy shows on the customers' pages: consent and contact, a chip, entries of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from saas.core.customers.hooks import TimelineEntry
from saas.core.customers.permissions import MERGE
from saas.core.customers.permissions import READ as READ_CUSTOMER
from saas.core.privacy.models import ConsentDecision, ContactChannel, Purpose
from saas.core.privacy.permissions import READ, SPECIAL, UNBLOCK, WRITE
from saas.core.privacy.queries import active_blocks, consent_history, standing_of
from saas.core.privacy.runner.queries import merges_of
from saas.core.privacy.sharing import shared_with
from saas.core.privacy.special_groups import special_groups_of
from saas.core.privacy.words import (
    CHANNELS,
    DECISIONS,
    PURPOSES,
    SOURCES,
    SPECIAL_GROUPS,
    purpose_title,
    reasons_in_words,
)
from saas.platform.i18n import _, _l
from saas.platform.permissions import allowed
from saas.platform.web import Fact, FactSource, Panel, Rendered, SlotContext

TONES = {"allow": "good", "deny": "bad", "defer": "warn"}


def _consent(context: SlotContext) -> Rendered:
    customer_id = context.object_id
    standing = standing_of([(customer_id, purpose.value) for purpose in Purpose], ContactChannel.PHONE)
    lines = [
        (PURPOSES[purpose], TONES[verdict.result], reasons_in_words(verdict.reasons))
        for (_customer, purpose), verdict in standing.items()
    ]
    return Rendered(
        template="privacy/panel.html",
        context={
            "customer_id": customer_id,
            "lines": lines,
            "blocks": active_blocks(customer_id),
            "said": consent_history(customer_id, limit=5),
            "channels": CHANNELS,
            "decisions": DECISIONS,
            "sources": SOURCES,
            "purpose_title": purpose_title,
            "may_write": allowed(WRITE),
            "may_unblock": allowed(UNBLOCK),
            "shared": shared_with(customer_id),
        },
    )


PANELS = (
    Panel(
        key="consent",
        slot="core.customer",
        title=_l("Consent and contact"),
        render=_consent,
        permission=READ,
        icon="shield-check",
        weight=40,
    ),
)


def _no_contact(context: SlotContext) -> Sequence[Fact]:
    if not active_blocks(context.object_id):
        return []
    return [Fact(text=_l("Wants no contact"), tone="bad", icon="phone-off", weight=1)]


def _special_groups(context: SlotContext) -> Sequence[Fact]:
    held = special_groups_of(context.object_id)
    return [Fact(text=SPECIAL_GROUPS[one], tone="accent", icon="user-heart", weight=20) for one in held]


FACTS = (
    # Whoever sees the customer must know it before they reach for the telephone.
    FactSource(key="special_groups", slot="core.customer", facts=_special_groups, permission=SPECIAL),
    FactSource(key="no_contact", slot="core.customer", facts=_no_contact, permission=READ_CUSTOMER),
)


def timeline_entries(customer_id: int, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """What the customer said about being contacted, and whom they turned out to be."""
    return [*_said(customer_id, before, limit), *_merged(customer_id, before, limit)]


def _merged(customer_id: int, before: datetime | None, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=done.merged_at,
            key=f"merge:{done.id}",
            title=_("Merged with another customer")
            if done.unmerged_at is None
            else _("Merged with another customer, and undone"),
            icon="users",
            endpoint="privacy.merges" if allowed(MERGE) else "",
            values={"customer_id": customer_id} if allowed(MERGE) else None,
        )
        for done in merges_of(customer_id, before=before, limit=limit)
    ]


def _said(customer_id: int, before: datetime | None, limit: int) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            at=event.occurred_at,
            key=f"consent:{event.id}",
            title=_(
                "%(decision)s: %(purpose)s",
                decision=DECISIONS[event.decision],
                purpose=purpose_title(event.purpose),
            ),
            text=CHANNELS[event.channel],
            icon="shield-check",
            tone="good" if event.decision is ConsentDecision.GRANT else "warn",
        )
        for event in consent_history(customer_id, before=before, limit=limit)
    ]
