"""The whole application with the club beside what is installed, and a group that has it on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import saas.parts
from saas.config import Settings
from saas.platform.i18n import locale_context
from saas.platform.plugins import current_registry, installed
from saas.platform.plugins.upgrading import note_installed
from saas.testing.applications import running_application
from saas.testing.factories import application
from saas.testing.factories.groups import Group, Person, group, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.complaints import switch
from tests.integration.points.club import CANDIDATE, CLUB


@pytest.fixture(scope="module")
def club_app(app: Flask, settings: Settings) -> Iterator[Flask]:
    """An application in which the club is installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saas.parts, "installed", lambda: [*installed(), CANDIDATE])
        with running_application(settings) as made, application.using(made):
            with made.app_context():
                note_installed(settings.owner_database_url, current_registry())
            yield made


@pytest.fixture(autouse=True)
def working_club() -> Iterator[None]:
    """The club as it is when nothing is wrong; operations called by tests answer in English."""
    CLUB.reset()
    with locale_context("en"):
        yield
    CLUB.reset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A group with the club on and one store; `manager` may edit there, `specialist` calls."""

    group: Group
    store: int
    manager: Person
    specialist: Person


@pytest.fixture(scope="module")
def place(club_app: Flask) -> Place:
    """Tests of a module share it."""
    made = group()
    switch(made, on=True, name="club")
    shop = store(made)
    return Place(
        group=made,
        store=shop,
        manager=member(made, role="store_manager", stores=[shop]),
        specialist=member(made, stores=[shop]),
    )


class Browser:
    """A signed-in person at the group's pages."""

    def __init__(self, app: Flask, person: Person) -> None:
        self._client = signed_in(app.test_client(), person)
        self._base = f"/t/{person.group}"
        self._token = csrf_token(self._client, f"{self._base}/")

    def get(self, path: str, **headers: str) -> TestResponse:
        """A page."""
        return self._client.get(
            self._base + path, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )

    def chips(self, page: str) -> str:
        """The chips that a page loads from plugins, each by a request of its own."""
        urls = [unescape(url) for url in re.findall(r'hx-get="([^"]*/facts/[^"]*)"', page)]
        return "".join(self._client.get(url, headers={"HX-Request": "true"}).text for url in urls)

    def post(self, path: str, **fields: str) -> TestResponse:
        """A form; `__` in a name stands for the dash."""
        sent = {name.replace("__", "-"): value for name, value in fields.items()}
        return self._client.post(self._base + path, data={"_csrf": self._token, **sent})


@pytest.fixture
def browser(club_app: Flask) -> Callable[[Person], Browser]:
    """Opens a browser for a person."""
    return lambda person: Browser(club_app, person)
