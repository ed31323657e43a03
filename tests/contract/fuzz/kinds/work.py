"""Deliveries of events, and files."""

from __future__ import annotations

import io

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.subscribers import SUBSCRIPTIONS
from saas.platform.clock import now
from saas.platform.events.models import DeliveryState, EventDelivery, OutboxEvent
from saas.platform.files import store_file
from saas.platform.tenancy import ActorKind
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.complaints import COMPLAINTS


def _delivery(scene: Scene) -> int:
    event = ComplaintReceived(case_id=scene["case"], store_id=scene["store"], severity=1, safety=True)
    with scene.world.acting() as work:
        stored = OutboxEvent(
            name=event.name,
            version=event.version,
            aggregate=event.aggregate,
            payload=event.payload(),
            actor_kind=ActorKind.SYSTEM,
            dealt_at=now(),
        )
        work.add(stored)
        work.flush()
        made = EventDelivery(
            event_id=stored.id,
            subscriber=SUBSCRIPTIONS[0].subscriber,
            owner=COMPLAINTS,
            state=DeliveryState.SENT,
        )
        work.add(made)
        work.flush()
        return made.id


def _file(scene: Scene) -> int:
    content = f"{scene.word} {number()}".encode()
    with scene.world.acting(scene.person) as work:
        made = store_file(
            io.BytesIO(content), name=f"{scene.word}.csv", owner_type="customer", owner_id=scene["customer"]
        )
        work.flush()
        return made.id


KINDS = {"delivery": Kind(_delivery), "file": Kind(_file)}
