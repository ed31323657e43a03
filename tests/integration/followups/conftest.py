"""A group with two stores, specialists and a manager, and the clock on an ordinary working morning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from saas.platform.clock import moved
from saas.platform.tenancy import SYSTEM, Actor, ActorKind
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token

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


@pytest.fixture
def morning() -> Iterator[None]:
    """Nobody is called at night, whenever the tests run."""
    with moved(MORNING):
        yield


class Desk:
    """A signed-in browser at a group's follow-ups."""

    def __init__(self, app: Flask, person: Person) -> None:
        self.client: FlaskClient = signed_in(app.test_client(), person)
        self.root = f"/t/{person.group}/followups"
        self.token = csrf_token(self.client, f"/t/{person.group}/")

    def get(self, path: str = "/") -> Any:
        return self.client.get(self.root + path)

    def export(self, **fields: object) -> Any:
        """The tasks as a table to take out: the page that asks why, or with fields the file."""
        address = f"{self.root.removesuffix('followups')}exports/followups.task"
        if not fields:
            return self.client.get(address)
        return self.client.post(address, data={"_csrf": self.token, **fields})

    def post(self, path: str, **fields: object) -> Any:
        return self.client.post(self.root + path, data={"_csrf": self.token, **fields})


@pytest.fixture
def desk(app: Flask, team: Team) -> Desk:
    return Desk(app, team.specialist)


@pytest.fixture
def office(app: Flask, team: Team) -> Desk:
    return Desk(app, team.manager)


@pytest.fixture
def head_office(app: Flask, team: Team) -> Desk:
    return Desk(app, team.head)
