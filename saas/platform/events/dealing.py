"""The relay's part of events: one delivery for each subscriber, in order, held back where it is switched off.

Every statement names its tenant, since the relay's role passes row-level security.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from saas.platform.clock import now
from saas.platform.events.catalogue import EventCatalogue, Subscriber
from saas.platform.events.models import OPEN, DeliveryState, EventDelivery, OutboxEvent

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A delivery whose turn it is, noted as sent; the caller gives it a job in the same transaction."""

    delivery_id: int
    owner: str
    max_attempts: int


def deal(work: Session, tenant_id: int, known: EventCatalogue, on: Collection[str]) -> int:
    """Make the deliveries of up to `BATCH` new events of a tenant; how many events there were.

    on: the owners that are effective for the tenant.
    """
    events = work.execute(
        select(OutboxEvent.id, OutboxEvent.name, OutboxEvent.aggregate)
        .where(OutboxEvent.tenant_id == tenant_id, OutboxEvent.dealt_at.is_(None))
        .order_by(OutboxEvent.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    hearing = {event.name: known.subscribers_of(event.name) for event in events}
    # Asked once for each, however many events there are.
    deaf = {
        one.value.subscriber
        for subscribers in hearing.values()
        for one in subscribers
        if one.owner not in on or (one.value.wanted and not one.value.wanted(work, tenant_id))
    }
    rows = [
        _delivery(tenant_id, event.id, event.aggregate, subscriber)
        for event in events
        for subscriber in hearing[event.name]
        if subscriber.value.subscriber not in deaf
    ]
    if rows:
        work.execute(insert(EventDelivery).values(rows).on_conflict_do_nothing())
    if events:
        work.execute(
            update(OutboxEvent)
            .where(OutboxEvent.tenant_id == tenant_id, OutboxEvent.id.in_([event.id for event in events]))
            .values(dealt_at=now())
        )
    return len(events)


def _delivery(tenant_id: int, event_id: int, aggregate: str, subscriber: Subscriber) -> dict[str, object]:
    return {
        "tenant_id": tenant_id,
        "event_id": event_id,
        "subscriber": subscriber.value.subscriber,
        "owner": subscriber.owner,
        "aggregate": aggregate,
        "state": DeliveryState.WAITING,
        "error_id": "",
        "created_at": now(),
    }


def take_ready(work: Session, tenant_id: int, known: EventCatalogue, on: Collection[str]) -> list[Ready]:
    """Note as sent the deliveries whose turn it is; those of a subscriber that is off, or gone, are held."""
    rows = work.execute(
        select(EventDelivery.id, EventDelivery.subscriber)
        .where(
            EventDelivery.tenant_id == tenant_id,
            EventDelivery.state == DeliveryState.WAITING,
            or_(EventDelivery.aggregate == "", ~_earlier_one_open()),
        )
        .order_by(EventDelivery.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=EventDelivery)
    ).all()
    ready, held = [], []
    for row in rows:
        subscriber = known.subscribers.get(row.subscriber)
        if subscriber is None or subscriber.owner not in on:
            held.append(row.id)
        else:
            attempts = subscriber.value.max_attempts
            ready.append(Ready(delivery_id=row.id, owner=subscriber.owner, max_attempts=attempts))
    _move(work, tenant_id, held, DeliveryState.HELD)
    _move(work, tenant_id, [each.delivery_id for each in ready], DeliveryState.SENT)
    return ready


def _earlier_one_open() -> ColumnElement[bool]:
    earlier = aliased(EventDelivery)
    return exists().where(
        earlier.tenant_id == EventDelivery.tenant_id,
        earlier.subscriber == EventDelivery.subscriber,
        earlier.aggregate == EventDelivery.aggregate,
        earlier.event_id < EventDelivery.event_id,
        earlier.state.in_(OPEN),
    )


def release(work: Session, tenant_id: int, known: EventCatalogue, on: Collection[str]) -> int:
    """Let held deliveries wait for their turn again where their subscriber is on; how many there were."""
    names = work.scalars(
        select(EventDelivery.subscriber)
        .where(EventDelivery.tenant_id == tenant_id, EventDelivery.state == DeliveryState.HELD)
        .distinct()
    ).all()
    found = [(name, known.subscribers.get(name)) for name in names]
    on_again = [name for name, subscriber in found if subscriber and subscriber.owner in on]
    if not on_again:
        return 0
    released = work.execute(
        update(EventDelivery)
        .where(
            EventDelivery.tenant_id == tenant_id,
            EventDelivery.state == DeliveryState.HELD,
            EventDelivery.subscriber.in_(on_again),
        )
        .values(state=DeliveryState.WAITING)
        .returning(EventDelivery.id)
    )
    return len(released.all())


def _move(work: Session, tenant_id: int, ids: Sequence[int], state: DeliveryState) -> None:
    if ids:
        work.execute(
            update(EventDelivery)
            .where(EventDelivery.tenant_id == tenant_id, EventDelivery.id.in_(ids))
            .values(state=state)
        )
