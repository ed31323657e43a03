"""The three roles and the databases of an embedded PostgreSQL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from psycopg import sql

from saas.embedded.postgres import EmbeddedPostgres

# app: what the web and the workers are; system: crosses groups, audited; owner: migrations only.
ROLES = {
    "owner": sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS"),
    "app": sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"),
    "system": sql.SQL("LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """SQLAlchemy addresses of one database under its three roles."""

    app: str
    system: str
    owner: str


def database_urls(sockets: Path, prefix: str, database: str) -> DatabaseUrls:
    """The addresses of `database` on the server whose socket is in `sockets`."""
    app, system, owner = (
        f"postgresql+psycopg://{prefix}_{role}@/{database}?host={quote(str(sockets), safe='/')}"
        for role in ("app", "system", "owner")
    )
    return DatabaseUrls(app=app, system=system, owner=owner)


def bootstrap(server: EmbeddedPostgres, prefix: str, database: str) -> DatabaseUrls:
    """Create the roles and the database where they are missing; the owner owns it and its schema public."""
    with server.connect() as connection:
        for role, rights in ROLES.items():
            name = f"{prefix}_{role}"
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), rights))
    create_database(server, database, prefix)
    return database_urls(server.sockets, prefix, database)


def create_database(server: EmbeddedPostgres, name: str, prefix: str, *, template: str | None = None) -> None:
    """Create a database unless it exists: empty, or a copy of `template`, which nobody may be using."""
    owner = sql.Identifier(f"{prefix}_owner")
    with server.connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY wal_log").format(
            sql.Identifier(name), owner, sql.Identifier(template or "template0")
        )
        connection.execute(statement)
    if template is None:
        with server.connect(name) as connection:
            connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))


def drop_database(server: EmbeddedPostgres, name: str) -> None:
    """Remove a database and cut off whoever is connected to it."""
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
