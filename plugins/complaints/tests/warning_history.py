"""Complaints of many weeks, written at once, for tests of the early warning."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert

from plugins.complaints.models import Case, Channel
from plugins.complaints.states import CaseState
from plugins.complaints.warning.counting import monday
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

TODAY = date(2026, 11, 18)
"""A Wednesday: two days of the running week lie behind, the last whole week began on the 9th."""
MORNING = datetime.combine(TODAY, time(2), UTC)
_numbers = itertools.count(1)


def week(back: int) -> date:
    """The Monday of the week so many weeks before the running one."""
    return monday(TODAY) - timedelta(weeks=back)


def write(
    store_id: int,
    numbers: Iterable[tuple[int, int]],
    *,
    category_id: int | None = None,
    vehicle_id: int | None = None,
    customer_id: int | None = None,
    model_text: str = "",
    description: str = "保养后异响",
) -> list[int]:
    """Write complaints: pairs of weeks back and how many; their ids."""
    rows = [
        _row(store_id, week(back) + timedelta(days=(at % 2)))
        | {
            "category_id": category_id,
            "vehicle_id": vehicle_id,
            "customer_id": customer_id,
            "model_text": model_text,
            "description": description,
        }
        for back, number in numbers
        for at in range(number)
    ]
    if not rows:
        return []
    return list(session().scalars(insert(Case).returning(Case.id), rows))


def _row(store_id: int, day: date) -> dict[str, object]:
    received = datetime.combine(day, time(3), UTC)
    return {
        "tenant_id": current_tenant(),
        "document_no": f"TS-TEST-{next(_numbers):07}",
        "state": CaseState.CLASSIFIED,
        "channel": Channel.PHONE,
        "store_id": store_id,
        "received_at": received,
        "acknowledge_by": received,
        "created_at": received,
        "updated_at": received,
    }


def steady(weeks: int, *, every: int = 1, number: int = 1) -> list[tuple[int, int]]:
    """The same number in every so manyth week, none in the running one and the last whole one."""
    return [(back, number) for back in range(2, weeks) if back % every == 0]
