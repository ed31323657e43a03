"""What the customers' pages ask of rooms and plugins: facts for the list, entries for the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from saas.platform.i18n import LazyStr
from saas.platform.plugins import HookKind, hookspec
from saas.platform.web import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """Something that happened with a customer. at: aware. key: unique in its kind, so that paging loses no twin.

    endpoint, values: the page it leads to, built with the group; none when there is none.
    """

    at: datetime
    key: str
    title: LazyStr
    text: LazyStr = ""
    icon: str = ""
    tone: str = "plain"
    actor: str = ""
    endpoint: str = ""
    values: Mapping[str, int] | None = None


@hookspec(kind=HookKind.UI)
def customer_list_facts(  # type: ignore[empty-body]  # pluggy calls the implementations
    tenant_id: int, customer_ids: Sequence[int]
) -> Mapping[int, Sequence[Fact]]:
    """Chips beside the customers of one page of the list.

    Called once a page with the ids of its customers, so an implementation asks its tables once for all of them; it may
    only read, and shows nothing that whoever looks may not see. Customers without chips are left out. Not called for an
    empty list, nor by the API and exports. A failing implementation loses its own chips.
    """


@hookspec(kind=HookKind.UI)
def customer_timeline(  # type: ignore[empty-body]  # pluggy calls the implementations
    tenant_id: int, customer_id: int, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """What happened with a customer, for the timeline: the newest entries older than `before`, the newest first.

    `before`: none for the newest of all. At most `limit` entries; it may only read, and shows nothing that whoever
    looks may not see. Called when the timeline comes into view and for each further page of it. A failing
    implementation loses its own entries, and the timeline says that something is missing.
    """
