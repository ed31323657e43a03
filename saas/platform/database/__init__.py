"""Engine, session and the unit of work; keyset paging; bulk load and the planner's statistics."""

from saas.platform.database.bulk import copy_rows
from saas.platform.database.extension import (
    BrokenTransaction,
    abandon_connections,
    db,
    dispose_engines,
    global_connection,
    global_session,
    install_database,
    session,
    system_session,
    system_sessions,
    unit_of_work,
)
from saas.platform.database.loading import load, load_all_for_change, load_for_change
from saas.platform.database.paging import Page, keyset_page
from saas.platform.database.sequences import take_number
from saas.platform.database.statistics import refresh_statistics

__all__ = [
    "BrokenTransaction",
    "Page",
    "abandon_connections",
    "copy_rows",
    "db",
    "dispose_engines",
    "global_connection",
    "global_session",
    "install_database",
    "keyset_page",
    "load",
    "load_all_for_change",
    "load_for_change",
    "refresh_statistics",
    "session",
    "system_session",
    "system_sessions",
    "take_number",
    "unit_of_work",
]
