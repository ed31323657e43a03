"""The database session that keeps to one tenant: criteria on every ORM statement, and a check of every flush."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Executable, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria

from saas.platform.tenancy.context import NoTenant, TenantMismatch, current_tenant, find_tenant
from saas.platform.tenancy.models import TENANT, TenantScoped

_TENANT = "tenant_id"

_CRITERION = with_loader_criteria(
    TenantScoped, lambda model: model.tenant_id == TENANT, include_aliases=True, track_closure_variables=False
)
# A statement that is kept by whoever built it is scoped once; SQLAlchemy then remembers what it compiled it to.
_scoped: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()


class TenantSession(FlaskSession):
    """A session bound to the tenant of its first transaction; one without a tenant works on global tables only."""

    def commit(self) -> None:
        """Commit, still for the same tenant."""
        check_bound(self)
        super().commit()


def check_bound(session: Session) -> None:
    """Raise TenantMismatch when the session belongs to another tenant than the current one."""
    if _TENANT in session.info and session.info[_TENANT] != find_tenant():
        raise TenantMismatch(
            f"a session of tenant {session.info[_TENANT]} was used while {find_tenant()} is set"
        )


@event.listens_for(TenantSession, "after_begin")
def _set_tenant(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    # Also fires for savepoints; SET LOCAL of the outer transaction still holds there.
    if transaction.nested:
        return
    check_bound(session)
    tenant = session.info.setdefault(_TENANT, find_tenant())
    if tenant is not None:
        # A statement, not set_config(): Citus forwards only the statement to its shards.
        connection.exec_driver_sql(f"SET LOCAL app.tenant_id = '{int(tenant)}'")


@event.listens_for(TenantSession, "do_orm_execute")
def _scope_statement(state: ORMExecuteState) -> None:
    check_bound(state.session)
    if state.is_column_load or state.is_relationship_load:
        # Both start from a row of this tenant and carry its criteria or its whole key.
        return
    if find_tenant() is None:
        _refuse_tenant_tables(state)
    elif state.is_select or state.is_update or state.is_delete:
        state.statement = _scope(state.statement)


def _scope(statement: Executable) -> Executable:
    scoped = _scoped.get(statement)
    if scoped is None:
        scoped = _scoped[statement] = statement.options(_CRITERION)
    return scoped


def _refuse_tenant_tables(state: ORMExecuteState) -> None:
    for mapper in state.all_mappers:
        if issubclass(mapper.class_, TenantScoped):
            raise NoTenant(f"{mapper.class_.__name__} was queried while no tenant is set")


@event.listens_for(TenantSession, "before_flush")
def _check_flush(session: Session, context: UOWTransaction, instances: object) -> None:  # noqa: ARG001  # as SQLAlchemy calls it
    check_bound(session)
    # session.new builds its set at each access: 20,000 rows took 40 s before it was taken once.
    changed: list[Any] = [*set(session.new), *set(session.dirty), *set(session.deleted)]
    for row in changed:
        if isinstance(row, TenantScoped):
            tenant = current_tenant()
            # A new row without a tenant gets the current one by the column's default.
            if row.tenant_id not in (None, tenant):
                raise TenantMismatch(
                    f"{type(row).__name__} of tenant {row.tenant_id} was flushed while {tenant} is set"
                )
