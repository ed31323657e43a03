"""What a run remembers of the rows before: which were the same, and what they said of a vehicle or customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from saas.core.customers.bulk import CustomerRow
from saas.core.imports.compact import CompactMap
from saas.core.imports.tables import RawRow
from saas.core.vehicles.bulk import VehicleRow

Row = TypeVar("Row", CustomerRow, VehicleRow)
_VEHICLE: Final = ("make", "series", "model", "energy", "colour", "invoice_date", "delivery_date")
_CUSTOMER: Final = ("gender", "birth_date")
_EMPTY: Final = {"make": "", "series": "", "model": "", "colour": ""}


class Memory:
    """Grows with the file by some fifty bytes a row, whatever the rows hold.

    Where rows of one file contradict each other about a vehicle, the first piece of the file that speaks holds. Else
    the pieces would take turns, and the same file again would change the vehicle twice and back.
    """

    def __init__(self) -> None:
        self._rows = CompactMap()
        self._said = CompactMap()
        self._now: dict[int, int] = {}

    def is_repeat(self, row: RawRow) -> bool:
        """Whether an accepted row before had the same cells."""
        return self._rows.get(row.cells) > 0

    def keep(self, row: RawRow) -> None:
        """Remember the cells of an accepted row."""
        self._rows.put(row.cells, 1)

    def vehicle(self, key: tuple[str, str], row: VehicleRow) -> VehicleRow:
        """The row without what earlier pieces said of this vehicle."""
        return self._unsaid(hash(("vehicle", key)), row, _VEHICLE)

    def customer(self, key: tuple[str, str], row: CustomerRow) -> CustomerRow:
        """The row without what earlier pieces said of this customer."""
        return self._unsaid(hash(("customer", key)), row, _CUSTOMER)

    def next_piece(self) -> None:
        """A piece of the file ends here."""
        for key, mask in self._now.items():
            self._said.put(key, self._said.get(key) | mask)
        self._now.clear()

    def _unsaid(self, key: int, row: Row, names: tuple[str, ...]) -> Row:
        mask = 0
        for bit, name in enumerate(names):
            if getattr(row, name):
                mask |= 1 << bit
        if mask:
            self._now[key] = self._now.get(key, 0) | mask
        repeated = mask & self._said.get(key)
        if not repeated:
            return row
        gone = {name: _EMPTY.get(name) for bit, name in enumerate(names) if repeated & 1 << bit}
        return replace(row, **gone)  # type: ignore[arg-type]  # names and empty values belong together
