"""A group with complaints on, as the current one, whose writes are rolled back with the test."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.platform.permissions import assign_role
from saas.platform.tenancy import tenant_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import group_with_complaints


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with a store, its officer and an adviser."""

    group: Group
    store_id: int
    officer: Person
    manager: Person


def house_of(made: Group) -> House:
    """A store and two people for a group."""
    at = store(made, code="SH01")
    officer = member(made, role="privacy_officer", name="隐私专员")
    with inside(made.id):
        assign_role(officer.member_id, "complaint_manager", store_id=None)
    return House(
        group=made,
        store_id=at,
        officer=officer,
        manager=member(made, role="store_manager", stores=[at], name="店总"),
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Operations called by tests answer in English."""
    with locale_context("en"):
        yield


@pytest.fixture
def house(app: Flask) -> House:
    """A new group with complaints on."""
    with locale_context("en"):
        return house_of(group_with_complaints())


@pytest.fixture
def at_work(app: Flask, house: House) -> Iterator[House]:
    """The same, with its officer at work in the current session, which is rolled back."""
    with app.app_context(), tenant_context(house.group.id, as_member(house.officer)):
        yield house
        session().rollback()
