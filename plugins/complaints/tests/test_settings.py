"""How soon a complaint must be acknowledged: by default, for the group, for a store; and the complaints before keep theirs."""

from __future__ import annotations

import pytest
from flask import Flask

from plugins.complaints.models import Case
from saas.core.sla.deadlines import working_time_of
from saas.platform.database import load
from saas.platform.errors import Invalid
from saas.platform.plugins.settings import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import complaint, group_with_complaints


def minutes_of(case: Case) -> float:
    """The working minutes from when a complaint was received to when it must be acknowledged."""
    return working_time_of(case.store_id, case.received_at, case.acknowledge_by).total_seconds() / 60


def minutes_given(there: Group, at: int) -> tuple[int, float]:
    """A new complaint of a store, and the minutes that it leaves for the acknowledgement."""
    with inside(there.id, as_member(member(there, role="complaint_manager"))):
        case = complaint(at)
        return case.id, minutes_of(case)


def test_acknowledge_minutes_count_from_the_store_then_the_group_then_the_default(app: Flask) -> None:
    there = group_with_complaints()
    one, other = store(there), store(there)
    before, default = minutes_given(there, one)

    with inside(there.id, as_member(there.admin)):
        change_settings("complaints", {"acknowledge_minutes": 45})
        change_settings("complaints", {"acknowledge_minutes": 90}, store_id=other)

    assert default == 30
    assert minutes_given(there, one)[1] == 45
    assert minutes_given(there, other)[1] == 90
    with inside(there.id):
        assert minutes_of(load(Case, before)) == 30


@pytest.mark.parametrize("minutes", [4, 7 * 24 * 60 + 1])
def test_acknowledge_minutes_outside_of_five_minutes_to_a_week_are_refused(app: Flask, minutes: int) -> None:
    there = group_with_complaints()
    with inside(there.id, as_member(there.admin)), pytest.raises(Invalid) as refused:
        change_settings("complaints", {"acknowledge_minutes": minutes})
    assert list(refused.value.fields) == ["acknowledge_minutes"]
