"""A judged row put into the words of the rooms that take it: customer, vehicle, visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from saas.core.customers.bulk import CustomerRow
from saas.core.customers.models import CustomerKind, Gender
from saas.core.imports.judged import CustomerPart, JudgedRow, NaturalKeys, ServicePart, VehiclePart
from saas.core.imports.problems import Problem
from saas.core.imports.stores import Places
from saas.core.imports.tables import RawRow
from saas.core.vehicles.bulk import ServiceRow, VehicleRow
from saas.core.vehicles.models import Energy
from saas.core.vehicles.service_kinds import read_service_kind

CLOSING = time(18)
"""When a visit counts as completed whose file gives only the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One accepted row on its way into the tables; the ids of its customer and vehicle are not known yet.

    store_id: the row's, else the default one. customer_id, vehicle_id: of what the row names and may not change.
    """

    raw: RawRow
    keys: NaturalKeys
    store_id: int | None
    customer: CustomerRow | None
    vehicle: VehicleRow | None
    service: ServicePart | None
    source_system: str
    source_id: str
    zone: ZoneInfo
    customer_id: int | None = None
    vehicle_id: int | None = None
    warnings: tuple[Problem, ...] = ()


class Reception:
    """Takes in the judged rows of one file: finds their stores and gives each part its source."""

    def __init__(self, places: Places, *, source_system: str, zone: str) -> None:
        self._places = places
        self._source = source_system
        self._zone = ZoneInfo(zone)
        self._zones = {store_id: ZoneInfo(name) for store_id, name in places.zones.items()}

    def store_problem(self, judged: JudgedRow) -> Problem | None:
        """Why the row's store cannot be written to, or none."""
        store_id = self._places.find(judged.store)
        if judged.store and store_id is None:
            return _problem("store.unknown", judged.store)
        if judged.service is not None and store_id is None:
            return _problem("store.missing")
        if not self._places.is_open_to(store_id):
            return _problem("store.out_of_reach", judged.store)
        return None

    def take(self, raw: RawRow, judged: JudgedRow) -> Intake:
        """An accepted row whose store is known."""
        store_id = self._places.find(judged.store)
        return Intake(
            raw=raw,
            keys=judged.keys,
            store_id=store_id,
            customer=self._customer(judged, store_id),
            vehicle=self._vehicle(judged, store_id),
            service=judged.service,
            source_system=self._source,
            source_id=judged.source_id,
            zone=self._zones.get(store_id, self._zone) if store_id else self._zone,
            warnings=judged.warnings,
        )

    def _customer(self, judged: JudgedRow, store_id: int | None) -> CustomerRow | None:
        part = judged.customer
        if part is None:
            return None
        # In a list of visits the id is the visit's; it stands for the customer only where nothing else does.
        own = judged.source_id and (judged.service is None or not (part.phones or part.id_document))
        return CustomerRow(
            name=part.name,
            kind=CustomerKind(part.customer_type.value),
            gender=Gender(part.gender.value) if part.gender else None,
            birth_date=part.birthday,
            phones=tuple(phone.e164 for phone in part.phones),
            emails=part.emails,
            address=part.address,
            document=part.id_document,
            store_id=store_id,
            source_system=self._source if own else None,
            source_id=judged.source_id if own else None,
        )

    def _vehicle(self, judged: JudgedRow, store_id: int | None) -> VehicleRow | None:
        part = judged.vehicle
        if part is None:
            return None
        own = judged.source_id and judged.service is None and judged.customer is None
        return VehicleRow(
            vin=part.vin,
            vin_problem=_vin_problem(judged),
            plate=part.plate,
            make=part.brand,
            series=part.series,
            model=part.model,
            energy=Energy(part.energy.value) if part.energy else None,
            colour=part.colour,
            store_id=store_id,
            invoice_date=part.invoice_date,
            delivery_date=part.delivery_date,
            odometer_km=_loose_reading(part, judged),
            owned_from=part.delivery_date or part.invoice_date,
            owned_on=max(_days(part, judged.service), default=None),
            phones=_phones(judged.customer),
            source_system=self._source if own else None,
            source_id=judged.source_id if own else None,
        )


def service_row(intake: Intake, vehicle_id: int, customer_id: int | None) -> ServiceRow | None:
    """The visit of a row whose vehicle is in its table by now; none for a row without a visit."""
    part = intake.service
    if part is None or intake.store_id is None:
        return None
    closed = part.completed or part.settled
    days = [moment.date() for moment in (part.completed, part.settled, part.opened) if moment]
    return ServiceRow(
        store_id=intake.store_id,
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        order_no=part.ro_number or intake.source_id,
        visited_on=days[0],
        kind=read_service_kind(part.kind),
        kind_text=part.kind,
        opened_on=part.opened.date() if part.opened else None,
        completed_at=_completed(closed, intake.zone) if closed else None,
        settled_on=part.settled.date() if part.settled else None,
        amount_fen=part.amount,
        odometer_km=part.odometer,
        adviser_name=part.adviser,
        note=part.note,
        source_system=intake.source_system if intake.source_id else None,
        source_id=intake.source_id or None,
    )


def _completed(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment as the store's clock shows it; a day alone is its closing time."""
    local = moment.replace(tzinfo=zone)
    return local if local.time() > time.min else datetime.combine(local.date(), CLOSING, zone)


def with_day(row: VehicleRow, on: date | None) -> VehicleRow:
    """The row with the day of its reading, or without the reading."""
    values = {name: getattr(row, name) for name in VehicleRow.__dataclass_fields__}
    values.update(odometer_on=on, odometer_km=row.odometer_km if on else None)
    return VehicleRow(**values)


def _loose_reading(part: VehiclePart, judged: JudgedRow) -> int | None:
    # A visit's reading comes with the visit, which knows its day.
    return None if judged.service is not None else part.odometer


def _days(part: VehiclePart, service: ServicePart | None) -> list[date]:
    """The days of which a row tells who owned the vehicle."""
    moments = (service.completed, service.settled, service.opened) if service else ()
    return [day for day in (part.invoice_date, part.delivery_date) if day] + [m.date() for m in moments if m]


def _vin_problem(judged: JudgedRow) -> str:
    found = (problem.code for problem in judged.warnings if problem.code.startswith("vin."))
    return next(found, "").removeprefix("vin.")


def _phones(part: CustomerPart | None) -> tuple[str, ...]:
    return tuple(phone.e164 for phone in part.phones) if part else ()


def _problem(code: str, raw: str = "") -> Problem:
    return Problem(code=code, message=f"import.{code}", raw=raw)
