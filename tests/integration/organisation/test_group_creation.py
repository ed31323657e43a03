"""A new group has everything it needs, or does not exist."""

import pytest
from sqlalchemy import func, select

from saas.core.accounts.operations import found_group
from saas.core.organisation.holidays import shipped_holidays
from saas.core.organisation.models import CalendarException, WorkCalendar
from saas.platform.errors import Invalid
from saas.platform.permissions.models import RoleRow
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group

pytestmark = pytest.mark.usefixtures("app")


def test_group_starts_with_calendar_roles_and_holidays() -> None:
    made = group()
    with inside(made.id) as work:
        default = work.scalars(select(WorkCalendar.is_default)).all()
        days = work.scalar(select(func.count()).select_from(CalendarException))
        roles = set(work.scalars(select(RoleRow.code)))
    assert default == [True]
    assert days == len(shipped_holidays())
    assert {"group_admin", "followup_specialist"} <= roles


@pytest.mark.parametrize("code", ["a", "1abc", "Abc", "a_b", "x" * 32, "admin", "sign-in", "a b", ""])
def test_group_code_refused(code: str) -> None:
    with application.current().app_context(), pytest.raises(Invalid) as refusal:
        found_group(code=code, name="集团", account_id=1, display_name="某人")
    assert list(refusal.value.fields) == ["code"]
