"""A group that has the plugin on, people of it, a customer, and browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.plugins import group_with


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with the plugin on. manager: may do all of it in the store; stranger: none of it."""

    group: Group
    manager: Person
    stranger: Person
    customer_id: int


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What tests call answers in English."""
    with locale_context("en"):
        yield


@pytest.fixture
def house(app: Flask) -> House:
    """A new group for each test."""
    made = group_with("plugname")
    at = store(made)
    manager = member(made, role="store_manager", stores=[at])
    with inside(made.id, as_member(manager)):
        known = customer(store_id=at, source=("dms", "C-1001")).id
    return House(
        group=made,
        manager=manager,
        stranger=member(made, role="data_analyst"),
        customer_id=known,
    )


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], FlaskClient]:
    """Opens a browser for a person."""
    return lambda person: signed_in(app.test_client(), person)
