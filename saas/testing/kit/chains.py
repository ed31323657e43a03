"""Moving a plugin's tables up and down in a database of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, inspect, text
from sqlalchemy import types as sqltypes
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError

from saas.platform.database.migrations import Chain, chain_config
from saas.platform.tenancy.tenant import Tenant
from saas.testing.applications import PREFIX


def at_revision(connection: Connection, chain: Chain, revision: str) -> str:
    """Bring the chain to a revision, `base` for none; what went wrong, in words, or nothing."""
    config = chain_config(connection, chain, PREFIX, (chain.name,))
    move = command.downgrade if revision == "base" else command.upgrade
    try:
        move(config, revision)
        connection.commit()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a migration may fail in any way
        connection.rollback()
        return repr(error)[:300]
    return ""


def tables_of(connection: Connection, chain: Chain) -> list[str]:
    """The tables of the chain that are there."""
    return sorted(name for name in inspect(connection).get_table_names() if chain.owns(name))


def forget(connection: Connection, chain: Chain) -> None:
    """As if the plugin had never been installed."""
    for name in [*tables_of(connection, chain), chain.version_table]:
        connection.execute(text(f'DROP TABLE IF EXISTS "{name}" CASCADE'))
    connection.commit()


def fill_tables(connection: Connection, chain: Chain) -> None:
    """Give each table of the chain a row, as far as its columns and their checks tell how.

    Keys and policies do not bind: the row stands for whatever an older release may have left. It belongs to a group that
    is there, so that data steps go over it.
    """
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    group = connection.execute(text("SELECT min(id) FROM tenant")).scalar() or _founded(connection)
    connection.execute(text(f"SET LOCAL app.tenant_id = '{int(group)}'"))
    for name in tables_of(connection, chain):
        table = Table(name, MetaData(), autoload_with=connection)
        checks = " ".join(one["sqltext"] for one in inspect(connection).get_check_constraints(name))
        own = [column for column in table.columns if column.identity is None and column.computed is None]
        # Some rules want that a column is left empty.
        for columns in (own, [one for one in own if not one.nullable and one.server_default is None]):
            values = {one.name: _allowed(one, checks) or _plain(one) for one in columns}
            with suppress(SQLAlchemyError), connection.begin_nested():
                connection.execute(table.insert().values({**values, "tenant_id": group}))
                break
    connection.commit()


def values_in(connection: Connection, chain: Chain) -> dict[str, int]:
    """How many values each column of the chain's tables holds, by `table.column`."""
    found: dict[str, int] = {}
    for table in tables_of(connection, chain):
        columns = [one["name"] for one in inspect(connection).get_columns(table)]
        counted = ", ".join(f'count("{name}")' for name in columns)
        row = connection.execute(text(f'SELECT {counted} FROM "{table}"')).one()
        found |= {f"{table}.{name}": count for name, count in zip(columns, row, strict=True)}
    return found


def _founded(connection: Connection) -> int:
    made = insert(Tenant).values(code="kit-older", name="An older release").returning(Tenant.id)
    return connection.execute(made).scalar_one()


def _allowed(column: Any, checks: str) -> str:
    """The first code that a check allows in a column of codes, or nothing."""
    found = re.search(rf"\b{column.name}\b[^']*'([^']*)'", checks)
    return found[1] if found and isinstance(column.type, sqltypes.String) else ""


def _plain(column: Any) -> Any:
    plain: list[tuple[type[Any], Any]] = [
        (JSONB, {}),
        (sqltypes.Boolean, False),
        (sqltypes.DateTime, datetime(2026, 11, 20, tzinfo=UTC)),
        (sqltypes.Date, date(2026, 11, 20)),
        (sqltypes.Numeric, 1),
        (sqltypes.Integer, 1),
        (sqltypes.LargeBinary, b"x"),
    ]
    return next((value for kind, value in plain if isinstance(column.type, kind)), "x")
