"""Deliveries of events, files, replies, visits of support, and companies that may have their data."""

from __future__ import annotations

import io
from datetime import timedelta

from sqlalchemy import select

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.subscribers import SUBSCRIPTIONS
from saas.core.accounts.support_models import SupportVisit
from saas.core.customers.models import CustomerShare
from saas.core.messaging.models import MessageReply
from saas.core.privacy.models import ContactChannel
from saas.core.sla.models import SlaClock
from saas.core.sla.operations import ClockTarget, start_clock
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


def _clock(scene: Scene) -> int:
    # Begun long ago, so that it has something to tell.
    long_ago, thing = now() - timedelta(days=30), scene["customer"]
    with scene.world.acting(scene.person) as work:
        owed = ClockTarget(code=f"answer{number()}", wanted=timedelta(minutes=30))
        start_clock("customer", thing, owed, store_id=scene["store"], since=long_ago)
        made = (SlaClock.target == owed.code, SlaClock.object_id == thing)
        return work.scalars(select(SlaClock.id).where(*made)).one()


def _share(scene: Scene) -> int:
    customer, company = scene["customer"], scene["legal_entity"]
    with scene.world.acting() as work:
        made = CustomerShare(customer_id=customer, legal_entity_id=company)
        work.add(made)
        work.flush()
        return made.id


def _reply(scene: Scene) -> int:
    customer = scene["customer"]
    with scene.world.acting() as work:
        made = MessageReply(
            channel=ContactChannel.SMS,
            provider_ref=f"r{number()}",
            customer_id=customer,
            from_hash=f"{number()}",
            body=scene.word,
        )
        work.add(made)
        work.flush()
        return made.id


def _visit(scene: Scene) -> int:
    grant = scene["support_grant"]
    with scene.world.acting() as work:
        made = SupportVisit(
            grant_id=grant,
            account_id=scene.person.account_id,
            session_id=number(),
            operator_name=scene.word,
            left_at=now(),
        )
        work.add(made)
        work.flush()
        return made.id


KINDS = {
    "sla_clock": Kind(_clock, "sla_clock"),
    "delivery": Kind(_delivery),
    "file": Kind(_file),
    "share": Kind(_share),
    "reply": Kind(_reply),
    "visit": Kind(_visit),
}
