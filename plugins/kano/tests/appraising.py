"""A group whose two callers are appraised over October, for tests of cards and of what people say to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from plugins.kano.models import Card, SourceKind
from plugins.kano.operations.cycles import publish_cards, rate
from plugins.kano.queries.trees import indicators_of
from saas.core.followups.models import TaskStatus
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.kano import group_with_kano
from tests.factories.kano_cards import approved_tree, computed, new_cycle

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A group whose two callers are appraised over October; `boss` is their store's manager."""

    group: Group
    store_id: int
    hr: Person
    boss: Person
    one: Person
    two: Person
    stranger: Person
    tree_id: int
    cycle_id: int

    def acting(self, person: Person) -> Any:
        """Do something in the group as somebody."""
        return inside(self.group.id, as_member(person))


def new_office(template: str = "individual") -> Office:
    """The group, with a cycle that nobody has rated or computed."""
    made = group_with_kano()
    at = store(made)
    people = {
        "hr": member(made, role="appraisal_admin", name="人事"),
        "boss": member(made, role="store_manager", stores=[at], name="店长"),
        "one": member(made, stores=[at], name="甲"),
        "two": member(made, stores=[at], name="乙"),
        "stranger": member(made, role="store_manager", stores=[store(made)], name="他店店长"),
    }
    tree_id = approved_tree(made, people["hr"], template)
    with inside(made.id, as_member(people["hr"])):
        cycle_id = new_cycle(tree_id, [people["one"].member_id, people["two"].member_id])
    return Office(group=made, store_id=at, tree_id=tree_id, cycle_id=cycle_id, **people)


def done(office: Office, by: Person, count: int, *, in_time: int | None = None) -> None:
    """So many follow-ups completed in October, as many of them in time, all unless told."""
    with moved(NOON), inside(office.group.id):
        owner = customer(store_id=office.store_id)
        for n in range(count):
            task(
                owner,
                status=TaskStatus.COMPLETED,
                is_open=False,
                assignee_id=by.member_id,
                closed_by=by.member_id,
                due_from=date(2026, 10, 10),
                due_to=date(2026, 10, 20),
                closed_at=datetime(2026, 10, 18 if in_time is None or n < in_time else 22, tzinfo=UTC),
            )


def card_of(office: Office, of: Person) -> int:
    """The card of somebody."""
    with inside(office.group.id):
        mine = select(Card.id).where(Card.cycle_id == office.cycle_id, Card.member_id == of.member_id)
        return session().scalars(mine).one()


def rated(office: Office, of: Person, mark: int, *, by: Person | None = None) -> None:
    """All marks of a card, the same each, by the manager of the store unless told."""
    with office.acting(by or office.boss):
        for one in indicators_of(office.tree_id):
            if one.source_kind is SourceKind.RATING:
                rate(card_of(office, of), one.id, mark=Decimal(mark), comment="为据")


def run(office: Office) -> None:
    """Have the cards computed."""
    with moved(NOON):
        computed(office.group.id, office.cycle_id, as_member(office.hr))


def figures(office: Office, of: Person) -> dict[str, Any]:
    """What the card of somebody says."""
    with inside(office.group.id):
        card = load(Card, card_of(office, of))
        return {"score": card.score, "grade": card.grade, "coverage": card.coverage, "run": card.run,
                "digest": card.digest, "published": card.published_at is not None}  # fmt: skip


def published(office: Office) -> None:
    """Have the cards computed, and published by the manager of the store."""
    run(office)
    with moved(NOON), office.acting(office.boss):
        publish_cards(office.cycle_id)
