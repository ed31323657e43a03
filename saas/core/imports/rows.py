"""The one judge of a row: single entry, import and dry run all ask it what a row is worth."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from saas.core.customers.emails import read_emails
from saas.core.customers.id_documents import IdDocument, IdProblem, read_id_document
from saas.core.customers.names import CustomerType, Name, read_name
from saas.core.customers.phones import Phone, read_phones
from saas.core.imports.fields import ImportField
from saas.core.imports.findings import Findings
from saas.core.imports.judged import (
    CustomerPart,
    JudgedRow,
    NaturalKeys,
    RowContext,
    ServicePart,
    VehiclePart,
)
from saas.core.imports.tables import RawRow, RowKind
from saas.core.imports.values import CellValue, read_code, read_fen, read_gender, read_km
from saas.core.vehicles.energy import read_energy
from saas.core.vehicles.plates import PlateProblem, read_plate
from saas.core.vehicles.vin import read_vin

F = ImportField
MAX_NAME, MAX_TEXT, MAX_NOTE = 100, 200, 2000
_SERVICE_DATES = (F.OPENED, F.COMPLETED, F.SETTLED)
_SERVICE_DATE_SET = frozenset(_SERVICE_DATES)
_SERVICE_SIGNS = _SERVICE_DATE_SET | {F.AMOUNT, F.RO_NUMBER}
_VEHICLE_SIGNS = frozenset(
    (F.BRAND, F.SERIES, F.MODEL, F.COLOUR, F.INVOICE_DATE, F.DELIVERY_DATE, F.ODOMETER)
)


def judge_row(cells: Mapping[ImportField, CellValue], context: RowContext) -> JudgedRow:
    """The row's typed parts, keys and problems; it never raises for anything that a cell can hold."""
    found = Findings(cells, context)
    source_id = found.texts.get(F.SOURCE_ID, "")[:MAX_NAME]
    store = found.texts.get(F.STORE, "")[:MAX_NAME]
    customer = _customer(found, source_id)
    vehicle = _vehicle(found)
    service = _service(found, store, source_id, vehicle)
    if not (customer or vehicle or service or found.errors):
        found.error("row.nothing")
    return JudgedRow(
        store=store,
        source_id=source_id,
        customer=customer,
        vehicle=vehicle,
        service=service,
        keys=_keys(customer, vehicle, service),
        errors=tuple(found.errors),
        warnings=tuple(found.warnings),
    )


def row_judge(fields: Sequence[ImportField | None], context: RowContext) -> Callable[[RawRow], JudgedRow]:
    """A judge of raw rows whose columns are these fields (None: not taken over)."""
    places = [(field, at) for at, field in enumerate(fields) if field]

    def judge(row: RawRow) -> JudgedRow:
        if row.oversized:
            problem = Findings({}, context)
            problem.error("row.oversized")
            return JudgedRow(errors=tuple(problem.errors))
        cells = row.cells
        return judge_row({field: cells[at] for field, at in places}, context)

    return judge


def judged_rows(
    rows: Iterator[RawRow], fields: Sequence[ImportField | None], context: RowContext
) -> Iterator[tuple[RawRow, JudgedRow]]:
    """Each data row with its judgement; totals and repeated headers are passed over."""
    judge = row_judge(fields, context)
    return ((row, judge(row)) for row in rows if row.kind is RowKind.DATA)


def _customer(found: Findings, source_id: str) -> CustomerPart | None:
    written = found.texts.get(F.CUSTOMER_NAME, "")
    document = _id_document(found)
    phones = _phones(found, has_id=document is not None)
    if not (written or phones or document or found.texts.get(F.PHONE, "")):
        return None
    name = read_name(written)
    if not name.text:
        found.error("customer.name_missing")
    if not (phones or document or source_id) and not found.texts.get(F.PHONE, ""):
        found.error("customer.phone_missing", written)
    return _customer_part(found, name, phones, document)


def _customer_part(
    found: Findings, name: Name, phones: tuple[Phone, ...], document: IdDocument | None
) -> CustomerPart:
    stated = found.value(read_gender(found.texts.get(F.GENDER)), "warning")
    birthday = found.day(F.BIRTHDAY, "warning")
    return CustomerPart(
        name=name.text[:MAX_NAME],
        customer_type=_customer_type(found, name),
        phones=phones,
        emails=_emails(found),
        id_document=document,
        gender=stated or (document.gender if document else None) or name.gender_hint,
        birthday=birthday or (document.birth_date if document else None),
        address=found.texts.get(F.ADDRESS, "")[:MAX_TEXT],
    )


def _customer_type(found: Findings, name: Name) -> CustomerType:
    stated = found.texts.get(F.CUSTOMER_TYPE, "")
    if not stated:
        return name.customer_type
    return CustomerType.PERSON if "个人" in stated or "私" in stated else CustomerType.COMPANY


def _phones(found: Findings, *, has_id: bool) -> tuple[Phone, ...]:
    """The numbers of both columns; a first column without a valid one fails a row that has no ID either."""
    text = found.texts.get(F.PHONE, "")
    reading = read_phones(text)
    phones = reading.phones
    if text and not phones:
        (found.warning if has_id else found.error)("phone.invalid", text)
    elif reading.rejected:
        found.warning("phone.rejected", " ".join(reading.rejected))
    second = found.texts.get(F.SECOND_PHONE, "")
    if not second:
        return phones
    more = read_phones(second)
    if more.rejected or not more.phones:
        found.warning("phone.rejected", second)
    known = {phone.e164 for phone in phones}
    return phones + tuple(phone for phone in more.phones if phone.e164 not in known)


def _emails(found: Findings) -> tuple[str, ...]:
    text = found.texts.get(F.EMAIL, "")
    if not text:
        return ()
    emails, rejected = read_emails(text)
    if rejected:
        found.warning("email.invalid", " ".join(rejected))
    return emails


def _id_document(found: Findings) -> IdDocument | None:
    text = found.texts.get(F.ID_NUMBER, "")
    if not text:
        return None
    document = read_id_document(text)
    if isinstance(document, IdProblem):
        found.warning(f"id_number.{document}", text)
        return None
    return document


def _vehicle(found: Findings) -> VehiclePart | None:
    vin = _vin(found)
    plate = _plate(found, vin)
    if not (vin or plate):
        if not found.errors and found.texts.keys() & _VEHICLE_SIGNS:
            found.error("vehicle.unidentified")
        return None
    energy = found.texts.get(F.ENERGY, "")
    kind = read_energy(energy) if energy else None
    if energy and kind is None:
        found.warning("energy.unknown", energy)
    return VehiclePart(
        vin=vin,
        plate=plate,
        brand=found.texts.get(F.BRAND, "")[:MAX_NAME],
        series=found.texts.get(F.SERIES, "")[:MAX_NAME],
        model=found.texts.get(F.MODEL, "")[:MAX_NAME],
        energy=kind,
        colour=found.texts.get(F.COLOUR, "")[:MAX_NAME],
        invoice_date=found.day(F.INVOICE_DATE),
        delivery_date=found.day(F.DELIVERY_DATE),
        odometer=found.value(read_km(found.texts.get(F.ODOMETER)), "warning"),
    )


def _vin(found: Findings) -> str:
    text = found.texts.get(F.VIN, "")
    if not text:
        return ""
    reading = read_vin(text)
    if reading.problem is None:
        return reading.vin
    if reading.usable:
        found.warning(f"vin.{reading.problem}", text)
        return reading.vin
    found.error(f"vin.{reading.problem}", text)
    return ""


def _plate(found: Findings, vin: str) -> str:
    """The plate; a wrong one fails the row only when nothing else identifies the vehicle."""
    text = found.texts.get(F.PLATE, "")
    if not text:
        return ""
    reading = read_plate(text)
    if reading.problem is None:
        if reading.corrected:
            found.warning("plate.corrected", text)
        return reading.plate
    if reading.problem is not PlateProblem.NONE_YET:
        (found.warning if vin else found.error)(f"plate.{reading.problem}", text)
    return ""


def _service(found: Findings, store: str, source_id: str, vehicle: VehiclePart | None) -> ServicePart | None:
    cells = found.cells
    if not cells.keys() & _SERVICE_DATE_SET:
        return None  # a list that only mentions a repair order (reminders, follow-ups) records no service
    if not found.texts.keys() & _SERVICE_SIGNS:
        return None
    ro_number = read_code(found.texts.get(F.RO_NUMBER))[:MAX_NAME]
    opened, completed, settled = (found.instant(field) for field in _SERVICE_DATES)
    _check_service(found, ro_number or source_id, vehicle)
    days = [moment.date() for moment in (opened, completed, settled) if moment]
    # By days, because one of them may have come without its time.
    if opened and days and min(days) < opened.date():
        found.error("service.dates_order", min(days).isoformat())
    return ServicePart(
        store=store,
        ro_number=ro_number,
        opened=opened,
        completed=completed,
        settled=settled,
        kind=found.texts.get(F.SERVICE_KIND, "")[:MAX_NAME],
        amount=_amount(found),
        odometer=vehicle.odometer if vehicle else None,
        adviser=read_name(found.texts.get(F.ADVISER, "")).text[:MAX_NAME],
        note=found.texts.get(F.NOTE, "")[:MAX_NOTE],
    )


def _check_service(found: Findings, identifier: str, vehicle: VehiclePart | None) -> None:
    if not identifier:
        found.error("service.ro_missing")
    if F.STORE in found.cells and not found.texts.get(F.STORE, ""):
        found.error("store.missing")
    if not found.texts.keys() & _SERVICE_DATE_SET:
        found.error("service.date_missing")
    if vehicle is None and not found.errors:
        found.error("vehicle.unidentified")


def _amount(found: Findings) -> int | None:
    amount = found.value(read_fen(found.texts.get(F.AMOUNT)), "error")
    if amount is not None and amount < 0:
        found.error("money.negative", str(amount))
    return amount


def _keys(
    customer: CustomerPart | None, vehicle: VehiclePart | None, service: ServicePart | None
) -> NaturalKeys:
    phone = customer.phones[0].e164 if customer and customer.phones else ""
    return NaturalKeys(
        customer=_customer_key(customer, phone),
        vehicle=_vehicle_key(vehicle, phone),
        service=(service.store, service.ro_number) if service and service.ro_number else None,
    )


def _customer_key(customer: CustomerPart | None, phone: str) -> tuple[str, str] | None:
    if customer is None:
        return None
    if phone and customer.name:
        return phone, customer.name
    return ("id", customer.id_document.number) if customer.id_document else None


def _vehicle_key(vehicle: VehiclePart | None, phone: str) -> tuple[str, str] | None:
    if vehicle is None:
        return None
    if vehicle.vin:
        return "vin", vehicle.vin
    return vehicle.plate, phone
