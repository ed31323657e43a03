"""What happened with a customer, gathered from all rooms and from each plugin, the newest first.

The rooms' entries are one page at a time. Those of a plugin come by a request of its own, for the stretch of time that
the page shows, so that one that sleeps holds up neither the rooms' nor another plugin's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from saas.core.customers.hooks import TimelineEntry, customer_timeline
from saas.platform.plugins import CORE, Answer, ask_owner, ask_plainly, plugins_of
from saas.platform.tenancy import current_tenant

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Entries of one page; `before` is where the next one begins, none at the end. later: plugins that have more."""

    entries: tuple[TimelineEntry, ...]
    before: datetime | None
    later: tuple[str, ...] = ()


def timeline(customer_id: int, *, before: datetime | None = None, limit: int = PAGE) -> Timeline:
    """One page of the rooms' entries older than `before`; those of one moment stay together on one page."""
    answers = _ask(CORE, customer_id, before, limit)
    entries = [entry for answer in answers for entry in answer.value or ()]
    return merged(entries, limit, later=plugins_of(customer_timeline))


def timeline_of(
    plugin: str, customer_id: int, *, before: datetime | None, since: datetime | None, limit: int = PAGE
) -> Answer[Timeline]:
    """The entries of a plugin older than `before`, and not older than `since` where that is given."""
    answers = _ask(plugin, customer_id, before, limit)
    failed = next((answer for answer in answers if answer.failed), None)
    if failed:
        return Answer(owner=plugin, value=None, error_id=failed.error_id, rests=failed.rests)

    def gather() -> Timeline:
        entries = [entry for answer in answers for entry in answer.value or ()]
        return merged([entry for entry in entries if since is None or entry.at >= since], limit)

    # What it gave may still be nonsense: moments without a zone cannot be compared.
    return ask_plainly(plugin, "hook.customer_timeline", gather, Timeline)


def merged(entries: Iterable[TimelineEntry], limit: int, *, later: tuple[str, ...] = ()) -> Timeline:
    """The newest `limit` entries, and with them all of the moment of the last one."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)
    if len(ordered) <= limit:
        return Timeline(entries=tuple(ordered), before=None, later=later)
    edge = ordered[limit - 1].at
    shown = tuple(entry for entry in ordered if entry.at >= edge)
    more = len(shown) < len(ordered)
    return Timeline(entries=shown, before=edge if more else None, later=later)


def _ask(
    owner: str, customer_id: int, before: datetime | None, limit: int
) -> list[Answer[Sequence[TimelineEntry]]]:
    return ask_owner(
        owner,
        customer_timeline,
        tenant_id=current_tenant(),
        customer_id=customer_id,
        before=before,
        limit=limit + 1,
    )
