"""Model bases of the three kinds of tables: of a tenant, local (carrying a tenant, not distributed), global."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from saas.platform.clock import now
from saas.platform.i18n import LazyStr
from saas.platform.tenancy.columns import Reference
from saas.platform.tenancy.context import current_actor, current_tenant

# The column names are left out of the names of keys: PostgreSQL cuts at 63 characters, and tables start with their owner's name.
NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_1_name)s",
    "ix": "ix_%(table_name)s_%(column_1_name)s",
    "uq": "uq_%(table_name)s_%(column_1_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

TENANT = bindparam("current_tenant", type_=BigInteger, callable_=current_tenant)
"""The tenant of the moment as a parameter of a statement that is built once and used for every tenant.

Building a statement costs more than sending it, so those that every page needs are kept, by `functools.cache`.
"""


class Base(DeclarativeBase):
    """The root of all models; `__tablename__` and a kind are given by each model."""

    # On the registry itself: Flask-SQLAlchemy copies this class, and a copy must not map anew.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: DateTime(timezone=True), int: BigInteger, str: Text},
    )


class GlobalModel(Base):
    """A table that belongs to no tenant; its name stands in `GLOBAL_TABLES` with a reason."""

    __abstract__ = True
    __tenancy__: ClassVar[str] = "global"
    append_only: ClassVar[bool] = False


class TenantScoped(Base):
    """Rows of one tenant, under its policy, with a primary key `(tenant_id, id)`."""

    __abstract__ = True
    __tenancy__: ClassVar[str]
    __title__: ClassVar[LazyStr] = ""
    """What people call the rows, translated, where a page tells how many there are; empty: nobody is told."""
    append_only: ClassVar[bool] = False

    tenant_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, default=current_tenant, sort_order=-20
    )
    # The sentinel lets a flush of many rows be one INSERT: 7,000 rows a second instead of 2,100.
    id: Mapped[int] = mapped_column(
        BigInteger, Identity(), primary_key=True, insert_sentinel=True, sort_order=-19
    )

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        table = cls.__dict__.get("__table__")
        if isinstance(table, Table):
            _add_references(table)


class TenantModel(TenantScoped):
    """A table of the dealer's world, distributed by tenant."""

    __abstract__ = True
    __tenancy__ = "tenant"


class LocalModel(TenantScoped):
    """A table that carries a tenant but stays on one node (outbox, jobs); no key leads to or from a tenant table."""

    __abstract__ = True
    __tenancy__ = "local"


class Versioned:
    """Who made and changed a row, when, and the version that the optimistic lock compares.

    `…_by` hold the member's id without a key, and are empty when no member acted.
    """

    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=90)
    created_by: Mapped[int | None] = mapped_column(
        BigInteger, default=lambda: current_actor().member_id, sort_order=91
    )
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=92)
    updated_by: Mapped[int | None] = mapped_column(
        BigInteger,
        default=lambda: current_actor().member_id,
        onupdate=lambda: current_actor().member_id,
        sort_order=93,
    )
    row_version: Mapped[int] = mapped_column(Integer, nullable=False, sort_order=94, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # a declared attribute is given the class
        """Let every UPDATE compare and raise the version; a lost race is a StaleDataError, shown as a conflict."""
        return {"version_id_col": cls.row_version}


def _add_references(table: Table) -> None:
    for column in list(table.columns):
        reference = column.info.get("reference")
        if isinstance(reference, Reference):
            table.append_constraint(
                ForeignKeyConstraint(
                    ["tenant_id", column.name],
                    [f"{reference.table}.tenant_id", f"{reference.table}.id"],
                    name=f"fk_{table.name}_{column.name}",
                    ondelete=reference.ondelete,
                )
            )
            if reference.index:
                Index(f"ix_{table.name}_{column.name}", table.c.tenant_id, column)
