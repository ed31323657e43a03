"""What vehicles show on the customers' pages: a card, chips, entries of the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from saas.core.customers.hooks import TimelineEntry
from saas.core.vehicles.models import OwnershipRole
from saas.core.vehicles.permissions import READ
from saas.core.vehicles.queries import service_lines, vehicles_of, vehicles_of_many
from saas.core.vehicles.words import ROLES, SERVICE_KINDS
from saas.platform.i18n import _, _l
from saas.platform.permissions import allowed
from saas.platform.web import Fact, Panel, Rendered, SlotContext
from saas.platform.web.filters import money

CHIPS = 2


def _vehicles(context: SlotContext) -> Rendered:
    rows = vehicles_of(context.object_id)
    return Rendered(
        template="vehicles/panel.html",
        context={
            "rows": rows,
            "roles": ROLES,
            "customer_id": context.object_id,
            "may_write": allowed("vehicles.vehicle:write"),
        },
    )


def _services(context: SlotContext) -> Rendered:
    rows = service_lines(customer_id=context.object_id, limit=10)
    if not rows:
        return Rendered(empty=_l("No visit to a workshop yet"))
    return Rendered(template="vehicles/services.html", context={"rows": rows, "kinds": SERVICE_KINDS})


PANELS = (
    Panel(
        key="vehicles",
        slot="core.customer",
        title=_l("Vehicles"),
        render=_vehicles,
        permission=READ,
        icon="car",
        weight=10,
    ),
    Panel(
        key="services",
        slot="core.customer",
        title=_l("Service records"),
        render=_services,
        permission=READ,
        icon="tool",
        weight=20,
    ),
)


def list_facts(customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """The plates of a page of customers, two of each and how many more."""
    plates: dict[int, list[str]] = {}
    for row in vehicles_of_many(customer_ids):
        label = row.plate or row.series or row.model or (row.vin or "")[-6:]
        plates.setdefault(row.customer_id, []).append(label)
    return {customer: _chips(labels) for customer, labels in plates.items()}


def _chips(labels: list[str]) -> list[Fact]:
    shown = [Fact(text=label) for label in labels[:CHIPS]]
    more = len(labels) - CHIPS
    return [*shown, Fact(text=f"+{more}")] if more > 0 else shown


def timeline_entries(customer_id: int, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """Visits and ownership of a customer."""
    visits = [
        TimelineEntry(
            at=line.completed_at,
            key=f"service:{line.id}",
            title=_("%(kind)s at %(store)s", kind=SERVICE_KINDS[line.kind], store=line.store),
            text=" · ".join(filter(None, [line.order_no, line.kind_text, _amount(line.amount_fen)])),
            icon="tool",
        )
        for line in service_lines(customer_id=customer_id, limit=limit, before=before)
        if line.completed_at is not None
    ]
    return visits + _ownership(customer_id, before)


def _amount(fen: int | None) -> str:
    return "" if fen is None else money(fen)


def _ownership(customer_id: int, before: datetime | None) -> list[TimelineEntry]:
    entries = []
    for row in vehicles_of(customer_id, limit=50):
        words = row.Vehicle.plate or row.Vehicle.series or row.Vehicle.vin or ""
        for what, day in (("begin", row.valid_from), ("end", row.valid_to)):
            if day is None:
                continue
            # A day has no time of its own; noon lies on that day wherever the store is.
            at = datetime.combine(day, time(4), UTC)
            if before is None or at < before:
                entries.append(_tie_entry(row.Vehicle.id, what, at, row.role, words))
    return entries


def _tie_entry(vehicle_id: int, what: str, at: datetime, role: OwnershipRole, words: str) -> TimelineEntry:
    text = ROLES[role]
    title = (
        _("%(role)s of %(vehicle)s since", role=text, vehicle=words)
        if what == "begin"
        else _("%(role)s of %(vehicle)s until", role=text, vehicle=words)
    )
    return TimelineEntry(
        at=at,
        key=f"tie:{vehicle_id}:{what}",
        title=title,
        icon="key",
        endpoint="vehicles.show",
        values={"vehicle_id": vehicle_id},
    )
