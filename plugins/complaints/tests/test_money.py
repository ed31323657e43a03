"""What solutions cost and budgets: set aside when agreed, told when it ended, made up for where the budget was off."""

from __future__ import annotations

import pytest

from plugins.complaints.jobs import flag
from plugins.complaints.operations import close_case
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import House
from plugins.complaints.tests.flowing import acting, agreed, do_what_was_agreed, resolved
from saas.testing.factories.application import inside
from tests.factories.budget import BUDGET, set_aside_and_spent
from tests.factories.complaints import switch


def money(house: House) -> tuple[int, int]:
    with inside(house.group.id):
        return set_aside_and_spent()


@pytest.mark.req("Q-08")
def test_budget_hears_of_solutions_that_ended_while_it_was_off(house: House) -> None:
    switch(house.group, on=True, name=BUDGET)
    resolved(house, cost_fen=100_00)
    kept, dropped = agreed(house, cost_fen=300_00), agreed(house, cost_fen=200_00)
    assert money(house) == (500, 100)

    switch(house.group, on=False, name=BUDGET)
    do_what_was_agreed(house, kept)
    with acting(house.handler):
        close_case(dropped, result=ResultKind.WITHDRAWN, text="客户撤回")
    with inside(house.group.id):
        assert flag()["told"] == 0
    assert money(house) == (500, 100)

    switch(house.group, on=True, name=BUDGET)
    for told in (2, 0):
        with inside(house.group.id):
            assert flag()["told"] == told
        assert money(house) == (0, 400)
