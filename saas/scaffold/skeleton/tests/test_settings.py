# file: settings
"""What a group may set, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from saas.plugin_api import Invalid
from saas.testing.factories.groups import Person

from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day

from .conftest import Transaction


@pytest.mark.parametrize(("due_days", "due_in"), [(None, 14), (3, 3), (0, None)])
def test_note_without_a_day_gets_the_one_that_the_group_set(
    db: Transaction,
    manager: Person,
    customer_id: int,
    set_settings: Callable[..., None],
    due_days: int | None,
    due_in: int | None,
) -> None:
    if due_days is not None:
        set_settings("plugname", {"due_days": due_days})
    with db(manager):
        due_on = add_note(customer_id, "When it suits").due_on
        assert due_on == (None if due_in is None else group_day() + timedelta(days=due_in))


def test_setting_out_of_range_is_refused(set_settings: Callable[..., None]) -> None:
    with pytest.raises(Invalid):
        set_settings("plugname", {"due_days": -1})
