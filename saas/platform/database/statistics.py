"""What the planner knows of a table, brought up to date by whoever wrote to it in bulk."""

from __future__ import annotations

from sqlalchemy import text

from saas.platform.database.extension import session
from saas.platform.tenancy import Base

WORTHWHILE = 1000
"""Rows below which stale statistics do no harm."""


def refresh_statistics(*models: type[Base], rows: int) -> None:
    """Analyze the tables of these models, if at least `WORTHWHILE` rows were written to them.

    The tables are shared by all groups, so a group that has just come aboard is too small a part of them for
    autovacuum to stir, and what is not in the statistics counts as one row: joins of its 5,000 customers are then
    planned as nested loops over all of them, and a page that takes 10 ms takes 12 s.
    """
    if rows < WORTHWHILE:
        return
    names = ", ".join(f'"{model.__tablename__}"' for model in models)
    # Somebody who analyzes the table already does it for us.
    session().execute(text(f"ANALYZE (SKIP_LOCKED) {names}"))
