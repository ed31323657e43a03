"""Moving a plugin's tables up and down in a database of its own."""

from __future__ import annotations

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


def filled_tables(connection: Connection, chain: Chain) -> dict[str, int]:
    """Give each table of the chain a row, as far as its columns alone tell how; the number of rows by table.

    Keys and policies do not bind: the row stands for whatever an older release may have left. It belongs to a group that
    is there, so that data steps go over it.
    """
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    group = connection.execute(text("SELECT min(id) FROM tenant")).scalar() or _founded(connection)
    connection.execute(text(f"SET LOCAL app.tenant_id = '{int(group)}'"))
    for name in tables_of(connection, chain):
        table = Table(name, MetaData(), autoload_with=connection)
        values = {column.name: _plain(column) for column in table.columns if _needed(column)}
        with suppress(SQLAlchemyError), connection.begin_nested():
            connection.execute(table.insert().values({**values, "tenant_id": group}))
    found = {
        name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())
        for name in tables_of(connection, chain)
    }
    connection.commit()
    return found


def _founded(connection: Connection) -> int:
    made = insert(Tenant).values(code="kit-older", name="An older release").returning(Tenant.id)
    return connection.execute(made).scalar_one()


def _needed(column: Any) -> bool:
    return not column.nullable and column.server_default is None and column.identity is None


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
