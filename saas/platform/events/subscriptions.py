"""Who wants to hear of an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from saas.platform.events.base import Event

Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A handler of one kind of event.

    event: the class of the event. handler: a function of a module, called with the event in a transaction of its own,
    for the event's tenant; what it writes is committed together with the note that it was handled, so a delivery
    that comes twice is handled once. max_attempts: after so many failures the delivery rests as a dead letter.
    """

    event: type[Event]
    handler: Handler
    max_attempts: int = 8

    @property
    def subscriber(self) -> str:
        """The handler's dotted name, by which its deliveries are known; renaming it strands those on their way."""
        return f"{self.handler.__module__}:{self.handler.__qualname__}"
