"""What recalls show on others' pages, and what they say to the search and to the order of work."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import (
    Fact,
    FactSource,
    Panel,
    Rendered,
    SearchHit,
    SearchSource,
    SlotContext,
    _l,
    allowed,
    ngettext,
)

from aftercare_recalls.permissions import READ, WRITE
from aftercare_recalls.queries import campaigns_like, open_counts, open_of_vehicle, visible_counts

URGENT = 1
"""The priority of a follow-up whose customer drives a vehicle that could harm somebody."""


def vehicle_panel(context: SlotContext) -> Rendered:
    """The open recalls of a vehicle."""
    rows = open_of_vehicle(context.object_id)
    if not rows:
        return Rendered(empty=_l("No open recall"))
    return Rendered(template="recalls/panel.html", context={"rows": rows, "may_write": allowed(WRITE)})


PANELS = [
    Panel(
        key="open",
        slot="core.vehicle",
        title=_l("Recalls"),
        render=vehicle_panel,
        permission=READ,
        icon="alert-triangle",
    )
]


def vehicle_facts(context: SlotContext) -> list[Fact]:
    """A chip on a vehicle that is called back."""
    rows = open_of_vehicle(context.object_id)
    return _chip(len(rows), sum(row.safety for row in rows))


def customer_facts(context: SlotContext) -> list[Fact]:
    """A chip on a customer whose vehicles are called back."""
    return _chip(*visible_counts(context.object_id))


def _chip(count: int, safety: int) -> list[Fact]:
    text = ngettext("%(n)d open recall", "%(n)d open recalls", count)
    return (
        [Fact(text=text, tone="bad" if safety else "warn", icon="alert-triangle", weight=10)] if count else []
    )


FACTS = [
    FactSource(key="vehicle", slot="core.vehicle", facts=vehicle_facts, permission=READ),
    FactSource(key="customer", slot="core.customer", facts=customer_facts, permission=READ),
]


def find_campaigns(text: str, limit: int) -> list[SearchHit]:
    """Recalls by number or title."""
    return [
        SearchHit(
            title=one.title,
            text=one.number,
            endpoint="recalls.matches",
            values={"q": one.number},
            icon="alert-triangle",
        )
        for one in campaigns_like(text, limit)
    ]


SEARCHES = [
    SearchSource(
        key="campaigns", title=_l("Recalls"), find=find_campaigns, permission=READ, icon="alert-triangle"
    )
]


def urgent_first(value: Mapping[int, int], customers: Mapping[int, int]) -> dict[int, int]:
    """Priorities of tasks, with those of customers first whose vehicles could harm somebody."""
    counts = open_counts(list(set(customers.values())))
    urgent = {customer for customer, (_all, safety) in counts.items() if safety}
    return {task: URGENT if customers.get(task) in urgent else priority for task, priority in value.items()}
