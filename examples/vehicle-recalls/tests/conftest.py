"""A group that has the plugin on, a vehicle of a customer, a list that names it, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from saas.platform.i18n import locale_context
from saas.plugin_api import ImportContext, ImportedRow, ImportResult, session
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.plugins import group_with
from saas.testing.factories.vehicles import vehicle
from sqlalchemy import select

from aftercare_recalls.importers import write
from aftercare_recalls.matching import match_vehicles
from aftercare_recalls.models import Match
from aftercare_recalls.queries import group_day

SAFETY = "S2026-014"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with the plugin on. manager: may do all of it in the store; stranger: none of it."""

    group: Group
    store_id: int
    manager: Person
    stranger: Person
    customer_id: int
    vehicle_id: int
    vin: str


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What tests call answers in English."""
    with locale_context("en"):
        yield


@pytest.fixture
def house(app: Flask) -> House:
    """A new group for each test."""
    made = group_with("recalls")
    at = store(made)
    manager = member(made, role="followup_manager", stores=[at])
    with inside(made.id, as_member(made.admin)):
        owner = customer(store_id=at)
        car = vehicle(owner_id=owner.id, store_id=at)
        return House(
            group=made,
            store_id=at,
            manager=manager,
            stranger=member(made, role="data_analyst"),
            customer_id=owner.id,
            vehicle_id=car.id,
            vin=car.vin or "",
        )


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], FlaskClient]:
    """Opens a browser for a person."""
    return lambda person: signed_in(app.test_client(), person)


def row(
    number: int, vin: str, recall: str = SAFETY, *, safety: bool = True, title: str = "Airbag"
) -> ImportedRow:
    """A row of a list, as the schema gives it."""
    values = {"number": recall, "title": title, "vin": vin, "safety": safety, "announced_on": None}
    return ImportedRow(number=number, values=values)


def listed(house: House, *rows: ImportedRow) -> ImportResult:
    """Bring rows of a list in."""
    with inside(house.group.id, as_member(house.group.admin)):
        return write(rows, ImportContext(import_id=1, today=group_day()))


def recalled(house: House, *, safety: bool = True) -> int:
    """Let a list name the vehicle, and find it there."""
    listed(house, row(2, house.vin, safety=safety))
    with inside(house.group.id):
        match_vehicles()
        return session().scalars(select(Match.id)).one()
