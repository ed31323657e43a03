"""How rooms and plugins declare their events and who hears of them."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.events.base import Event
from saas.platform.events.subscriptions import Subscription
from saas.platform.plugins import hookspec


@hookspec(namespaced="name")
def register_events() -> Sequence[type[Event]]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Events that this room or plugin publishes; others may subscribe to them.

    Each is a frozen dataclass of ids, codes, dates and counts, never of personal data, whose `name` is never changed
    once it was published. `publish(event)` adds one to the transaction of the act that it tells of.
    """


@hookspec
def register_subscriptions() -> Sequence[Subscription]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Handlers of events, its own or others'.

    A handler runs after the act was committed, in a transaction of its own, at least once: doing it twice must do it
    once. Events reach it in the order in which they happened to one thing. Where the plugin is off the deliveries
    wait; one that fails is tried again later, and rests as a dead letter after `max_attempts`.
    """
