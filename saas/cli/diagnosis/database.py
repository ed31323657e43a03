"""Checks of the database: reachable, the right server, the right roles, the tables of this version."""

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from saas.cli.diagnosis.findings import Finding
from saas.config import Settings
from saas.platform.database.migrations import CORE, heads

OLDEST_SERVER = 170000  # the first with the MAINTAIN right
CONNECT_SECONDS = 5
RIGHTS = text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")


def application_role(settings: Settings) -> Finding:
    """The role of web and workers connects, and row-level security binds it."""
    return _as_role(settings.database_url, "database, as the application", "DATABASE_URL", bypasses=False)


def system_role(settings: Settings) -> Finding:
    """The role of relay and scheduler connects, and sees all groups."""
    return _as_role(
        settings.system_database_url, "database, as the system", "SYSTEM_DATABASE_URL", bypasses=True
    )


def tables(settings: Settings) -> Finding:
    """The tables are those of this version."""
    component = "tables"
    try:
        with _connection(settings.database_url) as connection:
            present, wanted = heads(connection, CORE)
    except SQLAlchemyError:
        return Finding(component=component, told="not looked at", remedy="Mend the database's access first.")
    if present == wanted:
        return Finding(component=component, told=f"at {present}")
    return Finding(component=component, told=f"at {present}, wanted {wanted}", remedy="saas db upgrade")


def _as_role(url: str, component: str, variable: str, *, bypasses: bool) -> Finding:
    try:
        with _connection(url) as connection:
            version = int(connection.scalar(text("SHOW server_version_num")) or 0)
            superuser, bypass = connection.execute(RIGHTS).one()
    except SQLAlchemyError as error:
        return Finding(
            component=component,
            told=str(error.__cause__ or error).strip().splitlines()[0],
            remedy=f"Is it running (`saas up` starts one)? Does {variable} name it?",
        )
    if version < OLDEST_SERVER:
        return Finding(component=component, told=f"server {version}", remedy="Use PostgreSQL 17 or newer.")
    if superuser or bool(bypass) is not bypasses:
        rights = "NOSUPERUSER BYPASSRLS" if bypasses else "NOSUPERUSER NOBYPASSRLS"
        return Finding(
            component=component,
            told="the role has the wrong rights",
            remedy=f"As the server's administrator: ALTER ROLE … {rights} (docs/operators/production.md)",
        )
    return Finding(component=component, told=f"PostgreSQL {version // 10000}")


def _connection(url: str) -> Connection:
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_SECONDS})
    return engine.connect()
