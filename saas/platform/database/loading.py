"""Load one row of the current tenant, or answer as if there were none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from sqlalchemy import select

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
    versions = {} if version is None else {row_id: version}
    return load_all_for_change(model, (row_id,), versions=versions)[row_id]


def load_all_for_change(
    model: type[T], row_ids: Collection[int], *, versions: Mapping[int, int] | None = None
) -> dict[int, T]:
    """These rows by id, locked by one statement in the order of their ids, so that two callers never wait in a circle.

    versions: of some of them as the person saw them. Raises like `load_for_change`.
    """
    mine = select(model).where(model.tenant_id == current_tenant(), model.id.in_(sorted(row_ids)))
    statement = mine.order_by(model.id).with_for_update().execution_options(populate_existing=True)
    rows = {row.id: row for row in session().scalars(statement)}
    if len(rows) < len(set(row_ids)):
        raise NotFound(_("This does not exist, or no longer."))
    for row_id, version in (versions or {}).items():
        if getattr(rows[row_id], "row_version", version) != version:
            raise VersionConflict(_("Somebody else changed this in the meantime."))
    return rows
