"""What people call the kinds of parts, how stock stands, and why it moves."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.models import (
    DemandKind,
    LotState,
    MovementKind,
    QualityClass,
    ReservationPurpose,
    ReservationState,
    StockClass,
    Unit,
)
from plugins.parts.operations import LostReason, WriteOff
from saas.plugin_api import LazyStr, _l

QUALITIES: Mapping[QualityClass, LazyStr] = {
    QualityClass.OEM: _l("Original"),
    QualityClass.SAME_QUALITY: _l("Same quality"),
    QualityClass.REMANUFACTURED: _l("Remanufactured"),
    QualityClass.REUSED: _l("Reused"),
}

UNITS: Mapping[Unit, LazyStr] = {
    Unit.PIECE: _l("piece"),
    Unit.SET: _l("set"),
    Unit.BOTTLE: _l("bottle"),
    Unit.LITRE: _l("litre"),
    Unit.METRE: _l("metre"),
    Unit.KILOGRAM: _l("kilogram"),
}

STOCK_CLASSES: Mapping[StockClass, LazyStr] = {
    StockClass.COMMON: _l("Common"),
    StockClass.UNCOMMON: _l("Uncommon"),
    StockClass.SEASONAL: _l("Seasonal"),
}

STOCK_TABS: Mapping[str, LazyStr] = {
    "all": _l("All"),
    "stocked": _l("In stock"),
    "short": _l("Below the reorder point"),
    "out": _l("Out of stock"),
}
"""How the list of stock is narrowed."""

MOVEMENTS: Mapping[MovementKind, tuple[LazyStr, str, str]] = {
    MovementKind.OPENING: (_l("Opening stock"), "database-import", "info"),
    MovementKind.RECEIPT: (_l("Goods received"), "download", "good"),
    MovementKind.ISSUE: (_l("Issued"), "upload", "accent"),
    MovementKind.RETURN: (_l("Taken back"), "arrow-back-up", "info"),
    MovementKind.SUPPLIER_RETURN: (_l("Sent back to the supplier"), "upload", "warn"),
    MovementKind.ADJUST: (_l("Corrected"), "adjustments-horizontal", "warn"),
    MovementKind.TRANSFER_OUT: (_l("To another store"), "upload", "plain"),
    MovementKind.TRANSFER_IN: (_l("From another store"), "download", "plain"),
    MovementKind.SCRAP: (_l("Scrapped"), "trash", "bad"),
}
"""What a movement is called, its icon and its tone."""

WRITE_OFFS: Mapping[WriteOff, LazyStr] = {
    WriteOff.DAMAGED: _l("Damaged"),
    WriteOff.EXPIRED: _l("Expired"),
    WriteOff.OBSOLETE: _l("Obsolete"),
    WriteOff.LOST: _l("Not found"),
    WriteOff.FOUND: _l("Found"),
    WriteOff.MISTAKE: _l("Wrongly entered"),
}

LOST_REASONS: Mapping[LostReason, LazyStr] = {
    LostReason.SOLD_OUT: _l("Sold out"),
    LostReason.NOT_STOCKED: _l("Not stocked here"),
    LostReason.TOO_LATE: _l("Would have come too late"),
    LostReason.TOO_DEAR: _l("Too dear"),
}

DEMANDS: Mapping[DemandKind, LazyStr] = {
    DemandKind.SALE: _l("Sale"),
    DemandKind.ORDER: _l("Repair order"),
    DemandKind.LOST: _l("Lost sale"),
    DemandKind.EMERGENCY: _l("Got from outside at once"),
    DemandKind.TRANSFER_REQUEST: _l("Asked for by another store"),
}

LOT_STATES: Mapping[LotState, tuple[LazyStr, str]] = {
    LotState.OK: (_l("may go out"), "good"),
    LotState.QUARANTINE: (_l("in quarantine"), "warn"),
    LotState.RECALLED: (_l("recalled"), "bad"),
}

PURPOSES: Mapping[ReservationPurpose, LazyStr] = {
    ReservationPurpose.SALE: _l("Sale"),
    ReservationPurpose.ORDER: _l("Repair order"),
    ReservationPurpose.TRANSFER: _l("To another store"),
}

RESERVATION_STATES: Mapping[ReservationState, tuple[LazyStr, str]] = {
    ReservationState.ACTIVE: (_l("held"), "accent"),
    ReservationState.CONSUMED: (_l("given out"), "good"),
    ReservationState.RELEASED: (_l("let go"), "plain"),
    ReservationState.EXPIRED: (_l("run out"), "warn"),
}
