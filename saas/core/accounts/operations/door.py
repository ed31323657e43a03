"""What a group asks of whoever comes in: its own policy, checked at its own door and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from saas.core.accounts.operations.sessions import proved_by_second_factor
from saas.platform.audit import Change, record
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

_REQUIRED = "second_factor_required"


def second_factor_required(settings: Mapping[str, object]) -> bool:
    """Whether a group's settings ask its members for a second factor."""
    return settings.get(_REQUIRED) is True


def change_door(*, second_factor: bool, proof: str) -> None:
    """Ask the group's members for a second factor, or no longer.

    proof: that of the session which changes it. Raises Invalid when it has no second factor itself: whoever closes the
    door must be able to open it.
    """
    if second_factor and not proved_by_second_factor(proof):
        raise Invalid("second_factor", _("Switch on two-step sign-in for yourself first."))
    mine = select(Tenant).where(Tenant.id == current_tenant()).with_for_update()
    group = session().scalars(mine.execution_options(populate_existing=True)).one()
    before = second_factor_required(group.settings)
    group.settings = {**group.settings, _REQUIRED: second_factor}
    if before != second_factor:
        changes = {_REQUIRED: Change(before=before, after=second_factor)}
        record("accounts.door.changed", "tenant", group.id, changes=changes)
    session().flush()
