"""Working hours as text and as pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.organisation.holidays import shipped_holidays, shipped_years
from saas.core.organisation.working_hours import (
    DEFAULT_WEEK,
    WrongRanges,
    minutes,
    read_ranges,
    week_minutes,
    write_ranges,
)

_cuts = st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).filter(
    lambda cuts: len(cuts) % 2 == 0
)


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@given(_cuts)
def test_ranges_survive_writing_and_reading(cuts: list[int]) -> None:
    times = [_time(cut) for cut in sorted(cuts)]
    ranges = [list(pair) for pair in zip(times[::2], times[1::2], strict=True)]
    assert read_ranges(write_ranges(ranges)) == ranges
    assert minutes(ranges) == sum(
        end - start for start, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=True)
    )


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", []),
        ("8:30-12:00", [["08:30", "12:00"]]),
        ("08：30—12：00，13:00 至 17:30", [["08:30", "12:00"], ["13:00", "17:30"]]),
        ("00:00-24:00", [["00:00", "24:00"]]),
    ],
)
def test_ranges_are_read_as_people_type_them(text: str, ranges: list[list[str]]) -> None:
    assert read_ranges(text) == ranges


@pytest.mark.parametrize(
    "text", ["12:00-08:00", "08:00-08:00", "08:00-12:00,11:00-13:00", "x", "08:00", "08:60-09:00"]
)
def test_ranges_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(WrongRanges):
        read_ranges(text)


def test_default_week_has_forty_hours() -> None:
    assert week_minutes(DEFAULT_WEEK) == 40 * 60


def test_shipped_years_have_their_holidays_and_make_up_workdays() -> None:
    assert shipped_years() == (2024, 2025, 2026)
    for year in shipped_years():
        days = [holiday for holiday in shipped_holidays() if holiday.day.year == year]
        assert any("国庆" in holiday.name and holiday.off for holiday in days)
        assert all(holiday.day.weekday() >= 5 for holiday in days if not holiday.off), (
            "made up on weekends only"
        )
