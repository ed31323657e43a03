"""A group with complaints, its people, and browsers in which they are signed in."""

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
from tests.factories.complaints import group_with_complaints


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Operations called by tests answer in English."""
    with locale_context("en"):
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with one store and the people who deal with its complaints; `head` does for the whole group."""

    group: Group
    store_id: int
    manager: Person
    handler: Person
    specialist: Person
    head: Person


@pytest.fixture(scope="module")
def house(app: Flask) -> House:
    """A group with complaints on, whose people read English; tests of a module share it."""
    with locale_context("en"):
        return _house()


def _house() -> House:
    made = group_with_complaints()
    at = store(made, code="SH01")
    return House(
        group=made,
        store_id=at,
        manager=member(made, role="complaint_manager", stores=[at], name="经理"),
        handler=member(made, role="complaint_handler", stores=[at], name="处理人"),
        specialist=member(made, role="followup_specialist", stores=[at]),
        head=member(made, role="complaint_manager", name="总监"),
    )


class Browser:
    """A signed-in person at the pages of complaints."""

    def __init__(self, client: FlaskClient, person: Person) -> None:
        self._client = signed_in(client, person)
        self._group = f"/t/{person.group}"
        self._base = f"{self._group}/x/complaints"
        self._token = csrf_token(self._client, f"/t/{person.group}/")

    def get(self, path: str = "/") -> TestResponse:
        """A page, in the language of the account."""
        return self._client.get(self._base + path)

    def outside(self, path: str) -> TestResponse:
        """A page of the group that is none of complaints."""
        return self._client.get(self._group + path)

    def post_outside(self, path: str, **fields: str) -> TestResponse:
        """A form of the group that is none of complaints."""
        return self._client.post(self._group + path, data={"_csrf": self._token, **fields})

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form, sent with its token."""
        sent = {name: str(value) for name, value in fields.items() if value is not None}
        return self._client.post(self._base + path, data={"_csrf": self._token, **sent})


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Opens a browser for a person."""
    return lambda person: Browser(app.test_client(), person)
