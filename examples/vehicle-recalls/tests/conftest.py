"""A group that has the plugin on, a vehicle of a customer, a list that names it, and somebody who does all of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from saas.plugin_api import ImportContext, ImportedRow, ImportResult, session
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.vehicles import vehicle
from sqlalchemy import select
from sqlalchemy.orm import Session

from aftercare_recalls.importers import write
from aftercare_recalls.matching import match_vehicles
from aftercare_recalls.models import Match
from aftercare_recalls.permissions import EXPORT, READ, WRITE
from aftercare_recalls.queries import group_day

SAFETY = "S2026-014"

Transaction = Callable[..., AbstractContextManager[Session]]
Login = Callable[[Person], FlaskClient]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with the plugin on. manager: may do all of it in the store. db: the fixture, of this group."""

    group: Group
    store_id: int
    manager: Person
    customer_id: int
    vehicle_id: int
    vin: str
    db: Transaction


@pytest.fixture
def house(
    english: None,
    tenant: Group,
    enable: Callable[..., None],
    user_with: Callable[..., Person],
    db: Transaction,
) -> House:
    """A new group for each test, which is told in English."""
    enable("recalls")
    at = store(tenant)
    manager = user_with(READ, WRITE, EXPORT, stores=[at])
    with db():
        owner = customer(store_id=at)
        car = vehicle(owner_id=owner.id, store_id=at)
        return House(
            group=tenant,
            store_id=at,
            manager=manager,
            customer_id=owner.id,
            vehicle_id=car.id,
            vin=car.vin or "",
            db=db,
        )


def row(
    number: int, vin: str, recall: str = SAFETY, *, safety: bool = True, title: str = "Airbag"
) -> ImportedRow:
    """A row of a list, as the schema gives it."""
    values = {"number": recall, "title": title, "vin": vin, "safety": safety, "announced_on": None}
    return ImportedRow(number=number, values=values)


def listed(house: House, *rows: ImportedRow) -> ImportResult:
    """Bring rows of a list in."""
    with house.db():
        return write(rows, ImportContext(import_id=1, today=group_day()))


def recalled(house: House, *, safety: bool = True) -> int:
    """Let a list name the vehicle, and find it there."""
    listed(house, row(2, house.vin, safety=safety))
    with house.db():
        match_vehicles()
        return session().scalars(select(Match.id)).one()
