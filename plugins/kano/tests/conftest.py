"""A group with Kano appraisal, its people, and browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugins.kano.tests.appraising import NOON, Office, new_office
from saas.platform.clock import moved
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.kano import group_with_kano


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Operations called by tests answer in English."""
    with locale_context("en"):
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with one store and the people who deal with its studies."""

    group: Group
    store_id: int
    analyst: Person
    head: Person
    manager: Person
    employee: Person

    def acting(self, person: Person) -> AbstractContextManager[object]:
        """Do something in the group as somebody."""
        return inside(self.group.id, as_member(person))


@pytest.fixture(scope="module")
def house(app: Flask) -> House:
    """A group with Kano appraisal on, whose people read English; tests of a module share it."""
    with locale_context("en"):
        return _house()


def _house() -> House:
    made = group_with_kano()
    at = store(made, code="SH01")
    return House(
        group=made,
        store_id=at,
        analyst=member(made, role="data_analyst", name="分析师"),
        head=member(made, role="group_admin", name="总经理"),
        manager=member(made, role="store_manager", stores=[at], name="店长"),
        employee=member(made, role="employee", stores=[at], name="技师"),
    )


@pytest.fixture
def office(app: Flask) -> Office:
    """A group whose two callers are appraised over October, in the middle of November."""
    with locale_context("en"), moved(NOON):
        return new_office()


class Browser:
    """A signed-in person at the pages of Kano appraisal."""

    def __init__(self, client: FlaskClient, person: Person) -> None:
        self._client = signed_in(client, person)
        self._base = f"/t/{person.group}/x/kano"
        self._token = csrf_token(self._client, f"/t/{person.group}/")

    def get(self, path: str = "/") -> TestResponse:
        """A page, in the language of the account."""
        return self._client.get(self._base + path)

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form, sent with its token; of several values each is sent."""
        sent = {
            name: [str(one) for one in value] if isinstance(value, list) else str(value)
            for name, value in fields.items()
            if value is not None
        }
        return self._client.post(self._base + path, data={"_csrf": self._token, **sent})


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Opens a browser for a person."""
    return lambda person: Browser(app.test_client(), person)
