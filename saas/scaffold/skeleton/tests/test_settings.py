# file: settings
"""What a group may set, and what it does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from saas.platform.plugins.settings import change_settings
from saas.plugin_api import Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member

from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day

from .conftest import House


def test_note_without_a_day_gets_the_one_that_the_group_set(house: House) -> None:
    days = []
    for due_days in (None, 3, 0):
        if due_days is not None:
            with inside(house.group.id, as_member(house.group.admin)):
                change_settings("plugname", {"due_days": due_days})
        with inside(house.group.id, as_member(house.manager)):
            due_on = add_note(house.customer_id, "When it suits").due_on
            days.append(due_on and (due_on - group_day()).days)
    assert days == [14, 3, None]


def test_setting_out_of_range_is_refused(house: House) -> None:
    with inside(house.group.id, as_member(house.group.admin)), pytest.raises(Invalid):
        change_settings("plugname", {"due_days": -1})
