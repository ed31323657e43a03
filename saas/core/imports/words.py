"""The words for fields, problems, refusals and states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from saas.core.imports.fields import ImportField
from saas.core.imports.models import ImportStatus, RowVerdict
from saas.core.imports.problems import own_words
from saas.core.imports.tallies import Effect, Table
from saas.platform.i18n import LazyStr, LazyText, _l

F = ImportField

FIELDS: Final[Mapping[str, LazyText]] = {
    F.STORE: _l("Store"),
    F.CUSTOMER_NAME: _l("Customer's name"),
    F.PHONE: _l("Phone"),
    F.SECOND_PHONE: _l("Second phone"),
    F.EMAIL: _l("E-mail"),
    F.ID_NUMBER: _l("Identity number"),
    F.GENDER: _l("Gender"),
    F.BIRTHDAY: _l("Birthday"),
    F.CUSTOMER_TYPE: _l("Person or company"),
    F.ADDRESS: _l("Address"),
    F.PLATE: _l("Plate"),
    F.VIN: _l("VIN"),
    F.BRAND: _l("Make"),
    F.SERIES: _l("Series"),
    F.MODEL: _l("Model"),
    F.ENERGY: _l("Energy"),
    F.COLOUR: _l("Colour"),
    F.INVOICE_DATE: _l("Day of purchase"),
    F.DELIVERY_DATE: _l("Day of delivery"),
    F.ODOMETER: _l("Odometer (km)"),
    F.ADVISER: _l("Service advisor"),
    F.RO_NUMBER: _l("Repair order number"),
    F.OPENED: _l("Visit opened"),
    F.COMPLETED: _l("Work completed"),
    F.SETTLED: _l("Visit settled"),
    F.SERVICE_KIND: _l("Kind of service"),
    F.AMOUNT: _l("Amount"),
    F.NOTE: _l("Note"),
    F.SOURCE_ID: _l("Id in the source system"),
}

PROBLEMS: Final[Mapping[str, LazyText]] = {
    "customer.name_missing": _l("The customer's name is missing."),
    "customer.phone_missing": _l("The customer has neither phone nor identity number."),
    "phone.invalid": _l("This is no phone number."),
    "phone.rejected": _l("One of the phone numbers was left out: it is none."),
    "email.invalid": _l("The e-mail address was left out: it is none."),
    "id_number.shape": _l("The identity number was left out: it has the wrong length or characters."),
    "id_number.birth_date": _l("The identity number was left out: its day of birth does not exist."),
    "id_number.check_digit": _l("The identity number was left out: its last character does not fit."),
    "gender.unknown": _l("The gender was left out: it says neither male nor female."),
    "vehicle.unidentified": _l("There is neither a VIN nor a plate."),
    "vin.length": _l("A VIN has 17 characters."),
    "vin.characters": _l("The VIN has characters that no VIN has."),
    "vin.lookalike": _l("A VIN has no I, O or Q; probably 1 or 0 is meant."),
    "vin.check_digit": _l(
        "The VIN was taken, but its check digit does not fit; compare it with the vehicle."
    ),
    "plate.shape": _l("This is no number plate."),
    "plate.province": _l("The plate does not begin with a province."),
    "plate.corrected": _l("A letter of the plate was corrected; compare it with the vehicle."),
    "energy.unknown": _l("The kind of energy was left out: it is not known."),
    "date.unreadable": _l("A date cannot be read; write it like 2026-11-21."),
    "date.impossible": _l("A date does not exist."),
    "date.future": _l("A date lies in the future."),
    "money.unreadable": _l("The amount is no number."),
    "money.negative": _l("The amount is negative."),
    "odometer.unreadable": _l("The odometer was left out: it is no number."),
    "odometer.impossible": _l("The odometer was left out: no vehicle has come so far."),
    "integer.unreadable": _l("A number cannot be read."),
    "service.ro_missing": _l("The number of the repair order is missing."),
    "service.date_missing": _l("The visit has no date."),
    "service.dates_order": _l("The visit ended before it began."),
    "store.missing": _l("The row names no store, and no default store is set."),
    "store.unknown": _l("No store of this name is known; say which one is meant on the columns page."),
    "store.out_of_reach": _l("You may not write to this store."),
    "customer.elsewhere": _l(
        "The customer belongs to none of your stores and was not changed; the rest was taken."
    ),
    "customer.other_name": _l(
        "The row's id or identity number is known under another name, in none of your stores."
    ),
    "vehicle.elsewhere": _l(
        "The vehicle belongs to none of your stores and was not changed; the rest was taken."
    ),
    "visit.elsewhere": _l("The visit was to none of your stores and was not changed; the rest was taken."),
    "row.visit_only": _l("Customer and vehicle belong to none of your stores; only the visit was added."),
    "row.elsewhere": _l("All of this belongs to none of your stores; you may not change it."),
    "row.nothing": _l("There is nothing in this row that can be taken."),
    "row.oversized": _l("The row has more cells than the header, or a cell that is too long."),
    "row.refused": _l("The database refused this row; look for unusual characters in it."),
}

REFUSALS: Final[Mapping[str, LazyText]] = {
    "empty": _l("The file has no rows."),
    "encrypted": _l("The workbook has a password. Save it without one, then choose it again."),
    "old_xls": _l("This is an old .xls file. Open it and save it as .xlsx or CSV."),
    "wrong_kind": _l("This is neither an .xlsx workbook nor a CSV file. Save it as one of them."),
    "html": _l("This is a web page that was named as a table. Open it and save it as .xlsx or CSV."),
    "encoding": _l("The text of the file is damaged or in an unknown encoding. Save it as CSV in UTF-8."),
    "binary": _l("This is not a text file. Send an .xlsx workbook or a CSV file."),
    "active_content": _l("The workbook has macros or links to other files. Save it as plain .xlsx."),
    "too_large": _l("The workbook unfolds to too much. Split it, or save it as CSV."),
    "too_many_columns": _l("The file has more than 256 columns. Leave out those that are not needed."),
    "too_many_rows": _l("The file has more than 1,048,576 rows. Split it."),
    "damaged": _l("The workbook is damaged. Open it and save it again."),
    "damaged_csv": _l("A quotation mark is not closed, or the file is damaged. What stands before was read."),
    "no_sheet": _l("The workbook has no such sheet."),
    "no_header": _l("No row with column headers was found among the first rows."),
}

STATES: Final[Mapping[ImportStatus, LazyText]] = {
    ImportStatus.UPLOADED: _l("Being read"),
    ImportStatus.MAPPED: _l("Columns to be confirmed"),
    ImportStatus.CHECKING: _l("Being checked"),
    ImportStatus.CHECKED: _l("Checked, ready to run"),
    ImportStatus.RUNNING: _l("Running"),
    ImportStatus.DONE: _l("Done"),
    ImportStatus.FAILED: _l("Failed"),
    ImportStatus.CANCELLED: _l("Cancelled"),
}

TONES: Final[Mapping[ImportStatus, str]] = {
    ImportStatus.UPLOADED: "info",
    ImportStatus.MAPPED: "warn",
    ImportStatus.CHECKING: "info",
    ImportStatus.CHECKED: "warn",
    ImportStatus.RUNNING: "info",
    ImportStatus.DONE: "good",
    ImportStatus.FAILED: "bad",
    ImportStatus.CANCELLED: "plain",
}

VERDICTS: Final[Mapping[RowVerdict, LazyText]] = {
    RowVerdict.FAILED: _l("Failed"),
    RowVerdict.WARNING: _l("Taken with a warning"),
    RowVerdict.SAMPLE: _l("Sample"),
}

TABLES: Final[Mapping[str, LazyText]] = {
    Table.CUSTOMER: _l("Customers"),
    Table.VEHICLE: _l("Vehicles"),
    Table.SERVICE_RECORD: _l("Visits"),
}

EFFECTS: Final[Mapping[str, LazyText]] = {
    Effect.CREATED: _l("Created"),
    Effect.UPDATED: _l("Updated"),
    Effect.UNCHANGED: _l("Unchanged"),
}


def problem_in_words(code: str) -> LazyStr:
    """What is wrong with a row, for people; an importer of a plugin says it itself."""
    return own_words(code) or PROBLEMS.get(code, _UNKNOWN_PROBLEM)


def refusal_in_words(code: str) -> LazyText:
    """Why a file was not read, and what to do."""
    return REFUSALS.get(code, _UNKNOWN_REFUSAL)


_UNKNOWN_PROBLEM: Final = _l("A value cannot be taken.")
_UNKNOWN_REFUSAL: Final = _l("The file could not be read. Save it as .xlsx or CSV and try again.")
