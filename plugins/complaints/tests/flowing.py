"""Bringing a complaint some way along its flow, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from plugins.complaints.models import Case, Category
from plugins.complaints.operations import (
    Proposal,
    acknowledge_case,
    agree_solution,
    assign_case,
    classify_case,
    finish_task,
    investigate_case,
    offer_solutions,
    plan_task,
    propose_solution,
    resolve_case,
    settle_facts,
)
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import House
from plugins.complaints.work_models import AgreedHow, CauseClass, Finding
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member
from tests.factories.complaints import complaint

FACTS: dict[str, Any] = {
    "facts": "复检确认支架松动",
    "finding": Finding.VALID,
    "cause": CauseClass.WORK,
    "root_cause": "未按扭矩紧固",
}


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with inside(person.tenant_id, as_member(person)):
        yield


def assigned(house: House, **fields: Any) -> int:
    """A complaint that the handler has, acknowledged and classified."""
    with acting(house.manager):
        case_id = complaint(house.store_id, **fields).id
        assign_case(case_id, house.handler.member_id)
    with acting(house.handler):
        acknowledge_case(case_id, text="已致电确认")
        first = session().scalars(select(Category.id).order_by(Category.position)).first()
        classify_case(case_id, category_id=first or 0, severity=3, safety=False)
    return case_id


def verified(house: House, **fields: Any) -> int:
    """And its facts are settled."""
    case_id = assigned(house, **fields)
    with acting(house.handler):
        investigate_case(case_id)
        settle_facts(case_id, **FACTS)
    return case_id


def offered(house: House, *, cost_fen: int = 30_000, **fields: Any) -> tuple[int, int]:
    """And a solution was offered: the complaint and the solution."""
    case_id = verified(house, **fields)
    with acting(house.handler):
        option = propose_solution(
            case_id, Proposal(kind=ResultKind.COMPENSATED, text="赠送保养一次", cost_fen=cost_fen)
        )
        session().flush()
        offer_solutions(case_id, text="电话告知")
        return case_id, option.id


def agreed(house: House, **fields: Any) -> int:
    """And the customer agreed to it."""
    case_id, option_id = offered(house, **fields)
    with acting(house.handler):
        agree_solution(case_id, option_id=option_id, how=AgreedHow.PHONE)
    return case_id


def resolved(house: House, **fields: Any) -> int:
    """And what was agreed is done."""
    case_id = agreed(house, **fields)
    do_what_was_agreed(house, case_id)
    return case_id


def do_what_was_agreed(house: House, case_id: int) -> None:
    """Plan it, do it, and say so."""
    with acting(house.handler):
        day = today("Asia/Shanghai") + timedelta(days=1)
        task = plan_task(case_id, what="安排保养", assignee_id=house.handler.member_id, due_on=day)
        session().flush()
        finish_task(case_id, task_id=task.id)
        resolve_case(case_id, text="保养已完成")


def state_of(house: House, case_id: int) -> str:
    """Where the complaint stands."""
    with inside(house.group.id):
        return load(Case, case_id).state.value
