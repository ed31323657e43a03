"""What should lie on the shelf at the moment it is counted, though parts went on moving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A line of the ledger: so many pieces came, or went if negative, at that moment."""

    at: datetime
    quantity: Decimal


def expected_at_count(
    snapshot: Decimal, snapshot_at: datetime, counted_at: datetime, movements: Iterable[Movement]
) -> Decimal:
    """The quantity of the snapshot and all that moved after it until the count, that moment included.

    snapshot: the ledger's balance at snapshot_at with everything that moved up to then. Movements in any order; those
    before and after count for nothing. Raises ValueError where the count comes before the snapshot, and where moments with
    and without a time zone are mixed.
    """
    try:
        if counted_at < snapshot_at:
            msg = f"counted_at must not be before snapshot_at, {snapshot_at}; got {counted_at}"
            raise ValueError(msg)
        between = [one.quantity for one in movements if snapshot_at < one.at <= counted_at]
    except TypeError as error:
        msg = "snapshot_at, counted_at and movements must all have a time zone, or all none"
        raise ValueError(msg) from error
    return snapshot + sum(between, Decimal(0))
