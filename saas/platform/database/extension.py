"""Flask-SQLAlchemy's engine and session, one commit for each request or job, and the two other ways in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Flask, Response, current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import IntegerConverter

from saas.config import Settings
from saas.platform.tenancy import Base, without_tenant
from saas.platform.tenancy.scoping import TenantSession, check_bound

log = structlog.get_logger(__name__)

db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": TenantSession})

_SYSTEM = "saas_system_role"

Note = Callable[[Session, str], None]


@dataclass(slots=True, kw_only=True)
class SystemRole:
    """The engine of the role that passes row-level security, and what is written down of its uses."""

    engine: Engine
    note: Note
    noted: set[str] = field(default_factory=set)

    def use(self, reason: str) -> None:
        """Write a use down, in a transaction of its own: it is told whatever becomes of the work."""
        log.info("system_session", reason=reason)
        with Session(self.engine) as work, work.begin():
            self.note(work, reason)

    def use_once(self, reason: str) -> None:
        """Write a use down, once in the life of this process."""
        if reason not in self.noted:
            self.use(reason)
            self.noted.add(reason)


class RowIdConverter(IntegerConverter):
    """`<int:…>` in an address: a number that no bigint column can hold is an unknown address, not an error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 2**63 - 1, **kwargs})


def install_database(app: Flask, settings: Settings, *, note_system_use: Note) -> None:
    """Give the application its engines and the single commit at the end of each request.

    note_system_use: writes down that somebody uses the role that passes row-level security, and why.
    """
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    # After a restart of the server a pooled connection is tried before it is used, which saves the first request.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 8,
        "connect_args": {
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000"
        },
    }
    app.url_map.converters["int"] = RowIdConverter
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "commit", _refuse_broken)
    engine = create_engine(settings.system_database_url, pool_pre_ping=True, pool_size=2, max_overflow=2)
    app.extensions[_SYSTEM] = SystemRole(engine=engine, note=note_system_use)
    app.after_request(_end_unit_of_work)


class BrokenTransaction(RuntimeError):
    """A commit was asked for after a statement had failed and somebody had swallowed its error."""


def _refuse_broken(connection: Connection) -> None:
    # PostgreSQL answers such a COMMIT by rolling back without an error, and a page would say that it saved.
    driven = connection.connection.driver_connection
    if driven is not None and driven.info.transaction_status is TransactionStatus.INERROR:
        raise BrokenTransaction("a statement failed, its error was swallowed, and nothing can be committed")


def _end_unit_of_work(response: Response) -> Response:
    # A refused or failed request leaves nothing behind; everything else is one commit.
    if db.session.registry.has():
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


def session() -> Session:
    """The session of this request or job, bound to the current tenant; raises TenantMismatch after a switch.

    What the identity map holds would otherwise be found for the new tenant without any statement.
    """
    current = db.session()
    check_bound(current)
    return current


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A session of its own with one commit at the end, for jobs, commands and what must survive a refused request."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy hides the application
    with app.app_context():
        work = db.session()
        try:
            yield work
            work.commit()
        except BaseException:
            work.rollback()
            raise


@contextmanager
def global_session() -> Iterator[Session]:
    """A session on global tables only, with its own commit: what is read or noted before a tenant is bound."""
    with without_tenant(), TenantSession(db=db) as work, work.begin():
        yield work


@contextmanager
def global_connection() -> Iterator[Connection]:
    """A connection on global tables only, each statement its own transaction: for the look-ups before every request."""
    with db.engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def system_session(reason: str) -> Iterator[Session]:
    """A session of the role that passes row-level security; each statement in it must name its tenants itself.

    reason: why the policy is passed, for the platform's audit, which gets an entry for each use.
    """
    role = _system_role()
    role.use(reason)
    with Session(role.engine) as work, work.begin():
        yield work


def system_sessions(reason: str) -> sessionmaker[Session]:
    """What makes sessions of that role, for a process that needs them as long as it lives.

    reason: why the policy is passed, for the platform's audit, which gets one entry when the first session begins.
    """
    role = _system_role()
    made = sessionmaker(role.engine)

    # Not here: a loop that starts while the database is away waits for it at its first session.
    def begun(*_what: object) -> None:
        role.use_once(reason)

    event.listen(made, "after_begin", begun)
    return made


def _system_role() -> SystemRole:
    role: SystemRole = current_app.extensions[_SYSTEM]
    return role


def abandon_connections(app: Flask) -> None:
    """Forget all connections without closing them: in a forked process they are the parent's."""
    with app.app_context():
        for engine in (*db.engines.values(), app.extensions[_SYSTEM].engine):
            engine.dispose(close=False)


def dispose_engines(app: Flask) -> None:
    """Close all connections; a process that leaves them open ends with a ResourceWarning."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
        app.extensions[_SYSTEM].engine.dispose()
