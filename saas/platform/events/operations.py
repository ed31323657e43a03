"""Publish an event, handle a delivery, bury and replay one."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict
from saas.platform.events.base import Event
from saas.platform.events.catalogue import event_catalogue
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.events.subscriptions import AnyEvent
from saas.platform.i18n import _
from saas.platform.tenancy import current_actor, current_tenant


def publish(event: Event) -> None:
    """Add an event to the current transaction; subscribers hear of it after the commit, or never if there is none."""
    actor = current_actor()
    session().add(
        OutboxEvent(
            name=event.name,
            version=event.version,
            aggregate=event.aggregate,
            payload=event.payload(),
            actor_kind=actor.kind,
            actor_id=actor.id,
        )
    )


def handle_delivery(delivery_id: int) -> None:
    """Call the subscriber of a delivery and note it as done, in the current transaction.

    A delivery that is done already, or was buried meanwhile, is left alone. Raises what the handler raises.
    """
    delivery = load_for_change(EventDelivery, delivery_id)
    if delivery.state is not DeliveryState.SENT:
        return
    stored = session().execute(select(OutboxEvent).where(OutboxEvent.id == delivery.event_id)).scalar_one()
    subscription = event_catalogue().subscribers[delivery.subscriber].value
    if subscription.event is AnyEvent:
        subscription.handler(_any(stored))
    else:
        subscription.handler(subscription.event.from_payload(stored.payload))
    delivery.state = DeliveryState.DONE
    delivery.finished_at = now()


def _any(stored: OutboxEvent) -> AnyEvent:
    return AnyEvent(
        event_id=stored.id,
        event_name=stored.name,
        event_version=stored.version,
        data=stored.payload,
        occurred_at=stored.occurred_at,
    )


def subscriber_of(work: Session, tenant_id: int, delivery_id: int) -> str:
    """The name of who is to hear of the event of a delivery, empty for one that is gone."""
    delivery = work.get(EventDelivery, (tenant_id, delivery_id))
    return delivery.subscriber if delivery else ""


def bury(work: Session, tenant_id: int, delivery_id: int, error_id: str) -> None:
    """Note a delivery as given up, with the id under which the log has the error."""
    work.execute(
        update(EventDelivery)
        .where(
            EventDelivery.tenant_id == tenant_id,
            EventDelivery.id == delivery_id,
            EventDelivery.state != DeliveryState.DONE,
        )
        .values(state=DeliveryState.DEAD, error_id=error_id, finished_at=now())
    )


def replay(delivery_id: int) -> None:
    """Send a dead letter once more, with all its attempts; raises Conflict for a delivery that is not dead."""
    delivery = load_for_change(EventDelivery, delivery_id)
    if delivery.state is not DeliveryState.DEAD:
        raise Conflict(_("Only a delivery that was given up can be sent again."))
    delivery.state = DeliveryState.WAITING
    delivery.error_id = ""
    delivery.finished_at = None


def replay_all() -> int:
    """Send every dead letter of the current tenant once more; how many there were."""
    found = session().execute(
        update(EventDelivery)
        .where(EventDelivery.tenant_id == current_tenant(), EventDelivery.state == DeliveryState.DEAD)
        .values(state=DeliveryState.WAITING, error_id="", finished_at=None)
        .returning(EventDelivery.id)
    )
    return len(found.all())
