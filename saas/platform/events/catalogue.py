"""The events and subscriptions of this application."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, current_app

from saas.platform.events.base import Event
from saas.platform.events.subscriptions import AnyEvent, Subscription
from saas.platform.plugins import Contribution

Subscriber = Contribution[Subscription]

_EXTENSION = "saas_events"


class EventCatalogue:
    """Events by name, subscribers by event and by name. Raises ValueError when one subscribes twice."""

    def __init__(
        self,
        events: Iterable[Contribution[type[Event]]],
        subscriptions: Iterable[Contribution[Subscription]],
    ) -> None:
        self.events = {event.value.name: event.value for event in events}
        self.subscribers: dict[str, Subscriber] = {}
        self._by_event: dict[str, list[Subscriber]] = {}
        for each in subscriptions:
            if self.subscribers.setdefault(each.value.subscriber, each) is not each:
                raise ValueError(f"{each.value.subscriber} subscribes twice")
            self._by_event.setdefault(each.value.event.name, []).append(each)

    def subscribers_of(self, event_name: str) -> list[Subscriber]:
        """Everybody who wants to hear of an event, whoever has it on."""
        return self._by_event.get(event_name, []) + self._by_event.get(AnyEvent.name, [])


def install_events(
    app: Flask,
    *,
    events: Iterable[Contribution[type[Event]]],
    subscriptions: Iterable[Contribution[Subscription]],
) -> None:
    """Give the application what was declared; raises ValueError for a handler that subscribes twice."""
    app.extensions[_EXTENSION] = EventCatalogue(events, subscriptions)


def event_catalogue() -> EventCatalogue:
    """The catalogue of the current application."""
    found: EventCatalogue = current_app.extensions[_EXTENSION]
    return found
