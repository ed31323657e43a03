"""Who wants to hear of an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from saas.platform.events.base import Event
from saas.platform.events.codec import Json

Handler = Callable[[Any], None]
Wanted = Callable[[Session, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyEvent(Event):
    """Stands for every event in a subscription of who hears of all; it is never published itself."""

    name: ClassVar[str] = "*"

    event_id: int
    """Of the event in the outbox, by which one that is told twice is recognised."""
    event_name: str
    """Its name."""
    event_version: int
    """Of its fields."""
    data: dict[str, Json]
    """Its fields as JSON."""
    occurred_at: datetime
    """When it happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A handler of one kind of event.

    event: the class of the event, or `AnyEvent` for all. handler: a function of a module, called with the event in a
    transaction of its own, for the event's tenant; what it writes is committed together with the note that it was handled,
    so a delivery that comes twice is handled once. max_attempts: after so many failures the delivery rests as a dead
    letter. wanted: asked by the relay for each group that has events; where it says no, none is delivered.
    """

    event: type[Event]
    handler: Handler
    max_attempts: int = 8
    wanted: Wanted | None = None

    @property
    def subscriber(self) -> str:
        """The handler's dotted name, by which its deliveries are known; renaming it strands those on their way."""
        return f"{self.handler.__module__}:{self.handler.__qualname__}"
