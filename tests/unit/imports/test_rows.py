from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.names import CustomerType, Gender
from saas.core.imports.fields import ImportField as F
from saas.core.imports.judged import JudgedRow, RowContext
from saas.core.imports.rows import judge_row
from saas.core.imports.values import CellValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONTEXT = RowContext(tz=SHANGHAI, today=date(2026, 11, 21))
VIN = "1M8GDM9AXKP042788"
GOOD: dict[F, CellValue] = {
    F.STORE: "浦东店",
    F.CUSTOMER_NAME: "张三先生",
    F.PHONE: "138 1234 5678",
    F.PLATE: "沪a·12345",
    F.VIN: VIN,
    F.MODEL: "朗逸",
    F.INVOICE_DATE: "2024年3月1日",
    F.ODOMETER: "1.2万公里",
    F.RO_NUMBER: "ro001",
    F.OPENED: "2026-11-20 09:30",
    F.SETTLED: "2026/11/20",
    F.AMOUNT: "¥1,234.50",
    F.ADVISER: "李四",
}


def judged(**changes: CellValue) -> JudgedRow:
    return judge_row({**GOOD, **{F(name): value for name, value in changes.items()}}, CONTEXT)


def codes(row: JudgedRow) -> tuple[list[str], list[str]]:
    return [problem.code for problem in row.errors], [problem.code for problem in row.warnings]


def test_judge_row_good() -> None:
    row = judged()
    assert row.accepted
    assert codes(row) == ([], [])
    assert row.customer
    assert row.vehicle
    assert row.service
    assert (row.customer.name, row.customer.gender) == ("张三", Gender.MALE)
    assert row.customer.customer_type is CustomerType.PERSON
    assert (row.vehicle.plate, row.vehicle.invoice_date) == ("沪A12345", date(2024, 3, 1))
    assert row.service.opened == datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    assert (row.service.amount, row.service.odometer) == (123450, 12000)
    assert row.keys.customer == ("+8613812345678", "张三")
    assert row.keys.vehicle == ("vin", VIN)
    assert row.keys.service == ("浦东店", "RO001")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"customer_name": ""}, "customer.name_missing"),
        ({"phone": "无"}, "customer.phone_missing"),
        ({"phone": "1381234567"}, "phone.invalid"),
        ({"vin": "1M8"}, "vin.length"),
        ({"vin": "1M8GDM9AXKPO42788"}, "vin.lookalike"),
        ({"vin": None, "plate": "沪A1"}, "plate.shape"),
        ({"vin": None, "plate": "新车"}, "vehicle.unidentified"),
        ({"opened": "2026-02-30"}, "date.impossible"),
        ({"invoice_date": "2026-12-01"}, "date.future"),
        ({"settled": "2026-11-19"}, "service.dates_order"),
        ({"settled": None, "opened": None}, "service.date_missing"),
        ({"amount": "面议"}, "money.unreadable"),
        ({"amount": "-1"}, "money.negative"),
        ({"ro_number": None}, "service.ro_missing"),
        ({"store": " "}, "store.missing"),
    ],
)
def test_judge_row_errors_fail_the_row(changes: dict[str, CellValue], code: str) -> None:
    row = judged(**changes)
    assert codes(row)[0] == [code]
    assert not row.accepted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vin": "1M8GDM9A1KP042788"}, "vin.check_digit"),
        ({"plate": "沪A1"}, "plate.shape"),
        ({"plate": "沪A1234O"}, "plate.corrected"),
        ({"phone": "13812345678/1391234"}, "phone.rejected"),
        ({"second_phone": "1391234"}, "phone.rejected"),
        ({"email": "nobody"}, "email.invalid"),
        ({"id_number": "110105194912310021"}, "id_number.check_digit"),
        ({"gender": "甲"}, "gender.unknown"),
        ({"birthday": "2026-02-30"}, "date.impossible"),
        ({"odometer": "约三万"}, "odometer.unreadable"),
        ({"energy": "蒸汽"}, "energy.unknown"),
        ({"phone": "1381234567", "id_number": "11010519491231002X"}, "phone.invalid"),
    ],
)
def test_judge_row_warnings_keep_the_row(changes: dict[str, CellValue], code: str) -> None:
    row = judged(**changes)
    assert codes(row) == ([], [code])


def test_judge_row_keys_without_vin_phone_or_number() -> None:
    assert judged(vin=None).keys.vehicle == ("沪A12345", "+8613812345678")
    without_phone = judged(phone=None, id_number="11010519491231002X")
    assert without_phone.keys.customer == ("id", "11010519491231002X")
    assert without_phone.customer
    assert without_phone.customer.birthday == date(1949, 12, 31)
    by_source = judged(ro_number=None, source_id="X-1")
    assert (by_source.accepted, by_source.keys.service, by_source.source_id) == (True, None, "X-1")


def test_judge_row_family_shares_a_phone() -> None:
    assert judged().keys.customer != judged(customer_name="张小三").keys.customer
    assert judged().keys.customer == judged(phone="+86 13812345678").keys.customer


def test_judge_row_lists_without_services_or_customers() -> None:
    vehicle_list = {field: GOOD[field] for field in (F.CUSTOMER_NAME, F.PHONE, F.PLATE, F.RO_NUMBER)}
    row = judge_row(vehicle_list, CONTEXT)
    assert (row.accepted, row.service) == (True, None)
    assert codes(judge_row({F.STORE: "浦东店", F.NOTE: "x"}, CONTEXT))[0] == ["row.nothing"]


@given(
    st.dictionaries(
        st.sampled_from(F),
        st.one_of(st.none(), st.text(max_size=30), st.integers(), st.floats(), st.datetimes()),
    )
)
def test_judge_row_takes_anything_and_rejects_or_keeps(cells: dict[F, CellValue]) -> None:
    row = judge_row(cells, CONTEXT)
    assert row.errors or row.customer or row.vehicle or row.service
    assert hash(row) == hash(judge_row(cells, CONTEXT))
