"""Price lists of suppliers: one row is a part of a supplier from a day on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select, tuple_

from plugins.parts.importers.catalogue import COLUMNS as OF_CATALOGUE
from plugins.parts.importers.cells import QUALITIES, YES_OR_NO, amount, word
from plugins.parts.importers.opening import part_of_row, parts_by_number
from plugins.parts.models import Part, QualityClass, Supplier, SupplierPart
from plugins.parts.numbers import part_number
from plugins.parts.offer import DiscountKind, faults
from plugins.parts.permissions import SUPPLIER_WRITE
from saas.plugin_api import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    LazyStr,
    _l,
    current_tenant,
    record,
    session,
)

KEY = "parts.terms"
_FIELDS = ("unit_price", "pack", "minimum", "quality", "lead_days", "approved")
_MOST_FEN = 10**11
_MOST_DAYS = 365


class PartsTermsRow(Schema):
    """A row of a price list."""

    supplier = fields.String(required=True, validate=validate.Length(min=1, max=120))
    number = fields.String(required=True, validate=validate.Length(min=1, max=60))
    brand = fields.String(load_default="", validate=validate.Length(max=60))
    valid_from = fields.Date(load_default=None)
    unit_price = fields.Integer(load_default=None, validate=validate.Range(min=0, max=_MOST_FEN))
    pack = amount(above_zero=True)
    minimum = amount()
    quality = word(QUALITIES)
    lead_days = fields.Integer(load_default=None, validate=validate.Range(min=0, max=_MOST_DAYS))
    approved = word(YES_OR_NO)


COLUMNS = (
    ImportColumn(
        key="supplier",
        title=_l("Supplier"),
        words=("供应商", "供应商编码", "供应商名称", "供货商", "supplier", "vendor"),
        required=True,
    ),
    *(column for column in OF_CATALOGUE if column.key in ("number", "brand")),
    ImportColumn(
        key="valid_from",
        title=_l("Valid from"),
        words=("生效日期", "生效日", "执行日期", "valid from"),
        kind=CellKind.DAY,
    ),
    ImportColumn(
        key="unit_price",
        title=_l("Price of a unit"),
        words=("单价", "供货价", "协议价", "采购价", "采购单价", "进价", "unit price", "price"),
        kind=CellKind.FEN,
    ),
    *(column for column in OF_CATALOGUE if column.key == "pack"),
    ImportColumn(key="minimum", title=_l("Least quantity"), words=("起订量", "最小起订量", "minimum", "moq")),
    *(column for column in OF_CATALOGUE if column.key == "quality"),
    ImportColumn(
        key="lead_days",
        title=_l("Lead time"),
        words=("交货天数", "供货周期", "交期", "lead days", "lead time"),
    ),
    ImportColumn(key="approved", title=_l("Approved"), words=("准许", "是否准许", "已准许", "approved")),
)

_NO_SUPPLIER = _l("There is no supplier of this code or name; add the supplier first.")
_WHICH_SUPPLIER = _l("Several suppliers have this name: say the code.")
_NO_PRICE = _l("Terms begin with a price: enter one.")
_TWICE = _l("An earlier row says otherwise of the same part from the same day on.")
_BREAKS = _l(
    "These terms have lower prices for quantities, which this row would contradict; change them by hand."
)

_Key = tuple[int, int, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row whose supplier and part are known."""

    row: ImportedRow
    key: _Key
    named: str

    @property
    def told(self) -> dict[str, Any]:
        """What the row says; an empty cell says nothing."""
        return {name: self.row.values[name] for name in _FIELDS if self.row.values[name] is not None}


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:
    """Write terms of suppliers; the same rows again change nothing, and an empty cell takes nothing away."""
    faulty: dict[int, LazyStr] = {}
    lines: dict[_Key, _Line] = {}
    for line in _lines(rows, context, faulty):
        first = lines.setdefault(line.key, line)
        if first.told != line.told:
            faulty[line.row.number] = _TWICE
    known, created, updated = _known(lines), set[str](), set[str]()
    for key, line in lines.items():
        terms = known.get(key)
        if terms is None and "unit_price" not in line.told:
            faulty[line.row.number] = _NO_PRICE
        elif terms is None:
            session().add(_new(line))
            created.add(line.named)
        elif (changed := _change(terms, line.told)) is None:
            faulty[line.row.number] = _BREAKS
        elif changed:
            updated.add(line.named)
    session().flush()
    if created or updated:
        detail = {"created": len(created), "updated": len(updated), "import_id": context.import_id}
        record("parts.supplier.terms_imported", "parts_supplier", None, detail=detail)
    wrong = {line.named for line in lines.values() if line.row.number in faulty}
    unchanged = {line.named for line in lines.values()} - created - updated - wrong
    return ImportResult(created=created, updated=updated, unchanged=unchanged, faulty=faulty)


def _lines(
    rows: Sequence[ImportedRow], context: ImportContext, faulty: dict[int, LazyStr]
) -> Sequence[_Line]:
    parts = parts_by_number({part_number(row.values["number"]) for row in rows})
    by_code, by_name = _suppliers()
    found = []
    for row in rows:
        said = row.values["supplier"].strip().upper()
        sellers = by_code.get(said) or by_name.get(said, ())
        part = part_of_row(row, parts)
        if len(sellers) != 1:
            faulty[row.number] = _WHICH_SUPPLIER if sellers else _NO_SUPPLIER
        elif isinstance(part, Part):
            day = row.values["valid_from"] or context.today
            key = (sellers[0].id, part.id, day)
            named = f"{sellers[0].code} {part.brand} {part.number} {day.isoformat()}"
            found.append(_Line(row=row, key=key, named=named))
        else:
            faulty[row.number] = part
    return found


def _suppliers() -> tuple[Mapping[str, Sequence[Supplier]], Mapping[str, Sequence[Supplier]]]:
    """The suppliers by code and by name, in capitals; one statement."""
    by_code: dict[str, list[Supplier]] = {}
    by_name: dict[str, list[Supplier]] = {}
    for one in session().scalars(select(Supplier).where(Supplier.tenant_id == current_tenant())):
        by_code.setdefault(one.code, []).append(one)
        by_name.setdefault(one.name.strip().upper(), []).append(one)
    return by_code, by_name


def _known(keys: Collection[_Key]) -> Mapping[_Key, SupplierPart]:
    told = tuple_(SupplierPart.supplier_id, SupplierPart.part_id, SupplierPart.valid_from)
    mine = select(SupplierPart).where(SupplierPart.tenant_id == current_tenant(), told.in_(sorted(keys)))
    return {(row.supplier_id, row.part_id, row.valid_from): row for row in session().scalars(mine)}


def _new(line: _Line) -> SupplierPart:
    supplier_id, part_id, day = line.key
    usual = {
        "pack": Decimal(1),
        "minimum": Decimal(0),
        "quality": QualityClass.OEM,
        "approved": False,
        "discount": DiscountKind.ALL_UNITS,
    }
    return SupplierPart(
        supplier_id=supplier_id, part_id=part_id, valid_from=day, breaks=[], **{**usual, **line.told}
    )


def _change(terms: SupplierPart, told: Mapping[str, Any]) -> bool | None:
    """Whether terms were changed; none where their lower prices forbid it, and they stay as they were."""
    new = {name: value for name, value in told.items() if getattr(terms, name) != value}
    before = {name: getattr(terms, name) for name in new}
    for name, value in new.items():
        setattr(terms, name, value)
    if any(True for _fault in faults(terms.offer)):
        for name, value in before.items():
            setattr(terms, name, value)
        return None
    return bool(new)


TERMS_IMPORTER = Importer(
    key=KEY,
    title=_l("Price lists of suppliers"),
    summary=_l("One row is a part of a supplier from a day on; found again by supplier, part and day."),
    columns=COLUMNS,
    schema=PartsTermsRow,
    write=write,
    permission=SUPPLIER_WRITE,
)
