"""How three dealer systems write the same visit: their headers, and their ways with dates, money and plates."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from random import Random
from typing import Final

from saas.core.imports.sample_records import Record
from saas.core.imports.values import CellValue

Cells = tuple[CellValue, ...]


class SampleLayout(StrEnum):
    """Whose export the sample looks like: a full one with a title, a grouped one, a migration file."""

    FULL = "full"
    GROUPED = "grouped"
    MIGRATION = "migration"


_HEADERS: Final[dict[SampleLayout, str]] = {
    SampleLayout.FULL: (
        "门店:store 车主姓名:name 手机号:phone 车牌号:plate 车架号/VIN:vin 车型:model 购车日期:bought 交车日期:delivered "
        "行驶里程(公里):odometer 服务顾问:adviser 工单号:ro_number 进厂日期:opened 竣工时间:completed 结算日期:settled "
        "维修类型:kind 金额(元):amount"
    ),
    SampleLayout.GROUPED: (
        "分公司名称:store 工单号:ro_number 接待时间:opened 业务类型:kind 车牌号:plate 车架号:vin 厂牌:brand 车型:model "
        "客户名称:name 联系电话:phone 送修人:sender 进场里程:odometer 接待顾问:adviser 结算时间:settled 应结金额:amount"
    ),
    SampleLayout.MIGRATION: (
        "实收金额:amount 车店名称:store 单据号:ro_number 车牌号:plate VIN码:vin 里程:odometer 联系手机:phone 客户姓名:name "
        "品牌:brand 车型:model 业务员:adviser 开单时间:opened 结账时间:settled 备注:note"
    ),
}
_GROUPS: Final = {
    "分公司名称": "工单信息",
    "车牌号": "车辆信息",
    "客户名称": "客户信息",
    "进场里程": "结算信息",
}


def columns(layout: SampleLayout) -> tuple[tuple[str, str], ...]:
    """(header, what stands below it) of each column of a layout."""
    pairs = (entry.rpartition(":") for entry in _HEADERS[layout].split(" "))
    return tuple((header, key) for header, _, key in pairs)


def position(layout: SampleLayout, key: str) -> int:
    """Where a layout has the column of this content. Raises ValueError when it has none."""
    return [name for _, name in columns(layout)].index(key)


def header_lines(layout: SampleLayout, today: date) -> tuple[Cells, ...]:
    """The lines above the data: title and header, groups and header, or the header alone."""
    headers = tuple(header for header, _ in columns(layout))
    blank: Cells = (None,) * (len(headers) - 1)
    match layout:
        case SampleLayout.FULL:
            return ((f"客户车辆维修明细表 {today:%Y年%m月%d日}", *blank), headers)
        case SampleLayout.GROUPED:
            return (tuple(_GROUPS.get(header) for header in headers), headers)
        case SampleLayout.MIGRATION:
            return (headers,)


def written(rng: Random, layout: SampleLayout, record: Record) -> Cells:
    """A record in the layout's columns, each value in one of the forms that people use."""
    values: dict[str, CellValue] = {
        "store": record.store,
        "name": _choice(rng, record.name, _NAME_FORMS),
        "phone": _choice(rng, record.phone, _PHONE_FORMS),
        "plate": _choice(rng, record.plate, _PLATE_FORMS),
        "vin": record.vin if rng.random() < 0.9 else record.vin.lower(),
        "brand": record.brand,
        "model": record.model,
        "bought": _day(rng, record.invoice_date),
        "delivered": _day(rng, record.delivery_date),
        "odometer": _choice(rng, str(record.odometer), _ODOMETER_FORMS),
        "adviser": record.adviser,
        "ro_number": record.ro_number,
        "opened": record.opened if rng.random() < 0.5 else record.opened.strftime("%Y-%m-%d %H:%M"),
        "completed": record.completed.strftime("%Y年%m月%d日 %H:%M"),
        "settled": _day(rng, record.settled),
        "kind": record.kind,
        "amount": _choice(rng, f"{record.fen / 100:.2f}", _AMOUNT_FORMS),
        "note": "客户在店等候" if rng.random() < 0.1 else None,
        "sender": record.name,
    }
    return tuple(values[key] for _, key in columns(layout))


Form = Callable[[str], CellValue]
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_NAME_FORMS: Final[tuple[Form, ...]] = (str, str, str, lambda name: f"{name[0]} {name[1:]}")
_PHONE_FORMS: Final[tuple[Form, ...]] = (
    str,
    int,
    lambda number: f"+86 {number}",
    lambda number: f"{number[:3]}-{number[3:7]}-{number[7:]}",
    lambda number: number.translate(_FULL_WIDTH),
    lambda number: f"{number}(本人)",
)
_PLATE_FORMS: Final[tuple[Form, ...]] = (str, str, str.lower, lambda plate: f"{plate[:2]}·{plate[2:]}")
_ODOMETER_FORMS: Final[tuple[Form, ...]] = (int, str, lambda km: f"{int(km):,}公里", lambda km: f"{km}km")
_AMOUNT_FORMS: Final[tuple[Form, ...]] = (
    float,
    str,
    lambda yuan: f"¥{float(yuan):,.2f}",
    lambda yuan: yuan + "元",
)
_DAY_FORMS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


def _choice(rng: Random, text: str, forms: tuple[Form, ...]) -> CellValue:
    return rng.choice(forms)(text)


def _day(rng: Random, day: date) -> CellValue:
    """A day as text in one of five forms, or a real date as a spreadsheet has it."""
    form = rng.choice((*_DAY_FORMS, ""))
    return day.strftime(form) if form else day
