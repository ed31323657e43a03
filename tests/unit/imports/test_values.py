from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.names import Gender
from saas.core.imports.problems import Problem
from saas.core.imports.values import (
    CellValue,
    cell_text,
    read_code,
    read_day,
    read_fen,
    read_gender,
    read_integer,
    read_km,
    read_moment,
)

at = datetime.fromisoformat  # local times, as cells have them
DAY = date(2026, 11, 21)
MOMENT = at("2026-11-21 14:05")
FORMS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]


def code(read: object) -> str:
    assert isinstance(read, Problem)
    return read.code


@pytest.mark.parametrize("form", FORMS)
def test_read_day_common_forms_with_and_without_time(form: str) -> None:
    assert read_day(DAY.strftime(form)) == DAY
    assert read_moment(MOMENT.strftime(form + " %H:%M")) == MOMENT
    assert read_moment(MOMENT.strftime(form + " %H:%M:%S")) == MOMENT


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-3-5", at("2026-03-05 00:00")),
        ("２０２６／１１／２１", at("2026-11-21 00:00")),
        ("2026年3月5日 9时5分", at("2026-03-05 09:05")),
        ("2026-11-21T14:05:00", MOMENT),
        (MOMENT, MOMENT),
        (DAY, at("2026-11-21 00:00")),
        (46347, at("2026-11-21 00:00")),
        ("46347.5", at("2026-11-21 12:00")),
        (20261121, at("2026-11-21 00:00")),
        ("", None),
        ("无", None),
        (None, None),
    ],
)
def test_read_moment(cell: CellValue, moment: datetime | None) -> None:
    assert read_moment(cell) == moment


def test_read_day_1904_system() -> None:
    assert read_day(46347 - 1462, date1904=True) == DAY


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-13-01", "20260230", "0001-01-01", "2026-11-21 25:00", "1026-01-01"]
)
def test_read_day_impossible(cell: str) -> None:
    assert code(read_day(cell)) == "date.impossible"


@pytest.mark.parametrize("cell", ["去年", "11/21", "2026-11", "12", True, time(9, 0)])
def test_read_day_unreadable(cell: CellValue) -> None:
    assert code(read_day(cell)) == "date.unreadable"


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("¥1,234.50", 123450),
        ("1,234.50元", 123450),
        ("1.2万", 1_200_000),
        ("1.2万元", 1_200_000),
        ("０.５", 50),
        (0.005, 1),
        ("0.004", 0),
        ("-0.005", -1),
        ("(12.30)", -1230),
        (1234.5, 123450),
        (1e-7, 0),
        (99, 9900),
        ("", None),
        ("-", None),
    ],
)
def test_read_fen(cell: CellValue, fen: int | None) -> None:
    if cell == 1e-7:
        assert code(read_fen(cell)) == "money.unreadable"  # written 1e-07: no amount of anybody's
    else:
        assert read_fen(cell) == fen


@pytest.mark.parametrize("cell", ["面议", "1,23", "1.2.3", "12元3", "9" * 30, "nan1", "inf"])
def test_read_fen_unreadable(cell: str) -> None:
    assert code(read_fen(cell)) == "money.unreadable"


@pytest.mark.parametrize(
    ("cell", "km"),
    [
        ("12,345公里", 12345),
        ("1.2万公里", 12000),
        ("12345km", 12345),
        ("12345 KM", 12345),
        (12345.6, 12346),
        (0, 0),
    ],
)
def test_read_km(cell: CellValue, km: int) -> None:
    assert read_km(cell) == km


def test_read_km_problems() -> None:
    assert code(read_km("约三万")) == "odometer.unreadable"
    assert code(read_km("-5")) == "odometer.impossible"
    assert code(read_km("99999999")) == "odometer.impossible"


def test_read_gender_integer_code_and_text() -> None:
    assert read_gender("男") is Gender.MALE
    assert read_gender(" F ") is Gender.FEMALE
    assert read_gender("保密") is None
    assert code(read_gender("甲")) == "gender.unknown"
    assert (read_integer("1,234"), read_integer(3.0), read_integer("")) == (1234, 3, None)
    assert code(read_integer("3.5")) == "integer.unreadable"
    assert read_code(" ro－２０２６ 01 ") == "RO-202601"
    assert (
        cell_text('="13812345678"') == cell_text("'13812345678") == cell_text(13812345678.0) == "13812345678"
    )


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_read_day_reads_every_day_in_every_form(day: date, form: str) -> None:
    assert read_day(day.strftime(form)) == day


@given(st.integers(0, 10**11))
def test_read_fen_reads_back_every_amount(fen: int) -> None:
    yuan = f"{fen // 100:,}.{fen % 100:02d}"
    assert read_fen(f"¥{yuan}") == read_fen(f"{yuan}元") == fen


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.datetimes()))
def test_readers_take_anything(cell: CellValue) -> None:
    for read in (read_moment, read_fen, read_km, read_integer, read_gender):
        result = read(cell)
        assert result is None or not isinstance(result, Problem) or result.message.startswith("import.")
