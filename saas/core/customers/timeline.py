"""What happened with a customer, gathered from all rooms and plugins, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from saas.core.customers.hooks import TimelineEntry, customer_timeline
from saas.platform.plugins import ask
from saas.platform.tenancy import current_tenant

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Entries of one page; `before` is where the next one begins, none at the end. failed: a part is missing."""

    entries: tuple[TimelineEntry, ...]
    before: datetime | None
    failed: bool


def timeline(customer_id: int, *, before: datetime | None = None, limit: int = PAGE) -> Timeline:
    """One page of entries older than `before`; those of one moment stay together on one page."""
    answers = ask(
        customer_timeline,
        tenant_id=current_tenant(),
        customer_id=customer_id,
        before=before,
        limit=limit + 1,
    )
    entries = [entry for answer in answers for entry in answer.value or ()]
    return merged(entries, limit, failed=any(answer.failed for answer in answers))


def merged(entries: Iterable[TimelineEntry], limit: int, *, failed: bool = False) -> Timeline:
    """The newest `limit` entries, and with them all of the moment of the last one."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)
    if len(ordered) <= limit:
        return Timeline(entries=tuple(ordered), before=None, failed=failed)
    edge = ordered[limit - 1].at
    shown = tuple(entry for entry in ordered if entry.at >= edge)
    more = len(shown) < len(ordered)
    return Timeline(entries=shown, before=edge if more else None, failed=failed)
