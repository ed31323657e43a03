"""Load one row of the current tenant, or answer as if there were none."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from saas.platform.database.extension import session
from saas.platform.errors import NotFound, VersionConflict
from saas.platform.i18n import _
from saas.platform.tenancy import TenantScoped, current_tenant

T = TypeVar("T", bound=TenantScoped)


def load(model: type[T], row_id: int) -> T:
    """The row of the current tenant; raises NotFound for a missing or a foreign id alike."""
    row = session().get(model, (current_tenant(), row_id))
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return row


def load_for_change(model: type[T], row_id: int, *, version: int | None = None) -> T:
    """The row, locked until the end of the transaction.

    version: the version that the person saw; raises VersionConflict when the row has moved on since.
    Raises NotFound for a missing or a foreign id alike.
    """
    statement = select(model).where(model.tenant_id == current_tenant(), model.id == row_id).with_for_update()
    try:
        row = session().execute(statement.execution_options(populate_existing=True)).scalar_one()
    except NoResultFound:
        raise NotFound(_("This does not exist, or no longer.")) from None
    if version is not None and getattr(row, "row_version", version) != version:
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    return row
