"""What others may hear of stock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShort(Event):
    """Somebody asked for a part that a store could not give. quantity: in the part's unit, as text. reference: whose it is."""

    name: ClassVar[str] = "parts.short"
    ordered_by: ClassVar[str] = "part_id"

    part_id: int
    store_id: int
    quantity: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotQuarantined(Event):
    """A lot may not go out any more. state: quarantine or recalled."""

    name: ClassVar[str] = "parts.lot_quarantined"
    ordered_by: ClassVar[str] = "lot_id"

    lot_id: int
    part_id: int
    store_id: int
    state: str
