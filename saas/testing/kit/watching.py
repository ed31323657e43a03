"""What happens in the database: the statements that are sent, and whether rows of a group changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection

Prints = Mapping[str, str]

# Written by the way: when a token was used, what was asked twice, who read what.
BY_THE_WAY = ("api_client", "idempotency_key", "session", "export_log")


@contextmanager
def statements(without: str = "") -> Iterator[list[str]]:
    """Collects every statement that any engine of this process sends, but for those that begin with `without`."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not (without and statement.startswith(without)):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Watch:
    """Looks at the rows of a group under the role that sees every group."""

    def __init__(self, system_url: str) -> None:
        self._engine = create_engine(system_url)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def tables(self) -> set[str]:
        """The tables whose rows belong to groups."""
        with self._engine.connect() as work:
            return set(_tables(work))

    def prints(self, tenant_id: int, prefix: str = "", without: Collection[str] = ()) -> Prints:
        """Number and hash of a group's rows by table, of tables that start with `prefix`.

        without: columns that are left out of the hash.
        """
        with self._engine.connect() as work:
            names = [name for name in _tables(work) if name.startswith(prefix) and name not in BY_THE_WAY]
            if not names:
                return {}
            row = "to_jsonb(t)" + "".join(f" - '{name}'" for name in without)
            parts = [
                f"SELECT '{name}', count(*) || ':' || coalesce(md5(string_agg(({row})::text, '|' ORDER BY ({row})::text)), '')"
                f' FROM "{name}" t WHERE tenant_id = :tenant'
                for name in names
            ]
            rows = work.execute(text(" UNION ALL ".join(parts)), {"tenant": tenant_id})
            return {row[0]: row[1] for row in rows}

    def count_with(self, tenant_id: int, word: str, prefix: str = "") -> dict[str, int]:
        """How many rows of a group hold a word in clear, by table; tables without one are left out."""
        with self._engine.connect() as work:
            parts = [
                f"SELECT '{name}', count(*) FROM \"{name}\" t WHERE tenant_id = :tenant AND t::text LIKE :what"
                for name in _tables(work)
                if name.startswith(prefix)
            ]
            if not parts:
                return {}
            rows = work.execute(text(" UNION ALL ".join(parts)), {"tenant": tenant_id, "what": f"%{word}%"})
            return {name: count for name, count in rows if count}

    def scalar(self, statement: str, **values: object) -> object:
        """One value."""
        with self._engine.begin() as work:
            return work.execute(text(statement), values).scalar()

    def execute(self, statement: str, **values: object) -> None:
        """A statement of the operator."""
        with self._engine.begin() as work:
            work.execute(text(statement), values)


def changed(before: Prints, after: Prints) -> list[str]:
    """The tables whose rows are not the same."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _tables(work: Connection) -> list[str]:
    found = text(
        "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " ORDER BY 1"
    )
    return list(work.execute(found).scalars())
