"""What a domain event is: a documented, frozen value that tells of one thing that happened."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, get_type_hints

from saas.platform.events.codec import Json, decode, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The base of all events. A subclass is a frozen, slotted, keyword-only dataclass of ids, codes, dates and counts.

    name: `<room or plugin>.<thing>_<happened>`, never changed once published.
    version: raised when a field changes its meaning; fields may be added with a default without that.
    ordered_by: the field whose value names the thing that the event tells of; events with the same value reach a
        subscriber in the order in which they happened. Empty: in any order.
    Never personal data: the payload is kept in clear.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    ordered_by: ClassVar[str] = ""

    @property
    def aggregate(self) -> str:
        """The thing it tells of, as `<field>:<value>`; empty when order does not matter."""
        return f"{self.ordered_by}:{getattr(self, self.ordered_by)}" if self.ordered_by else ""

    def payload(self) -> dict[str, Json]:
        """The fields as JSON; raises TypeError for a value that an event cannot carry."""
        return {field.name: encode(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Json]) -> Self:
        """The event again. Fields that this version does not know are left out, missing ones take their default.

        Raises TypeError when a field without default is missing, ValueError for a value that is not of its type.
        """
        kinds = get_type_hints(cls)
        known: dict[str, Any] = {
            field.name: decode(kinds[field.name], payload[field.name])
            for field in fields(cls)
            if field.name in payload
        }
        return cls(**known)
