"""How values are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.platform.web.filters import (
    ago,
    dash,
    day,
    duration,
    listed,
    masked,
    moment,
    money,
    number,
    percent,
)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (None, "—"),
        (0, "¥0.00"),
        (5, "¥0.05"),
        (123450, "¥1,234.50"),
        (-99, "-¥0.99"),
        (10**11, "¥1,000,000,000.00"),
    ],
)
def test_money(fen: int | None, text: str) -> None:
    assert money(fen) == text


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_can_be_read_back(fen: int) -> None:
    assert int(money(fen).replace("¥", "").replace(",", "").replace(".", "")) == fen


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(None, None, "—"), (48200, None, "48,200"), (0.5, 2, "0.50"), (Decimal("1234.5"), None, "1,234.5")],
)
def test_number(value: float | None, digits: int | None, text: str) -> None:
    assert number(value, digits) == text


def test_percent() -> None:
    assert (percent(0.8125), percent(None), percent(1, 0)) == ("81.2%", "—", "100%")


def test_day_and_moment_are_seen_from_the_zone() -> None:
    late = datetime(2026, 11, 21, 16, 5, tzinfo=UTC)
    assert day(late, "Asia/Shanghai") == "2026-11-22"
    assert moment(late, "Asia/Shanghai") == "2026-11-22 00:05"
    assert moment(late, "Europe/Berlin") == "2026-11-21 17:05"
    assert day(date(2026, 2, 28)) == "2026-02-28"
    assert (day(None), moment(None)) == ("—", "—")


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (timedelta(seconds=5), "刚刚"),
        (timedelta(minutes=3), "3 分钟前"),
        (timedelta(hours=5), "5 小时前"),
        (timedelta(days=9), "9 天前"),
    ],
)
def test_ago(past: timedelta, text: str) -> None:
    assert ago(now() - past - timedelta(milliseconds=50)) == text


def test_ago_english_plural() -> None:
    with locale_context("en"):
        assert ago(now() - timedelta(hours=1, seconds=1)) == "1 hour ago"
        assert ago(now() - timedelta(hours=2, seconds=1)) == "2 hours ago"


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "—"), (4, "4 秒"), (74, "1 分 14 秒"), (7260, "2 小时 1 分")]
)
def test_duration(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"), [("13812341234", "138****1234"), ("1234567", "****"), ("", "—"), (None, "—")]
)
def test_masked(value: str | None, text: str) -> None:
    assert masked(value) == text


@given(st.text(min_size=1, max_size=30))
def test_masked_shows_seven_characters_at_most(value: str) -> None:
    assert len(masked(value).replace("****", "", 1)) <= 7


@pytest.mark.parametrize(("value", "shown"), [(None, "—"), ("", "—"), (0, 0), (False, False), ("x", "x")])
def test_dash(value: object, shown: object) -> None:
    assert dash(value) == shown


def test_several_things_are_parted_as_the_language_does() -> None:
    assert listed(["甲", "乙"]) == "甲、乙"
    with locale_context("en"):
        assert listed(["one", "two"]) == "one, two"
