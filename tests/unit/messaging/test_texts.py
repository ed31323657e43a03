"""The words of messages: variables, the frame of a text message, its parts, and what says stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.messaging.texts import (
    faulty_places,
    filled,
    framed,
    named_variables,
    names_a_way_out,
    says_stop,
    sms_parts,
)


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("{salutation}，您好，{plate}该保养了", []),
        ("没有变量", []),
        ("{name}您好", ["{name}"]),
        ("{}您好", ["{}"]),
        ("{customer您好", ["{"]),
        ("customer}您好", ["}"]),
        ("{{customer}}", ["{", "}"]),
    ],
)
def test_faulty_places(text: str, faulty: list[str]) -> None:
    assert faulty_places(text) == faulty


def test_filled_in_one_pass() -> None:
    assert filled("{customer} {plate}", {"customer": "{plate}", "plate": "沪A12345"}) == "{plate} 沪A12345"
    assert named_variables("{customer}{plate}{customer}") == {"customer", "plate"}


def test_framed() -> None:
    assert framed("您好", signature="华通汽车", opt_out="拒收请回复R") == "【华通汽车】您好拒收请回复R"
    assert framed("Hello.", signature="HT", opt_out="Reply R.") == "【HT】Hello. Reply R."
    assert framed("Hello.", signature="HT", opt_out="") == "【HT】Hello."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("好" * 70, 1),
        ("好" * 71, 2),
        ("好" * 134, 2),
        ("好" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 69 + "好", 1),
        ("a" * 70 + "好", 2),
    ],
)
def test_parts(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


@given(st.text(), st.text())
def test_more_text_is_never_fewer_parts(one: str, more: str) -> None:
    assert sms_parts(one + more) >= sms_parts(one) >= 1


@pytest.mark.parametrize(
    "text", ["R", "r", "T", "td", "TD.", " Ｔ Ｄ ", "n", "退订", "退订。", "【退订】", "Ｒ！"]
)
def test_stop(text: str) -> None:
    assert says_stop(text)


@pytest.mark.parametrize("text", ["", "好的", "不要退订", "Right", "NO", "1", "R2", "请问几点？"])
def test_no_stop(text: str) -> None:
    assert not says_stop(text)


def test_way_out() -> None:
    assert names_a_way_out("拒收请回复R")
    assert names_a_way_out("回td退订")
    assert names_a_way_out("Reply R to stop.")
    assert not names_a_way_out("谢谢")
    assert not names_a_way_out("Regards")
