"""What the judge makes of one row: its typed parts, what is wrong with it, and the keys it is known by."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from saas.core.customers.id_documents import IdDocument
from saas.core.customers.names import CustomerType, Gender
from saas.core.customers.phones import Phone
from saas.core.imports.problems import Problem
from saas.core.vehicles.energy import EnergyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RowContext:
    """What judging needs besides the row: the store's zone, the newest day a fact can have, the date system."""

    tz: tzinfo
    today: date
    date1904: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPart:
    """The customer of a row; a gender or birthday not given comes from the name's honorific or the ID."""

    name: str
    customer_type: CustomerType
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    id_document: IdDocument | None = None
    gender: Gender | None = None
    birthday: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePart:
    """The vehicle of a row; the odometer in km."""

    vin: str = ""
    plate: str = ""
    brand: str = ""
    series: str = ""
    model: str = ""
    energy: EnergyKind | None = None
    colour: str = ""
    invoice_date: date | None = None
    delivery_date: date | None = None
    odometer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePart:
    """The service record of a row; moments aware in the store's zone, the amount in fen."""

    store: str
    ro_number: str
    opened: datetime | None = None
    completed: datetime | None = None
    settled: datetime | None = None
    kind: str = ""
    amount: int | None = None
    odometer: int | None = None
    adviser: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalKeys:
    """What a row's objects are known by when the file has no identifiers of its own; None: nothing does.

    Customer: (phone, name), else ("id", number). Vehicle: ("vin", vin), else (plate, phone).
    Service record: (store, RO number).
    """

    customer: tuple[str, str] | None = None
    vehicle: tuple[str, str] | None = None
    service: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """One row judged. With errors the row fails as a whole; with warnings it is kept without the doubtful value."""

    store: str = ""
    source_id: str = ""
    customer: CustomerPart | None = None
    vehicle: VehiclePart | None = None
    service: ServicePart | None = None
    keys: NaturalKeys = NaturalKeys()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the row is taken over."""
        return not self.errors
