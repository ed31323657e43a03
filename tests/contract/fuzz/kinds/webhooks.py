"""Webhooks and what they were told."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.webhooks.models import TellingState, WebhookTelling
from saas.core.webhooks.operations import EndpointDetails, add_endpoint, note_event
from saas.platform.clock import now
from saas.platform.events import AnyEvent
from tests.contract.fuzz.scenes import Kind, Scene, number

# A rare one: what all other tests do would otherwise be told to every address that any of them has left.
_EVENT = "customers.customers_unmerged"
# In our own network, hence refused at once: nothing waits for another try.
ADDRESS = "https://127.0.0.1:8443/"


def _endpoint(scene: Scene) -> int:
    name = f"{scene.word} {number()}"
    with scene.world.acting():
        return add_endpoint(EndpointDetails(name=name, url=ADDRESS, events=[_EVENT])).endpoint.id


def _telling(scene: Scene) -> int:
    """One that was given up."""
    made = _waiting_telling(scene)
    with scene.world.acting() as work:
        work.get_one(WebhookTelling, (scene.world.id, made)).state = TellingState.DEAD
    return made


def _waiting_telling(scene: Scene) -> int:
    endpoint, event_id = scene["webhook"], number()
    event = AnyEvent(
        event_id=event_id, event_name=_EVENT, event_version=1, data={"customer_id": 1}, occurred_at=now()
    )
    with scene.world.acting() as work:
        note_event(event)
        mine = (WebhookTelling.endpoint_id == endpoint, WebhookTelling.event_id == event_id)
        return work.scalars(select(WebhookTelling.id).where(*mine)).one()


KINDS = {
    "webhook": Kind(_endpoint, "webhook_endpoint"),
    "telling": Kind(_telling, changes=True),
    "waiting_telling": Kind(_waiting_telling, changes=True),
}
