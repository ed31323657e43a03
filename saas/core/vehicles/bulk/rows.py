"""What the bulk operations take, and how rows of one batch are put together into vehicles and visits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from saas.core.customers.values import phone_hash
from saas.core.vehicles.models import Energy, ServiceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRow:
    """A vehicle as a row of a file tells of it, judged and normalised; what the file did not say is empty.

    Known by (source_system, source_id), else by VIN, else by plate and the owner's phone. phones: the owner's, E.164.
    odometer_on: the day of the reading, in the store's zone. owned_from, owned_on: the first and the last day on which
    the row shows its owner as such, where they are others than those of delivery and invoice.
    """

    vin: str = ""
    vin_problem: str = ""
    plate: str = ""
    make: str = ""
    series: str = ""
    model: str = ""
    model_year: int | None = None
    energy: Energy | None = None
    colour: str = ""
    store_id: int | None = None
    invoice_date: date | None = None
    delivery_date: date | None = None
    odometer_km: int | None = None
    odometer_on: date | None = None
    owner_id: int | None = None
    owned_from: date | None = None
    owned_on: date | None = None
    phones: tuple[str, ...] = ()
    source_system: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A visit as a row of a file tells of it; its vehicle is there already. amount in fen, odometer in km.

    Known by (source_system, source_id), else by store and order number; `visited_on` is its day in the store's zone.
    """

    store_id: int
    vehicle_id: int
    order_no: str
    visited_on: date
    customer_id: int | None = None
    kind: ServiceKind = ServiceKind.OTHER
    kind_text: str = ""
    opened_on: date | None = None
    completed_at: datetime | None = None
    settled_on: date | None = None
    amount_fen: int | None = None
    odometer_km: int | None = None
    adviser_name: str = ""
    adviser_id: int | None = None
    note: str = ""
    source_system: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """That somebody owned a vehicle. since: from when on; seen: the last day of which that is told; none: unknown."""

    owner_id: int
    since: date | None
    seen: date | None


@dataclass(slots=True, kw_only=True)
class Car:
    """One vehicle of the batch, put together from all rows that tell of it; a later row's values hold."""

    number: int
    row: VehicleRow
    hashes: tuple[str, ...] = ()
    readings: set[tuple[date, int]] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)

    def is_another(self, other: Car) -> bool:
        """Whether their rows cannot mean one vehicle."""
        return are_two(self.row, other.row)

    def absorb(self, other: Car) -> None:
        """Take over what rows said of the same vehicle under another key."""
        self._say(other.row)
        self.hashes = tuple(dict.fromkeys((*self.hashes, *other.hashes)))
        self.readings |= other.readings
        self.claims += other.claims

    def take(self, row: VehicleRow) -> None:
        """Add what a row says; nothing that it leaves empty is erased."""
        if row.odometer_km is not None and row.odometer_on is not None:
            self.readings.add((row.odometer_on, row.odometer_km))
        if row.owner_id is not None:
            self.claims.append(_claim(row, row.owner_id))
        self.hashes = tuple(dict.fromkeys((*self.hashes, *map(phone_hash, row.phones))))
        self._say(row)

    def _say(self, row: VehicleRow) -> None:
        names = VehicleRow.__dataclass_fields__
        said = {name: value for name in names if (value := getattr(row, name)) not in ("", None, ())}
        # A VIN comes with what was found wrong with it, and nothing is also a finding.
        problem = row.vin_problem if row.vin else self.row.vin_problem
        self.row = replace(self.row, **{**said, "vin_problem": problem})


def gather(rows: Iterable[VehicleRow]) -> tuple[list[Car], list[int]]:
    """The vehicles of a batch, and for each row the number of its vehicle."""
    cars: list[Car] = []
    known: dict[Hashable, Car] = {}
    numbers: list[int] = []
    for row in rows:
        keys = _keys(row)
        car = next((known[key] for key in keys if key in known), None)
        if car is None or are_two(car.row, row):
            car = Car(number=len(cars), row=row)
            cars.append(car)
        car.take(row)
        for key in keys:
            known.setdefault(key, car)
        numbers.append(car.number)
    return cars, numbers


def are_two(one: VehicleRow, other: VehicleRow) -> bool:
    """Whether two rows cannot mean one vehicle: two VINs, or two ids of one system."""
    if one.vin and other.vin:
        return one.vin != other.vin
    same_system = one.source_id and other.source_id and one.source_system == other.source_system
    return bool(same_system and one.source_id != other.source_id)


def _keys(row: VehicleRow) -> list[Hashable]:
    keys: list[Hashable] = []
    if row.source_system and row.source_id:
        keys.append(("source", row.source_system, row.source_id))
    if row.vin:
        keys.append(("vin", row.vin))
    if row.plate:
        keys += [("plate", row.plate, phone) for phone in row.phones]
    return keys


def _claim(row: VehicleRow, owner_id: int) -> Claim:
    since = row.owned_from or row.delivery_date or row.invoice_date
    days = [day for day in (row.owned_on, row.delivery_date, row.invoice_date, since) if day]
    return Claim(owner_id=owner_id, since=since, seen=max(days, default=None))
