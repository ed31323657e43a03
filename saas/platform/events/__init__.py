"""Domain events: an outbox row in the transaction of the cause, a delivery for each subscriber, dead letters."""

from saas.platform.events.base import Event
from saas.platform.events.catalogue import install_events
from saas.platform.events.operations import publish, replay, replay_all
from saas.platform.events.subscriptions import AnyEvent, Subscription

__all__ = [
    "AnyEvent",
    "Event",
    "Subscription",
    "install_events",
    "publish",
    "replay",
    "replay_all",
]
