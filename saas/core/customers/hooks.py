"""What the customers' pages ask of rooms and plugins: facts for the header and the list, entries for the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from saas.platform.i18n import LazyStr
from saas.platform.plugins import HookKind, hookspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A chip in the header of a customer: "VIP", "2 open complaints". tone: plain, good, warn, bad, info, accent."""

    text: LazyStr
    tone: str = "plain"
    icon: str = ""
    weight: int = 50


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
def customer_facts(tenant_id: int, customer_id: int) -> Sequence[Fact]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Chips for the header of a customer's page; one cheap query at most."""


@hookspec(kind=HookKind.UI)
def customer_list_facts(  # type: ignore[empty-body]  # pluggy calls the implementations
    tenant_id: int, customer_ids: Sequence[int]
) -> Mapping[int, Sequence[Fact]]:
    """What stands beside the customers of one page of the list; one query for all of them."""


@hookspec(kind=HookKind.UI)
def customer_timeline(  # type: ignore[empty-body]  # pluggy calls the implementations
    tenant_id: int, customer_id: int, before: datetime | None, limit: int
) -> Sequence[TimelineEntry]:
    """The newest entries older than `before` (none: the newest of all), at most `limit`, the newest first."""
