"""A group with parts, its people, and browsers in which they are signed in."""

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
from tests.factories.parts import group_with_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """A group with two stores and the people who deal with its parts; `manager` does for the whole group."""

    group: Group
    store_id: int
    other_id: int
    clerk: Person
    second: Person
    head: Person
    manager: Person
    advisor: Person


@pytest.fixture(scope="module")
def depot(app: Flask) -> Depot:
    """A group with parts on, whose people read English; tests of a module share it."""
    with locale_context("en"):
        made = group_with_parts()
        at, other = store(made, code="SH01"), store(made, code="SH02")
        return Depot(
            group=made,
            store_id=at,
            other_id=other,
            clerk=member(made, role="parts_clerk", stores=[at], name="配件员"),
            second=member(made, role="parts_clerk", stores=[at], name="第二配件员"),
            head=member(made, role="store_manager", stores=[at], name="店长"),
            manager=member(made, role="parts_manager", name="配件经理"),
            advisor=member(made, role="service_advisor", stores=[at]),
        )


@pytest.fixture
def english() -> Iterator[None]:
    """Operations called by tests answer in English."""
    with locale_context("en"):
        yield


class Browser:
    """A signed-in person at the pages of parts."""

    def __init__(self, client: FlaskClient, person: Person) -> None:
        self._client = signed_in(client, person)
        self._base = f"/t/{person.group}/x/parts"
        self._token = csrf_token(self._client, f"/t/{person.group}/")

    def get(self, path: str = "/") -> TestResponse:
        """A page, in the language of the account."""
        return self._client.get(self._base + path)

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form, sent with its token."""
        sent = {name: str(value) for name, value in fields.items() if value is not None}
        return self._client.post(self._base + path, data={"_csrf": self._token, **sent})


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Opens a browser for a person."""
    return lambda person: Browser(app.test_client(), person)
