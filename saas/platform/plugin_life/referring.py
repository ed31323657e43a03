"""Tables outside a plugin whose rows may refer to its own: also those of plugins whose code is not loaded."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import column, exists, select, table, text
from sqlalchemy.orm import Session

from saas.platform.database import session
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.plugin_life.tables import tables_of
from saas.platform.plugins import current_registry, dependants
from saas.platform.tenancy import current_tenant

# Asked of the database, since nothing else knows of a plugin whose package was removed or is broken.
_REFERRING = text(
    """
    SELECT DISTINCT child.relname FROM pg_constraint AS key
    JOIN pg_class AS child ON child.oid = key.conrelid
    JOIN pg_class AS parent ON parent.oid = key.confrelid
    WHERE key.contype = 'f' AND pg_table_is_visible(parent.oid) AND parent.relname = ANY(:own)
      AND child.relname <> ALL(:known)
    ORDER BY child.relname
    """
)


def refuse_while_referred_to(name: str) -> None:
    """Raise Conflict while a table that no loaded dependant answers for holds rows of the current group.

    Their rows would go with those of the plugin, or keep them from going, and nobody could take them out before.
    """
    if holding := holding_tables(name):
        message = _(
            "Rows in %(tables)s may refer to these data, and no plugin that is loaded answers for them. The operator "
            "has to install theirs again, so that its data can be removed first.",
            tables=", ".join(holding),
        )
        raise Conflict(message)


def holding_tables(name: str) -> list[str]:
    """The `referring_tables` that hold rows of the current group."""
    return [one for one in referring_tables(session(), name) if _holds_rows(one)]


def referring_tables(work: Session, name: str) -> Sequence[str]:
    """The tables with a foreign key to one of the plugin's, but for its own and those of loaded plugins that require it."""
    own = [one.name for one in tables_of(name)]
    known = [one.name for plugin in dependants(current_registry(), name) for one in tables_of(plugin)]
    return work.scalars(_REFERRING, {"own": own, "known": own + known}).all()


def _holds_rows(name: str) -> bool:
    # There may be no model of it.
    rows = table(name, column("tenant_id"))
    return bool(session().scalar(select(exists().where(rows.c.tenant_id == current_tenant()))))
