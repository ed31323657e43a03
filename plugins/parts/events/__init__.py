"""What others may hear of parts and stock."""

from plugins.parts.events.stock import LotQuarantined, PartShort

EVENTS = [PartShort, LotQuarantined]

__all__ = ["EVENTS", "LotQuarantined", "PartShort"]
