"""A group with budgets, its people, and browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from saas.platform.i18n import locale_context
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.budget import group_with_budget


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Operations called by tests answer in English."""
    with locale_context("en"):
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with two stores and the people who deal with its budgets."""

    group: Group
    store_id: int
    other_store_id: int
    manager: Person
    other_manager: Person
    head: Person
    finance: Person
    second_finance: Person
    admin: Person


@pytest.fixture(scope="module")
def house(app: Flask) -> House:
    """A group with budgets on; tests of a module share it."""
    with locale_context("en"):
        return furnished()


def furnished() -> House:
    """A new group with its people."""
    made = group_with_budget()
    first, second = store(made, code="SH01"), store(made, code="SH02")
    return House(
        group=made,
        store_id=first,
        other_store_id=second,
        manager=member(made, role="store_manager", stores=[first], name="店长"),
        other_manager=member(made, role="store_manager", stores=[second], name="二店店长"),
        head=member(made, role="department_head", stores=[first], name="车间负责人"),
        finance=member(made, role="finance_reviewer", name="财务"),
        second_finance=member(made, role="finance_reviewer", name="财务二"),
        admin=made.admin,
    )


class Browser:
    """A signed-in person at the pages of budgets."""

    def __init__(self, client: FlaskClient, person: Person) -> None:
        self._client = signed_in(client, person)
        self._base = f"/t/{person.group}/x/budget"
        self._token = csrf_token(self._client, f"/t/{person.group}/")

    def get(self, path: str = "/") -> TestResponse:
        """A page, in the language of the account."""
        return self._client.get(self._base + path)

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form, sent with its token; a file is given as stream and name."""
        sent = {
            name: value if isinstance(value, tuple) else str(value)
            for name, value in fields.items()
            if value is not None
        }
        return self._client.post(self._base + path, data={"_csrf": self._token, **sent})


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Opens a browser for a person."""
    return lambda person: Browser(app.test_client(), person)
