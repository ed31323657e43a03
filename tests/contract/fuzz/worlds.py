"""Two groups of the same make, their people, their programs, and somebody who belongs to both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from saas.core.accounts.operations import create_api_client
from saas.platform.clock import moved
from saas.platform.permissions import assign_role, current_catalogue
from saas.platform.plugins import disable_plugin, enable_plugin
from saas.platform.tenancy import SYSTEM, Actor, ActorKind
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group
from saas.testing.factories.members import join, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.contract.fuzz.rows import paint, spread_ids

MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""A Friday, ten in Shanghai: customers may be called."""
PLUGINS = ("budget", "complaints", "kano", "parts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the texts of a group hold and no other's.

    row: in every text of its rows. store: instead of it in the names of stores, which the frame of every page shows.
    phone: the beginning of its customers' numbers. vin: of its vehicles' numbers. plate: of their plates.
    """

    row: str
    store: str
    phone: str
    vin: str
    plate: str

    @property
    def telling(self) -> tuple[str, ...]:
        """What must never be seen by others, as patterns for re and for PostgreSQL.

        Digits count at the beginning of a number only: ids, instants and keys hold any six of them now and then.
        """
        return (self.row, self.store, rf"(?<![0-9A-Za-z.])(\+86)?{self.phone}", self.vin, self.plate)

    def told_in(self, shown: str) -> list[str]:
        """Which of them a text holds, in whatever case."""
        return [one for one in self.telling if re.search(one, shown, re.IGNORECASE)]


A_WORDS = Words(row="Zaphira", store="Zapfhof", phone="139555", vin="LZAPH", plate="沪AZ")
B_WORDS = Words(row="Quobelo", store="Quobhof", phone="177444", vin="LXWBE", plate="苏BQ")


class Browser:
    """One person's browser, or a program with a token, at an address of its own."""

    _count = 0

    def __init__(self, app: Flask, person: Person | None = None, *, bearer: str = "") -> None:
        Browser._count += 1
        self._client = app.test_client()
        self._bearer = bearer
        self._token = ""
        self.person = person
        if person is not None:
            signed_in(self._client, person)
        self._home = f"/t/{person.group}/" if person else "/sign-in"

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any],
        version: int | None,
        forge: bool = False,
        framed: bool = True,
    ) -> TestResponse:
        """Send a call as a browser sends a form, or a program sends JSON.

        forge: as a page of somebody else's would, without the token. framed: the whole page, not a piece for htmx.
        """
        headers: dict[str, str] = {"Accept-Language": "en"} | ({} if framed else {"HX-Request": "true"})
        more: dict[str, Any] = {}
        if path.startswith("/api/"):
            if self._bearer:
                headers["Authorization"] = f"Bearer {self._bearer}"
            if version is not None:
                headers["If-Match"] = f'"{version}"'
            if method in ("POST", "PUT", "PATCH"):
                files = {name: (BytesIO(v[0]), v[1]) for name, v in body.items() if isinstance(v, tuple)}
                more.update({"data": files} if files else {"json": dict(body)})
        elif method != "GET":
            more["data"] = {**_form(body), **({} if version is None else {"_version": str(version)})}
            if not forge:
                headers["X-CSRF-Token"] = self._forgery_token()
        return self._client.open(path, method=method, headers=headers, environ_base=new_address(), **more)

    def _forgery_token(self) -> str:
        self._token = self._token or csrf_token(self._client, self._home)
        return self._token


def new_address() -> dict[str, str]:
    """An address that no call came from before."""
    # The limits for one address are no matter of these tests.
    Browser._count += 1
    one, two, three = Browser._count // 65536 % 256, Browser._count // 256 % 256, Browser._count % 256
    return {"REMOTE_ADDR": f"10.{one}.{two}.{three}"}


def _form(body: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in body.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            flat.update(_form(value, f"{name}-"))
        elif isinstance(value, list):
            flat.update(
                _form({str(n): one for n, one in enumerate(value)}, f"{name}-") if _nested(value) else {}
            )
            if not _nested(value):
                flat[name] = [str(one) for one in value]
        elif isinstance(value, bool):
            flat.update({name: "true"} if value else {})
        elif value is not None:
            flat[name] = (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else str(value)
    return flat


def _nested(value: list[Any]) -> bool:
    return any(isinstance(one, Mapping) for one in value)


@dataclass(slots=True, kw_only=True)
class World:
    """A group with its words, somebody who holds all its roles, and a program that holds all its permissions."""

    group: Group
    words: Words
    user: Person
    browser: Browser
    program: Browser
    program_id: int

    @property
    def code(self) -> str:
        """The group's code."""
        return self.group.code

    @property
    def id(self) -> int:
        """The group's id."""
        return self.group.id

    @contextmanager
    def acting(self, person: Person | None = None) -> Iterator[Session]:
        """One unit of work of a person of this group, or of the system."""
        actor = Actor(kind=ActorKind.MEMBER, id=person.member_id) if person else SYSTEM
        with inside(self.id, actor) as work:
            yield work


@dataclass(slots=True, kw_only=True)
class Worlds:
    """Both groups. `both` belongs to each with all roles: `both_in_a` acts in A, `both_in_b` in B."""

    app: Flask
    system: Engine
    a: World
    b: World
    both_in_a: Person
    both_in_b: Person
    both: Browser
    stranger: Browser
    b_ids: Mapping[str, Any] = field(default_factory=dict)


def build_worlds(app: Flask, owner_url: str, system_url: str) -> Worlds:
    """Make both groups; the rows of B are made and painted by `scenes.plant`."""
    owner = create_engine(owner_url)
    spread_ids(owner)
    owner.dispose()
    a, b = build_world(app, A_WORDS), build_world(app, B_WORDS)
    both_in_a = _with_all_roles(a.group, member(a.group, role="", name="In beiden"))
    both_in_b = _with_all_roles(b.group, join(both_in_a, b.group, role=""))
    system = create_engine(system_url)
    for world in (a, b):
        paint(system, world.id, world.words.row, leave_out={"member", "store"})
    return Worlds(
        app=app,
        system=system,
        a=a,
        b=b,
        both_in_a=both_in_a,
        both_in_b=both_in_b,
        both=Browser(app, both_in_a),
        stranger=Browser(app),
    )


def build_world(app: Flask, words: Words) -> World:
    """A group with every plugin on, somebody with all roles and a program with all permissions."""
    made = group()
    for plugin in PLUGINS:
        switch(made, plugin, on=True)
    user = _with_all_roles(made, member(made, role=""))
    with inside(made.id):
        client = create_api_client(name=f"{words.row} program", scopes=current_catalogue().permissions)
        program_id, token = client.client.id, client.token
    return World(
        group=made,
        words=words,
        user=user,
        browser=Browser(app, user),
        program=Browser(app, bearer=token),
        program_id=program_id,
    )


def _with_all_roles(of: Group, person: Person) -> Person:
    with inside(of.id):
        for role in sorted(current_catalogue().roles):
            assign_role(person.member_id, role)
    return person


def switch(of: Group, plugin: str, *, on: bool) -> None:
    """Switch a plugin for a group as its administrator does."""
    with inside(of.id, Actor(kind=ActorKind.MEMBER, id=of.admin.member_id)):
        (enable_plugin if on else disable_plugin)(plugin)


@contextmanager
def working_in(app: Flask) -> Iterator[None]:
    """Let the factories work in an application, on an ordinary working morning."""
    with application.using(app), moved(MORNING):
        yield
