"""Until when a request is to be answered."""

from datetime import date

import pytest

from saas.core.privacy.deadlines import working_days_after

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "exceptions", "due"),
    [
        (1, {}, date(2026, 11, 23)),
        (15, {}, date(2026, 12, 11)),
        (1, {date(2026, 11, 21): True}, date(2026, 11, 21)),
        (1, {date(2026, 11, 23): False}, date(2026, 11, 24)),
        (0, {}, FRIDAY),
    ],
)
def test_only_working_days_count(days: int, exceptions: dict[date, bool], due: date) -> None:
    assert working_days_after(FRIDAY, days, exceptions) == due
