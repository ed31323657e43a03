"""Catalogues of parts: one row is a part, found again by brand and number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import select, tuple_

from plugins.parts.importers.cells import QUALITIES, UNITS, amount, word
from plugins.parts.models import Part
from plugins.parts.numbers import part_number
from plugins.parts.permissions import PART_WRITE
from saas.plugin_api import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    _l,
    current_tenant,
    record,
    session,
)

KEY = "parts.catalogue"
_FIELDS = ("name", "quality", "unit", "pack", "unit_cost", "list_price_fen")
_MOST_FEN = 10**11


class PartsCatalogueRow(Schema):
    """A row of a catalogue."""

    number = fields.String(required=True, validate=validate.Length(min=1, max=60))
    name = fields.String(load_default="", validate=validate.Length(max=120))
    brand = fields.String(load_default="", validate=validate.Length(max=60))
    quality = word(QUALITIES)
    unit = word(UNITS)
    pack = amount(above_zero=True)
    unit_cost = fields.Integer(load_default=None, validate=validate.Range(min=0, max=_MOST_FEN))
    list_price_fen = fields.Integer(load_default=None, validate=validate.Range(min=0, max=_MOST_FEN))


COLUMNS = (
    ImportColumn(
        key="number",
        title=_l("Part number"),
        words=("配件编号", "配件编码", "零件号", "零件编号", "备件编号", "图号", "part no", "part number"),
        kind=CellKind.CODE,
        required=True,
    ),
    ImportColumn(
        key="name",
        title=_l("Name of the part"),
        words=("配件名称", "零件名称", "备件名称", "品名", "part name", "description"),
    ),
    ImportColumn(key="brand", title=_l("Brand"), words=("品牌", "厂牌", "brand", "make")),
    ImportColumn(key="quality", title=_l("Quality"), words=("品质", "配件性质", "件别", "quality")),
    ImportColumn(key="unit", title=_l("Unit"), words=("单位", "计量单位", "uom", "unit")),
    ImportColumn(key="pack", title=_l("Units in a pack"), words=("每包数量", "包装量", "最小包装", "pack")),
    ImportColumn(
        key="unit_cost",
        title=_l("Purchase price of a unit"),
        words=("采购价", "进价", "采购单价", "成本价", "cost", "purchase price"),
        kind=CellKind.FEN,
    ),
    ImportColumn(
        key="list_price_fen",
        title=_l("List price of a unit"),
        words=("零售价", "销售价", "售价", "零售单价", "list price", "price"),
        kind=CellKind.FEN,
    ),
)


def write(rows: Sequence[ImportedRow], _context: ImportContext) -> ImportResult:
    """Write parts; the same rows again change nothing, and an empty cell takes nothing away."""
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (row.values["brand"].strip(), part_number(row.values["number"]))
        wanted.setdefault(key, {}).update(_told(row.values))
    found, created, updated = known_parts(wanted), set[str](), set[str]()
    for key, values in wanted.items():
        part = found.get(key)
        if part is None:
            session().add(_new(key, values))
            created.add(_named(key))
        elif _change(part, values):
            updated.add(_named(key))
    session().flush()
    if created or updated:
        record(
            "parts.part.imported",
            "parts_part",
            None,
            detail={"created": len(created), "updated": len(updated)},
        )
    return ImportResult(
        created=created, updated=updated, unchanged={_named(key) for key in wanted} - created - updated
    )


def known_parts(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Part]:
    """The parts that are there, by brand and number; one statement."""
    statement = select(Part).where(
        Part.tenant_id == current_tenant(), tuple_(Part.brand, Part.number).in_(sorted(keys))
    )
    return {(part.brand, part.number): part for part in session().scalars(statement)}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in _FIELDS if values[name] not in (None, "")}


def _new(key: tuple[str, str], values: Mapping[str, Any]) -> Part:
    brand, number = key
    return Part(brand=brand, **{"number": number, "name": number, "pack": Decimal(1), **values})


def _change(part: Part, values: Mapping[str, Any]) -> bool:
    new = {name: value for name, value in values.items() if getattr(part, name) != value}
    for name, value in new.items():
        setattr(part, name, value)
    return bool(new)


def _named(key: tuple[str, str]) -> str:
    return " ".join(key)


CATALOGUE_IMPORTER = Importer(
    key=KEY,
    title=_l("Catalogues of parts"),
    summary=_l("One row is a part; found again by brand and number."),
    columns=COLUMNS,
    schema=PartsCatalogueRow,
    write=write,
    permission=PART_WRITE,
)
