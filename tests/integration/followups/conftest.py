"""A group with two stores, specialists and a manager, and the clock on an ordinary working morning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from saas.platform.clock import moved
from saas.platform.tenancy import SYSTEM, Actor, ActorKind
from tests.factories.application import inside
from tests.factories.groups import Group, Person, group, store
from tests.factories.members import member

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday, ten in Shanghai


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who works the follow-ups of a group: `manager` answers for its first store, `head` for all of them."""

    group: Group
    store: int
    other_store: int
    specialist: Person
    colleague: Person
    manager: Person
    head: Person

    @contextmanager
    def acting(self, person: Person | None = None) -> Iterator[Session]:
        """One unit of work of a person, or of the system, on that morning."""
        actor = Actor(kind=ActorKind.MEMBER, id=person.member_id) if person else SYSTEM
        with moved(MORNING), inside(self.group.id, actor) as work:
            yield work


@pytest.fixture
def team(app: Flask) -> Team:
    made = group()
    first, second = store(made), store(made)
    return Team(
        group=made,
        store=first,
        other_store=second,
        specialist=member(made, stores=[first]),
        colleague=member(made, stores=[first]),
        manager=member(made, role="followup_manager", stores=[first]),
        head=member(made, role="followup_manager"),
    )
