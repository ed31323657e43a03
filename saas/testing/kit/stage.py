"""Where a plugin is watched: an application on a database, groups that have it on and off, people and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import ModuleType

from flask import Blueprint, Flask
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session

from saas.config import Settings
from saas.core.accounts.operations import create_api_client
from saas.embedded.roles import DatabaseUrls
from saas.parts import load_registry
from saas.platform.i18n import locale_context
from saas.platform.permissions import Permission, Scope, assign_role, current_catalogue
from saas.platform.permissions.models import RoleRow
from saas.platform.permissions.operations import change_role
from saas.platform.plugins import Candidate, Reason, disable_plugin, enable_plugin, explain, plugin_chains
from saas.platform.plugins.manifest import Availability
from saas.testing.applications import PREFIX, running_application
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, group, number
from saas.testing.factories.members import as_member, member
from saas.testing.kit.chains import at_revision, forget
from saas.testing.kit.routes import Route, routes_of
from saas.testing.kit.rows import Ids, add_rows, core_rows, ids_in, paint, seed
from saas.testing.kit.subject import Subject
from saas.testing.kit.visitor import Visitor
from saas.testing.kit.watching import Watch

RAW = "<i data-typed>"
"""What nobody may type into a page."""


class NoStage(Exception):
    """The plugin cannot be switched on or be given rows, so what runs cannot be watched."""


@dataclass(slots=True, kw_only=True)
class Place:
    """A group with somebody who may do everything in it, and rows; `ids` are those rows by table."""

    group: Group
    person: Person
    word: str
    ids: Ids = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The group's id."""
        return self.group.id

    @contextmanager
    def acting(self) -> Iterator[Session]:
        """One unit of work of the person."""
        with locale_context("en"), inside(self.group.id, as_member(self.person)) as work:
            yield work


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a stage stands on; each is asked for at most once, when it is first needed.

    app: the application with the plugin. settings: those that it was made with. clone: makes a copy of its database
    as it was before anything was done in it, with the plugin's tables.
    """

    app: Callable[[], Flask]
    settings: Callable[[], Settings]
    clone: Callable[[], DatabaseUrls]


class Stage:
    """A subject on stage; what is expensive is made when it is first asked for."""

    def __init__(self, subject: Subject, source: Source) -> None:
        self.subject = subject
        self._source = source
        self._stack = ExitStack()

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.subject.name

    @cached_property
    def app(self) -> Flask:
        """The application with the plugin; factories work in it from now on."""
        made = self._source.app()
        self._stack.enter_context(application.using(made))
        return made

    @cached_property
    def settings(self) -> Settings:
        """The settings of all applications of this stage."""
        return self._source.settings()

    @cached_property
    def watch(self) -> Watch:
        """A look at all rows from outside."""
        made = Watch(str(self.settings.system_database_url))
        self._stack.callback(made.close)
        return made

    @cached_property
    def _spare(self) -> Engine:
        # The server's superuser, whom no policy binds.
        made = create_engine(self._source.clone().owner.replace(f"{PREFIX}_owner@", "postgres@"))
        self._stack.callback(made.dispose)
        return made

    @contextmanager
    def spare(self) -> Iterator[Connection]:
        """A connection to a database to try migrations in; each use finds the plugin's tables at their newest."""
        chain = plugin_chains(self.subject.registry).get(self.name)
        with self._spare.connect() as connection:
            if chain is not None and at_revision(connection, chain, "head"):
                forget(connection, chain)
                at_revision(connection, chain, "head")
            yield connection

    def close(self) -> None:
        """Give back what was opened."""
        self._stack.close()

    # --- groups ---

    def place(self, word: str, *, on: bool) -> Place:
        """A new group, with the plugin and all that it requires switched on or not, without rows of the plugin."""
        assert self.app is not None
        made = group()
        if on:
            self.switch(made, on=True)
        person = self.person(made, [one.name for one in self.subject.declared(Permission)] if on else [])
        return Place(group=made, person=person, word=word, ids=core_rows(made, person, word=word))

    @cached_property
    def a(self) -> Place:
        """A group that has it on, with rows."""
        return self.filled("Zanzibel")

    @cached_property
    def b(self) -> Place:
        """Another group that has it on, with rows of its own."""
        return self.filled("Quobelo")

    @cached_property
    def bare(self) -> Place:
        """A group that has it on and no rows of it."""
        return self.place("Karolin", on=True)

    @cached_property
    def off(self) -> Place:
        """A group that never had it on."""
        return self.place("Wendolin", on=False)

    @cached_property
    def was_on(self) -> Place:
        """A group that had it on, made rows, and switched it off."""
        made = self.filled("Murakel")
        self.switch(made.group, on=False)
        return made

    def filled(self, word: str) -> Place:
        """A new group that has it on, with rows whose texts hold the word."""
        made = self.place(word, on=True)
        self.fill(made)
        return made

    def fill(self, place: Place, *, count: int = 2) -> None:
        """Give a place rows: by the plugin's `seed_demo`, and by the columns of each table that it left empty."""
        if fault := seed(place.group, place.person, self.name):
            raise NoStage(fault)
        models = self.subject.models
        text = f"{place.word}{RAW}"
        place.ids.update(ids_in(place.group, models))
        for model in models:
            if not place.ids[model.__tablename__]:
                try:
                    add_rows(place.group, place.person, model, place.ids, word=text, count=count)
                except Exception as error:
                    raise NoStage(f"no rows of {model.__tablename__} can be made: {error!r}") from error
        with place.acting() as work:
            paint(work, place.id, text, [model for model in models if not model.append_only])

    def multiply(self, place: Place, count: int) -> None:
        """Give each table of a place more rows, of the same customer and its things."""
        for model in self.subject.models:
            try:
                add_rows(place.group, place.person, model, place.ids, word=place.word, count=count)
            except Exception as error:
                raise NoStage(f"no rows of {model.__tablename__} can be made: {error!r}") from error

    def switch(self, of: Group, *, on: bool) -> None:
        """Switch the plugin for a group, and on the way all that it requires; raises NoStage when it refuses."""
        for name in [*self._required(), self.name] if on else [self.name]:
            if self._availability(name) is Availability.SYSTEM:
                continue
            if on and self._availability(name) is Availability.RESTRICTED:
                self._entitle(of, name)
            with inside(of.id, as_member(of.admin)):
                try:
                    (enable_plugin if on else disable_plugin)(name)
                except Exception as error:
                    raise NoStage(f"it cannot be switched {'on' if on else 'off'}: {error!r}") from error

    def _entitle(self, of: Group, name: str) -> None:
        self.watch.execute(
            "INSERT INTO tenant_plugin (tenant_id, plugin, entitled, settings_version) VALUES (:tenant, :name, true, 0)"
            " ON CONFLICT (tenant_id, plugin) DO UPDATE SET entitled = true",
            tenant=of.id,
            name=name,
        )

    def _required(self) -> list[str]:
        found: list[str] = []

        def add(name: str) -> None:
            info = self.subject.registry.info(name)
            for other in sorted(info.requires) if info else ():
                if other not in found:
                    add(other)
                    found.append(other)

        add(self.name)
        return found

    def _availability(self, name: str) -> Availability | None:
        info = self.subject.registry.info(name)
        return info.availability if info else None

    def why(self, place: Place) -> Reason:
        """How the plugin stands for a place."""
        with place.acting():
            return explain(place.id, self.name).reason

    # --- people ---

    def person(self, of: Group, more: Sequence[str] = ()) -> Person:
        """A member with every built-in role, and these permissions for the whole group."""
        made = member(of, role="")
        with inside(of.id):
            for role in sorted(current_catalogue().roles):
                assign_role(made.member_id, role)
        self.grant(made, of, more)
        return made

    def grant(self, person: Person, of: Group, permissions: Sequence[str]) -> None:
        """Give somebody permissions for the whole group, by a role of their own."""
        if not permissions:
            return
        code = f"kit_{number()}"
        with inside(of.id) as work:
            role = RoleRow(code=code, title=code, builtin=False)
            work.add(role)
            work.flush()
            for name in permissions:
                change_role(role.id, name, Scope.GROUP)
            assign_role(person.member_id, code)

    def only(self, of: Group, permissions: Sequence[str]) -> Person:
        """A new member who has these permissions and no others."""
        made = member(of, role="")
        self.grant(made, of, permissions)
        return made

    def visitor(self, place: Place, app: Flask | None = None) -> Visitor:
        """The place's person with a browser."""
        return Visitor(app or self.app, place.person)

    def program(self, of: Group, scopes: Sequence[str], app: Flask | None = None) -> Visitor:
        """A program with a token for these permissions."""
        with inside(of.id):
            token = create_api_client(name=f"kit {number()}", scopes=sorted(scopes)).token
        return Visitor(app or self.app, token=token)

    # --- what the plugin has ---

    @cached_property
    def routes(self) -> list[Route]:
        """All its addresses."""
        return routes_of(self.app, self.blueprints)

    @property
    def blueprints(self) -> list[str]:
        """The names of its blueprints."""
        return [one.name for one in self.subject.declared(Blueprint)]

    # --- other installations on the same database ---

    @cached_property
    def removed(self) -> Flask:
        """An application on the same database from which the plugin's code was removed."""
        return self._other([])

    @cached_property
    def unfit(self) -> Flask:
        """An application on the same database that is too old for the plugin."""
        return self._other([self._for_another_core()])

    @contextmanager
    def suspended(self) -> Iterator[Flask]:
        """The same application while the operator has suspended the plugin."""
        set_state = "UPDATE plugin_installation SET platform_state = :state WHERE name = :name"
        self.watch.execute(set_state, state="suspended", name=self.name)
        try:
            yield self.app
        finally:
            self.watch.execute(set_state, state="active", name=self.name)

    def _other(self, more: Sequence[Candidate]) -> Flask:
        rest = [one for one in self.subject.candidates if one.name != self.name]
        registry = load_registry([*rest, *more])
        return self._stack.enter_context(running_application(self.settings, registry))

    def _for_another_core(self) -> Candidate:
        module = self.subject.record.module
        assert module is not None
        made = ModuleType(module.__name__)
        made.__dict__.update({**vars(module), "info": replace(self.subject.info, core=">=999")})
        return replace(self.subject.candidate, load=lambda: made)

    def inactive(self) -> Iterator[tuple[str, Flask, Place]]:
        """Every way in which the plugin is not effective, with an application and a group to see it in."""
        yield "where it was never on", self.app, self.off
        yield "where it was switched off", self.app, self.was_on
        with self.suspended() as app:
            yield "while it is suspended", app, self.a
        for label, app in (
            ("where its code was removed", self.removed),
            ("where it does not fit the core", self.unfit),
        ):
            with application.using(app):
                yield label, app, self.a
