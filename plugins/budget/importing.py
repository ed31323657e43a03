"""Volumes from files: one row is a driver's volume in a store and month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from plugins.budget.importing_costs import PAST_COSTS
from plugins.budget.models import Driver
from plugins.budget.operations.volumes import MonthVolume, keep_volumes
from plugins.budget.permissions import VOLUMES
from plugins.budget.schemas.sheets import MOST_YUAN
from saas.plugin_api import (
    CellKind,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    LazyStr,
    _,
    _l,
    open_stores,
    record,
)

KEY = "budget.volumes"
DRIVER_WORDS: Mapping[str, Driver] = {
    "进厂台次": Driver.VISITS,
    "台次": Driver.VISITS,
    "维修台次": Driver.VISITS,
    "visits": Driver.VISITS,
    "workshop visits": Driver.VISITS,
    "工时": Driver.LABOUR_HOURS,
    "hours": Driver.LABOUR_HOURS,
    "labour hours": Driver.LABOUR_HOURS,
    "配件销售": Driver.PARTS_LINES,
    "配件行数": Driver.PARTS_LINES,
    "parts": Driver.PARTS_LINES,
    "parts sold": Driver.PARTS_LINES,
    "保有车辆": Driver.VEHICLES,
    "管理内客户车辆": Driver.VEHICLES,
    "vehicles": Driver.VEHICLES,
    "vehicles in care": Driver.VEHICLES,
    "员工": Driver.STAFF,
    "员工人数": Driver.STAFF,
    "人数": Driver.STAFF,
    "staff": Driver.STAFF,
    "employees": Driver.STAFF,
}


class _Volume(fields.Decimal):
    """A quantity, also written `1,234.5`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        return super()._deserialize(str(value).replace(",", ""), attr, data, **kwargs)


def _driver(value: Any) -> Driver:
    found = DRIVER_WORDS.get(str(value).strip().lower())
    if found is None:
        raise ValidationError(_("This word is not known here."))
    return found


class BudgetVolumeRow(Schema):
    """A row of volumes."""

    store = fields.String(required=True, validate=validate.Length(max=60))
    driver = fields.Function(deserialize=_driver, required=True)
    month = fields.Date(required=True)
    volume = _Volume(required=True, places=3, allow_nan=False, validate=validate.Range(min=0, max=MOST_YUAN))


COLUMNS = (
    ImportColumn(key="store", title=_l("Store"), words=("门店", "店面", "store", "dealer"), required=True),
    ImportColumn(
        key="driver",
        title=_l("Cost driver"),
        words=("动因", "业务量", "指标", "driver", "measure"),
        required=True,
    ),
    ImportColumn(
        key="month",
        title=_l("Month"),
        words=("月份", "月", "期间", "日期", "month", "period"),
        kind=CellKind.DAY,
        required=True,
    ),
    ImportColumn(
        key="volume",
        title=_l("Volume"),
        words=("数量", "业务量数值", "数值", "volume", "quantity"),
        required=True,
    ),
)
_NO_STORE = _l("There is no open store of this name or code.")
_NOT_YOURS = _l("You may not enter volumes of this store.")
_TWICE = _l("An earlier row has another volume of this store, driver and month.")


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:
    """Keep volumes, each in place of what was there; the same rows again change nothing."""
    stores = {name.strip().lower(): one.id for one in open_stores() for name in (one.code, one.name)}
    faulty: dict[int, LazyStr] = {}
    found: dict[tuple[int, Driver, date], MonthVolume] = {}
    for row in rows:
        store_id = stores.get(row.values["store"].strip().lower())
        if store_id is None:
            faulty[row.number] = _NO_STORE
        elif context.stores is not None and store_id not in context.stores:
            faulty[row.number] = _NOT_YOURS
        else:
            one = _month_volume(store_id, row.values)
            first = found.setdefault((store_id, one.driver, one.month), one)
            if first.volume != one.volume:
                faulty[row.number] = _TWICE
    changed = keep_volumes(list(found.values()))
    if changed:
        detail = {"months": len(changed), "import_id": context.import_id}
        record("budget.volume.imported", "budget_volume", None, detail=detail)
    return ImportResult(
        created={_named(one) for one in changed},
        unchanged={_named(one) for one in found.keys() - changed},
        faulty=faulty,
    )


def _month_volume(store_id: int, values: Mapping[str, Any]) -> MonthVolume:
    return MonthVolume(
        store_id=store_id,
        driver=values["driver"],
        month=values["month"].replace(day=1),
        volume=values["volume"],
    )


def _named(key: tuple[int, Driver, date]) -> str:
    return f"{key[0]}:{key[1].value}:{key[2]:%Y-%m}"


VOLUMES_IMPORTER = Importer(
    key=KEY,
    title=_l("Volumes"),
    summary=_l("One row is a driver's volume in a store and month; a later file replaces it."),
    columns=COLUMNS,
    schema=BudgetVolumeRow,
    write=write,
    permission=VOLUMES,
)
IMPORTERS = [VOLUMES_IMPORTER, PAST_COSTS]
