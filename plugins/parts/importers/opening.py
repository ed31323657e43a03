"""What lies in the stores at the beginning: one row is a part, or a lot of it, in a store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marshmallow import Schema, fields, validate
from sqlalchemy import select, tuple_

from plugins.parts.importers.catalogue import COLUMNS as OF_CATALOGUE
from plugins.parts.importers.cells import amount
from plugins.parts.models import LedgerEntry, MovementKind, Part, PartStore
from plugins.parts.numbers import part_number
from plugins.parts.operations import Movement, post
from plugins.parts.operations.holding import entries_with
from plugins.parts.permissions import STOCK_ADJUST
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
    open_stores,
    record,
    session,
)

KEY = "parts.opening"
_MOST_FEN = 10**11


class PartsOpeningRow(Schema):
    """A row of opening stock."""

    store = fields.String(required=True, validate=validate.Length(max=60))
    number = fields.String(required=True, validate=validate.Length(min=1, max=60))
    brand = fields.String(load_default="", validate=validate.Length(max=60))
    quantity = amount(required=True)
    unit_cost = fields.Integer(load_default=None, validate=validate.Range(min=0, max=_MOST_FEN))
    bin = fields.String(load_default="", validate=validate.Length(max=30))
    lot_no = fields.String(load_default="", validate=validate.Length(max=60))
    expires_on = fields.Date(load_default=None)


COLUMNS = (
    ImportColumn(
        key="store", title=_l("Store"), words=("门店", "仓库", "店面", "store", "warehouse"), required=True
    ),
    *(column for column in OF_CATALOGUE if column.key in ("number", "brand")),
    ImportColumn(
        key="quantity",
        title=_l("Quantity"),
        words=("数量", "库存数量", "现存量", "期初数量", "库存", "qty", "quantity", "on hand"),
        required=True,
    ),
    ImportColumn(
        key="unit_cost",
        title=_l("Purchase price of a unit"),
        words=("成本单价", "单价", "成本价", "进价", "unit cost", "cost"),
        kind=CellKind.FEN,
    ),
    ImportColumn(
        key="bin", title=_l("Bin"), words=("库位", "货位", "仓位", "bin", "location"), kind=CellKind.CODE
    ),
    ImportColumn(key="lot_no", title=_l("Lot number"), words=("批号", "批次", "lot", "batch")),
    ImportColumn(
        key="expires_on",
        title=_l("Expires on"),
        words=("有效期", "到期日", "失效日期", "expiry", "expires"),
        kind=CellKind.DAY,
    ),
)

_NO_STORE = _l("There is no open store of this name or code.")
_NOT_YOURS = _l("You may not bring stock into this store.")
_NO_PART = _l("This part is not in the catalogue; bring the catalogue in first.")
_WHICH_BRAND = _l("Several brands have this number: say which.")
_OTHERWISE = _l("Opening stock of this part was brought in before with another quantity; count it instead.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row whose part and store are known."""

    row: ImportedRow
    part_id: int
    store_id: int

    @property
    def key(self) -> str:
        """What makes it come in once."""
        return f"opening:{self.store_id}:{self.part_id}:{self.row.values['lot_no'].strip()}"

    @property
    def quantity(self) -> Decimal:
        """How many."""
        found: Decimal = self.row.values["quantity"]
        return found


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:
    """Bring opening stock in through the ledger; the same rows again change nothing."""
    faulty: dict[int, LazyStr] = {}
    lines: dict[str, _Line] = {}
    for line in _lines(rows, context, faulty):
        first = lines.setdefault(line.key, line)
        if first.quantity != line.quantity:
            faulty[line.row.number] = _OTHERWISE
    known = entries_with(list(lines))
    fresh = {key: line for key, line in lines.items() if key not in known and line.quantity}
    for key, written in known.items():
        if _sum(written) != lines[key].quantity:
            faulty[lines[key].row.number] = _OTHERWISE
    post([_movement(line, context) for line in fresh.values()])
    _keep_bins(fresh.values())
    if fresh:
        record(
            "parts.stock.imported",
            "parts_part",
            None,
            detail={"lines": len(fresh), "import_id": context.import_id},
        )
    return ImportResult(created=set(fresh), unchanged=set(lines) - set(fresh), faulty=faulty)


def _sum(written: Sequence[LedgerEntry]) -> Decimal:
    return sum((entry.quantity for entry in written), Decimal(0))


def _lines(
    rows: Sequence[ImportedRow], context: ImportContext, faulty: dict[int, LazyStr]
) -> Sequence[_Line]:
    stores = {name.strip().lower(): store.id for store in open_stores() for name in (store.code, store.name)}
    parts = parts_by_number({part_number(row.values["number"]) for row in rows})
    found = []
    for row in rows:
        store_id = stores.get(row.values["store"].strip().lower())
        part = part_of_row(row, parts)
        if store_id is None:
            faulty[row.number] = _NO_STORE
        elif context.stores is not None and store_id not in context.stores:
            faulty[row.number] = _NOT_YOURS
        elif isinstance(part, Part):
            found.append(_Line(row=row, part_id=part.id, store_id=store_id))
        else:
            faulty[row.number] = part
    return found


def parts_by_number(numbers: Collection[str]) -> Mapping[str, Sequence[Part]]:
    """The parts with these numbers, of whatever brand; one statement."""
    mine = select(Part).where(Part.tenant_id == current_tenant(), Part.number.in_(numbers))
    found: dict[str, list[Part]] = {}
    for part in session().scalars(mine):
        found.setdefault(part.number, []).append(part)
    return found


def part_of_row(row: ImportedRow, parts: Mapping[str, Sequence[Part]]) -> Part | LazyStr:
    """The one part that a row's number and brand name, or why there is none."""
    offered = parts.get(part_number(row.values["number"]), ())
    brand = row.values["brand"].strip()
    fitting = [part for part in offered if part.brand == brand] if brand else list(offered)
    if not fitting:
        return _NO_PART
    return fitting[0] if len(fitting) == 1 else _WHICH_BRAND


def _movement(line: _Line, context: ImportContext) -> Movement:
    values = line.row.values
    cost = values["unit_cost"]
    return Movement(
        part_id=line.part_id,
        store_id=line.store_id,
        kind=MovementKind.OPENING,
        quantity=line.quantity,
        unit_cost=None if cost is None else Decimal(cost),
        lot_no=values["lot_no"].strip(),
        expires_on=values["expires_on"],
        document=f"import:{context.import_id}",
        key=line.key,
    )


def _keep_bins(lines: Collection[_Line]) -> None:
    bins = {(line.part_id, line.store_id): line.row.values["bin"] for line in lines if line.row.values["bin"]}
    mine = select(PartStore).where(
        PartStore.tenant_id == current_tenant(),
        tuple_(PartStore.part_id, PartStore.store_id).in_(sorted(bins)),
    )
    for kept in session().scalars(mine):
        kept.bin = bins[kept.part_id, kept.store_id]


OPENING_IMPORTER = Importer(
    key=KEY,
    title=_l("Opening stock of parts"),
    summary=_l("One row is a part, or one of its lots, in a store; each comes in once."),
    columns=COLUMNS,
    schema=PartsOpeningRow,
    write=write,
    permission=STOCK_ADJUST,
)
