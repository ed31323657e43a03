"""What an installation holds besides a plugin, to be compared step by step: schema and content of every table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, TextClause, create_engine, text

from saas.embedded.roles import DatabaseUrls
from saas.testing.applications import PREFIX

SHARED: Mapping[str, str] = {
    "plugin_installation": "name",
    "plugin_failure": "plugin",
    "tenant_plugin": "plugin",
    "plugin_setting": "plugin",
    "role_permission": "split_part(permission, '.', 1)",
    "job": "owner",
    "event_delivery": "owner",
    "outbox_event": "split_part(name, '.', 1)",
    "schedule_run": "split_part(schedule, '.', 1)",
    "doc_sequence": "split_part(kind, '.', 1)",
    "attachment": "split_part(owner_type, '_', 1)",
}
"""Tables in which all plugins have rows, and whose a row is: those of the plugin itself are left out, no others."""

LEDGERS = ("audit_entry", "platform_audit", "export_log", "object_key")
"""What is done is written down there; what stood there before has to stay as it was."""

OF_THE_UPGRADE = ("core_novelty", "alembic_version")
"""What the walk's own upgrade of the core changes."""

SEEN = ["last_seen_at", "core_revision"]
"""Of an installed plugin: noted anew with every upgrade."""


COLUMNS = """
    SELECT table_name, string_agg(column_name || data_type || is_nullable || coalesce(column_default, ''), ','
        ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name
"""
KEYS = """
    SELECT relname, string_agg(conname || pg_get_constraintdef(key.oid), ',' ORDER BY conname)
    FROM pg_constraint AS key JOIN pg_class ON pg_class.oid = conrelid GROUP BY relname
"""
ROWS = """
    SELECT '{name}', count(*) || ' ' || coalesce(md5(string_agg(row, chr(10) ORDER BY row)), '')
    FROM (SELECT (to_jsonb(t) - CAST(:seen AS text[]))::text AS row FROM "{name}" t
          WHERE {whose} <> ALL(:leave) AND {until}) AS rows
"""


class Books:
    """All that an installation holds but what is some plugins' own."""

    def __init__(self, urls: DatabaseUrls, *leave: str) -> None:
        self._urls = urls
        self._leave = leave
        self._ends: dict[str, int] = {}

    def look(self) -> dict[str, str]:
        """Each table with its columns, keys and rows; of ledgers the rows that were there at the first look."""
        with everything(self._urls) as connection:
            names = self._others(tables(connection))
            self._ends = self._ends or {
                name: connection.scalar(text(f"SELECT coalesce(max(id), 0) FROM {name}")) or 0
                for name in LEDGERS
            }
            statement = text(" UNION ALL ".join(map(self._rows, names)))
            rows = pairs(connection, statement, seen=SEEN, leave=list(self._leave))
            columns, keys = pairs(connection, text(COLUMNS)), pairs(connection, text(KEYS))
        return {name: repr((columns[name], keys.get(name), rows[name])) for name in names}

    def turn_page(self) -> dict[str, str]:
        """A look that from now on counts as the first."""
        self._ends.clear()
        return self.look()

    def _others(self, names: Iterable[str]) -> list[str]:
        own = tuple(f"{plugin}_" for plugin in self._leave)
        versions = {f"alembic_version_{plugin}" for plugin in self._leave}
        left = [name for name in names if not name.startswith(own) and name not in versions]
        return sorted(name for name in left if name not in OF_THE_UPGRADE)

    def _rows(self, name: str) -> str:
        until = f"id <= {self._ends[name]}" if name in LEDGERS else "true"
        return ROWS.format(name=name, whose=SHARED.get(name, "''"), until=until)


def traces_of(urls: DatabaseUrls, plugin: str) -> set[str]:
    """Where something of a plugin is left, ledgers aside: its tables, its rows in those that all share."""
    statement = text(
        " UNION ALL ".join(f"SELECT '{name}', {whose} FROM {name}" for name, whose in SHARED.items())
    )
    with everything(urls) as connection:
        rows = {name for name, owner in connection.execute(statement).all() if owner == plugin}
        return rows | {name for name in tables(connection) if plugin in name}


@contextmanager
def everything(urls: DatabaseUrls) -> Iterator[Connection]:
    """A connection of the server's superuser, whom no policy binds."""
    engine = create_engine(urls.owner.replace(f"{PREFIX}_owner@", "postgres@"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def tables(connection: Connection) -> list[str]:
    """The names of all tables."""
    return list(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))


def pairs(connection: Connection, statement: TextClause, **values: object) -> dict[str, str]:
    """What a statement of two columns gives."""
    return {row[0]: row[1] for row in connection.execute(statement, values)}
