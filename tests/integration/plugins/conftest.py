"""An application on the real database with plugins made by the test, and groups to switch them in."""

import itertools
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType

import pytest
import structlog
from flask import Flask, g, request
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

import saas.models  # noqa: F401
from saas.config import Settings
from saas.core.accounts.models import Member
from saas.core.contracts import room as contracts_room
from saas.core.organisation.models import LegalEntity, Store
from saas.parts import SPECIFICATIONS, load_registry
from saas.platform.audit import record_system_use
from saas.platform.database import dispose_engines, install_database, system_session, unit_of_work
from saas.platform.i18n import locale_context
from saas.platform.observability import OwnContext
from saas.platform.permissions import assign_role, clone_builtin_roles
from saas.platform.plugins import (
    Candidate,
    IsolatingApplication,
    Slot,
    SlotKind,
    current_registry,
    enable_plugin,
    install_gate,
    install_plugins,
    load_plugins,
)
from saas.platform.plugins.upgrading import note_installed
from saas.platform.security.keys import install_keys, keys
from saas.platform.tenancy import Actor, ActorKind, bind_actor, bind_tenant, tenant_context
from saas.platform.tenancy.tenant import Tenant
from saas.testing.plugin_modules import module

_numbers = itertools.count(1)

SLOTS = module(
    "tests.slots",
    register_slots=lambda: [
        Slot(name="core.customer", title="A customer", look=lambda row_id: row_id),
        Slot(name="core.vehicle", title="A vehicle"),
        Slot(name="core.form", title="A form", kind=SlotKind.FORM),
        Slot(name="core.customers", title="Customers", kind=SlotKind.LIST),
    ],
)
"""The slots that plugins of tests fill, without the rooms that draw them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An application with the plugins of a test, all noted as installed."""

    app: Flask
    owner_url: str

    def group(self) -> int:
        """A new group with its built-in roles; returns its id."""
        with self.app.app_context(), system_session("a test's group") as work:
            new = insert(Tenant).values(code=f"g-{next(_numbers)}-{id(self)}", name="Group")
            tenant_id: int = work.execute(new.returning(Tenant.id)).scalar_one()
        with self.work(tenant_id):
            clone_builtin_roles()
            keys().create(tenant_id)
        return tenant_id

    @contextmanager
    def work(self, tenant_id: int, member_id: int | None = None) -> Iterator[Session]:
        """A unit of work in a group, as a member if given."""
        actor = Actor(kind=ActorKind.MEMBER, id=member_id) if member_id else None
        with (
            locale_context("en"),
            self.app.app_context(),
            tenant_context(tenant_id, actor),
            unit_of_work() as session,
        ):
            yield session

    def member(self, tenant_id: int) -> int:
        """A new member of a group."""
        with self.work(tenant_id) as session:
            row = Member(display_name="Li")
            session.add(row)
            session.flush()
            return row.id

    def group_with(self, plugin: str) -> tuple[int, int]:
        """A new group that has a plugin on, and a member of it who may do all."""
        tenant_id = self.group()
        member_id = self.member(tenant_id)
        with self.work(tenant_id):
            assign_role(member_id, "group_admin")
            enable_plugin(plugin)
        return tenant_id, member_id

    def store(self, tenant_id: int) -> int:
        """A new store of a group."""
        number = next(_numbers)
        with self.work(tenant_id) as session:
            entity = LegalEntity(name=f"Company {number}")
            session.add(entity)
            session.flush()
            row = Store(code=f"S{number}", name=f"Store {number}", legal_entity_id=entity.id)
            session.add(row)
            session.flush()
            return row.id

    def system(self, statement: str, **values: object) -> None:
        """A statement of the operator."""
        with self.app.app_context(), system_session("a test's operator") as work:
            work.execute(text(statement), values)


def _bind() -> None:
    group = (request.view_args or {}).pop("group", None) or request.path.split("/")[
        2 if request.path[1] == "t" else 4
    ]
    bind_tenant(int(group))
    if "X-Member" in request.headers:
        bind_actor(Actor(kind=ActorKind.MEMBER, id=int(request.headers["X-Member"])))
    g.bound = True


Build = Callable[..., House]


@pytest.fixture
def house(settings: Settings) -> Iterator[Build]:
    """Builds an application from plugins, further specifications and rooms; what is shipped is noted again after it."""
    built: set[str] = set()
    with ExitStack() as stack:

        def build(
            *candidates: Candidate, specs: tuple[ModuleType, ...] = (), rooms: tuple[ModuleType, ...] = ()
        ) -> House:
            built.update(one.name for one in candidates)
            app = IsolatingApplication("house", static_folder=None)
            app.extensions["saas_settings"] = settings
            app.wsgi_app = OwnContext(app.wsgi_app)  # type: ignore[method-assign]
            install_database(app, settings, note_system_use=record_system_use)
            install_keys(app, settings)
            stack.callback(dispose_engines, app)
            registry = load_plugins(
                specs=(*SPECIFICATIONS, *specs),
                rooms=(contracts_room, SLOTS, *rooms),
                candidates=candidates,
                core_version="1.0.0",
            )
            app.before_request(_bind)
            install_plugins(app, registry, mount_api=app.register_blueprint)
            install_gate(app)
            with app.app_context():
                note_installed(settings.owner_database_url, current_registry())
            return House(app=app, owner_url=settings.owner_database_url)

        yield build
    if built & load_registry().records.keys():
        note_installed(settings.owner_database_url, load_registry())


@pytest.fixture
def quiet() -> Iterator[None]:
    """Without the traces of what fails here on purpose: drawing them takes longer than all else."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)
