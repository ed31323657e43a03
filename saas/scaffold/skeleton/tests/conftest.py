"""Each test has a group that has the plugin on, a customer of one of its stores, and people who may do something or not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from sqlalchemy.orm import Session

from aftercare_plugname.permissions import READ, WRITE

Transaction = Callable[..., AbstractContextManager[Session]]
Login = Callable[[Person], FlaskClient]


@pytest.fixture(autouse=True)
def switched_on(english: None, enable: Callable[..., None]) -> None:
    """The group has the plugin on, and what it is told is in English."""
    enable("plugname")


@pytest.fixture
def place(tenant: Group) -> int:
    """A store of the group."""
    return store(tenant)


@pytest.fixture
def manager(user_with: Callable[..., Person], place: int) -> Person:
    """Somebody of the store who may read and write notes, and see customers."""
    return user_with(READ, WRITE, "customers.customer:read", stores=[place])


@pytest.fixture
def stranger(user_with: Callable[..., Person]) -> Person:
    """Somebody who may do nothing."""
    return user_with()


@pytest.fixture
def customer_id(db: Transaction, place: int) -> int:
    """A customer of the store, whom the dealer's system knows as C-1001."""
    with db():
        return customer(store_id=place, source=("dms", "C-1001")).id
