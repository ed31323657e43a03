"""What to do where a command finds no database, or one without tables."""

from __future__ import annotations

from psycopg.errors import UndefinedTable
from sqlalchemy.exc import DBAPIError

_CORE_TABLES = ('"tenant"', '"plugin_installation"')
_NOT_THERE = (
    "The database cannot be reached: {reason}.\n"
    "In development it runs while `make run` does. Where that was given SAAS_VAR, or is run in another folder, "
    "this command needs the same: SAAS_VAR=FOLDER saas …"
)
_EMPTY = "The database has no tables yet. Run `saas db upgrade`."


def missing_database(error: DBAPIError) -> str:
    """What is missing, in words; nothing for an error of another kind, which is a defect."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None and error.statement is None:
        return _NOT_THERE.format(reason=str(error.orig).strip().splitlines()[0].rstrip("."))
    if state == UndefinedTable.sqlstate and any(name in str(error.orig) for name in _CORE_TABLES):
        return _EMPTY
    return ""
