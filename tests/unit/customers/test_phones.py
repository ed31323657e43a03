import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.phones import PhoneKind, display, mask, normalise_phone, read_phones, tail4


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13812345678", ["+8613812345678"]),
        ("＋８６　138－1234－5678", ["+8613812345678"]),
        ("0086 138 1234 5678", ["+8613812345678"]),
        ("8613812345678", ["+8613812345678"]),
        ("手机：13812345678", ["+8613812345678"]),
        ("13812345678.0", ["+8613812345678"]),
        ("1.3812345678E+10", ["+8613812345678"]),
        ("13812345678(太太)/13912345678 先生", ["+8613812345678", "+8613912345678"]),
        ("13812345678 13912345678", ["+8613812345678", "+8613912345678"]),
        ("13812345678、13912345678；13812345678", ["+8613812345678", "+8613912345678"]),
        ("0571-87654321，13600001111", ["+8657187654321", "+8613600001111"]),
        ("(021)6234 5678转801", ["+862162345678"]),
        ("02162345678", ["+862162345678"]),
        ("400-820-1234", ["+864008201234"]),
        ("+852 9123 4567", ["+85291234567"]),
        ("无", []),
        ("", []),
    ],
)
def test_read_phones_finds_every_number(cell: str, expected: list[str]) -> None:
    reading = read_phones(cell)
    assert [phone.e164 for phone in reading.phones] == expected
    assert reading.rejected == ()


@pytest.mark.parametrize(
    "cell", ["138****1234", "1381234567", "12812345678", "138123456789", "62345678", "12345"]
)
def test_read_phones_rejects_what_is_no_number(cell: str) -> None:
    assert read_phones(cell).phones == ()
    assert read_phones(cell).rejected == (cell,)
    assert normalise_phone(cell) is None


def test_read_phones_keeps_notes_kinds_and_extensions() -> None:
    first, second = read_phones("13812345678(太太)/021-62345678转12").phones
    assert (first.kind, first.note) == (PhoneKind.MOBILE, "太太")
    assert (second.kind, second.extension) == (PhoneKind.LANDLINE, "12")


def test_read_phones_keeps_the_good_and_names_the_bad() -> None:
    reading = read_phones("13812345678/1391234567")
    assert [phone.e164 for phone in reading.phones] == ["+8613812345678"]
    assert reading.rejected == ("1391234567",)


def test_phone_on_screen() -> None:
    assert (display("+8613812345678"), mask("+8613812345678")) == ("138 1234 5678", "138****5678")
    assert (display("+862162345678"), mask("+862162345678")) == ("021-62345678", "021-****5678")
    assert (display("+8657187654321"), tail4("+8657187654321")) == ("0571-87654321", "4321")


mobiles = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


@given(mobiles)
def test_normalise_phone_is_idempotent(number: str) -> None:
    once = normalise_phone(number)
    assert once is not None
    assert normalise_phone(once.e164) == once
    assert normalise_phone(display(once.e164)) == once


@given(
    mobiles,
    st.sampled_from(["", " ", "-", "－"]),
    st.sampled_from(["", "+86", "0086 ", "86-", "（86）"[1:3]]),
)
def test_read_phones_ignores_how_a_mobile_is_set(number: str, gap: str, prefix: str) -> None:
    written = prefix + gap.join((number[:3], number[3:7], number[7:]))
    assert [phone.e164 for phone in read_phones(written).phones] == ["+86" + number]


@given(st.text(max_size=60))
def test_read_phones_takes_any_text(text: str) -> None:
    for phone in read_phones(text).phones:
        assert phone.e164.startswith("+")
        assert phone.e164[1:].isdigit()
        assert 8 <= len(phone.e164) <= 16
