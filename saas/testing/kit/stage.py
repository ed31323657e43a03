"""Where a plugin is watched: an application on a database, groups that have it on and off, people and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, Flask
from sqlalchemy import Connection, Engine, create_engine

from saas.config import Settings
from saas.core.accounts.operations import create_api_client
from saas.embedded.roles import DatabaseUrls
from saas.platform.permissions import Permission
from saas.platform.plugins import Reason, explain, plugin_chains
from saas.testing.applications import PREFIX
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, number
from saas.testing.kit import installations, places
from saas.testing.kit.bodies import Tried, tried
from saas.testing.kit.chains import at_revision, forget
from saas.testing.kit.importing import in_fresh_interpreter
from saas.testing.kit.installations import Installations
from saas.testing.kit.people import who_may_all
from saas.testing.kit.places import RAW, Place
from saas.testing.kit.routes import Route, routes_of
from saas.testing.kit.rows import NoStage, core_rows
from saas.testing.kit.subject import Subject
from saas.testing.kit.visitor import Visitor
from saas.testing.kit.watching import Watch

__all__ = ["RAW", "NoStage", "Place", "Source", "Stage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a stage stands on; each is asked for at most once, when it is first needed.

    app: the application with the plugin. settings: those that it was made with. clone: makes a copy of its database
    as it was before anything was done in it, with the plugin's tables. imported: what importing a module does in a
    process of its own, given where modules are looked for.
    """

    app: Callable[[], Flask]
    settings: Callable[[], Settings]
    clone: Callable[[], DatabaseUrls]
    imported: Callable[[str, Sequence[str]], list[str]] = in_fresh_interpreter


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

    def imported(self, module: str, paths: Sequence[str]) -> list[str]:
        """What importing a module does beyond defining things; raises ImportStopped."""
        return self._source.imported(module, paths)

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
            places.expect_tables(self.subject, self.watch)
            self.switch(made, on=True)
        person = who_may_all(made, [one.name for one in self.subject.declared(Permission)] if on else [])
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
        """Give a place rows; raises NoStage."""
        places.fill(self.subject, place, count=count)

    def multiply(self, place: Place, count: int) -> None:
        """Give each table of a place more rows; raises NoStage."""
        places.multiply(self.subject, place, count)

    def switch(self, of: Group, *, on: bool) -> None:
        """Switch the plugin for a group, and on the way all that it requires; raises NoStage when it refuses."""
        places.switch(self.subject, self.watch, of, on=on)

    def why(self, place: Place) -> Reason:
        """How the plugin stands for a place."""
        with place.acting():
            return explain(place.id, self.name).reason

    # --- who comes to its addresses ---

    def visitor(self, place: Place, app: Flask | None = None) -> Visitor:
        """The place's person with a browser."""
        return Visitor(app or self.app, place.person)

    def program(self, of: Group, scopes: Sequence[str], app: Flask | None = None) -> Visitor:
        """A program with a token for these permissions."""
        with inside(of.id):
            token = create_api_client(name=f"kit {number()}", scopes=sorted(scopes)).token
        return Visitor(app or self.app, token=token)

    @cached_property
    def routes(self) -> list[Route]:
        """All its addresses."""
        return routes_of(self.app, [one.name for one in self.subject.declared(Blueprint)])

    @property
    def rights(self) -> list[str]:
        """What a program must be given to do everything with it."""
        return [one.name for one in self.subject.declared(Permission)] or ["customers.customer:read"]

    @cached_property
    def writer(self) -> Place:
        """A group that has it on, for `tried`."""
        return self.filled("Schreiber")

    @cached_property
    def tried(self) -> Tried:
        """What its changing addresses take, tried in `writer`."""
        return tried(self, self.writer)

    # --- where it is not effective ---

    @cached_property
    def others(self) -> Installations:
        """Applications on the same database that are without it."""
        return Installations(self.subject, self.settings, self._stack)

    @contextmanager
    def suspended(self) -> Iterator[Flask]:
        """The same application while the operator has suspended the plugin."""
        with installations.suspended(self.watch, self.name):
            yield self.app

    @contextmanager
    def _switched_off(self, place: Place) -> Iterator[Flask]:
        self.switch(place.group, on=False)
        yield self.app
        self.switch(place.group, on=True)

    @contextmanager
    def _instead(self, other: str) -> Iterator[Flask]:
        app: Flask = getattr(self.others, other)
        with application.using(app):
            yield app

    def rests_for_all(self) -> dict[str, AbstractContextManager[Flask]]:
        """Every way in which it is effective for no group, with a block in which it is so and the application of it."""
        return {
            "while it is suspended": self.suspended(),
            "where its code was removed": self._instead("removed"),
            "where it does not fit the core": self._instead("unfit"),
        }

    def rests(self, place: Place) -> dict[str, AbstractContextManager[Flask]]:
        """Every way in which it comes to rest for a place that has it on; after each block it is on again."""
        return {"where it was switched off": self._switched_off(place), **self.rests_for_all()}

    def inactive(self) -> Iterator[tuple[str, Flask, Place]]:
        """Every way in which the plugin is not effective, with an application and a group to see it in."""
        yield "where it was never on", self.app, self.off
        yield "where it was switched off", self.app, self.was_on
        # It is made before: where nothing runs, it could not be.
        on = self.a
        for label, rest in self.rests_for_all().items():
            with rest as app:
                yield label, app, on
