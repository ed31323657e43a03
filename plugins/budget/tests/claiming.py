"""The people of an expense claim, and acting as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from plugins.budget.claim_points import Point
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.operations.claim_reviewing import pass_department, pass_finance
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.budget import group_with_budget
from tests.factories.claims import handed_in

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A group with a store and those through whose hands a claim goes."""

    group: Group
    store_id: int
    claimant: Person
    colleague: Person
    head: Person
    finance: Person
    second_finance: Person
    payer: Person


def desk() -> Desk:
    """A new group with its people; the head of the department does not answer for the second store."""
    made = group_with_budget()
    first, second = store(made, code="SH01"), store(made, code="SH02")
    return Desk(
        group=made,
        store_id=first,
        claimant=member(made, role="service_advisor", stores=[first], name="顾问"),
        colleague=member(made, role="service_advisor", stores=[second], name="同事"),
        head=member(made, role="department_head", stores=[first], name="车间负责人"),
        finance=member(made, role="finance_reviewer", name="财务"),
        second_finance=member(made, role="finance_reviewer", name="财务二"),
        payer=member(made, role="payer", name="出纳"),
    )


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with inside(person.tenant_id, as_member(person)):
        yield


def did(person: Person, act: Callable[[], T]) -> T:
    """What a person's act in a transaction of its own answers."""
    with acting(person):
        return act()


def submitted(at: Desk, **fields: object) -> int:
    """The id of a claim that the claimant has handed in."""
    return did(at.claimant, lambda: handed_in(at.store_id, **fields).id)  # type: ignore[arg-type]  # as the factory takes them


def approved(at: Desk, **fields: object) -> int:
    """The id of a claim that waits for its payment."""
    claim_id = submitted(at, **fields)
    did(at.head, lambda: pass_department(claim_id))
    did(at.finance, lambda: pass_finance(claim_id, points=list(Point)))
    return claim_id


def stored(at: Desk, claim_id: int) -> ExpenseClaim:
    """A claim as it stands."""
    with inside(at.group.id):
        claim = session().get_one(ExpenseClaim, (at.group.id, claim_id))
        session().expunge(claim)
        return claim
