"""Creating a dealer group with everything it needs from its first minute."""

from __future__ import annotations

from sqlalchemy import Sequence, exists, select

from saas.core.organisation.group_codes import is_reserved, is_well_formed
from saas.core.organisation.hooks import group_created
from saas.core.organisation.operations.calendars import create_default_calendar
from saas.platform.audit import record
from saas.platform.database import global_session, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import clone_builtin_roles
from saas.platform.plugins import perform
from saas.platform.security.keys import keys
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant


def next_group_id() -> int:
    """Take the id of a group that is about to be created; the transaction that creates it runs under this tenant."""
    with global_session() as work:
        taken: int = work.scalar(Sequence("tenant_id_seq"))
        return taken


def create_group(*, code: str, name: str, locale: str = "zh_CN", timezone: str = "Asia/Shanghai") -> Tenant:
    """Create the current tenant, whose id was taken by `next_group_id`, in the current transaction.

    It gets its keys, a work calendar with China's holidays, the built-in roles and every room's starters; its first
    administrator comes in the same transaction, from the room that knows members.
    Raises Invalid for a code that is malformed, reserved or was ever used, and for an empty name.
    """
    _check_code(code)
    if not name.strip():
        raise Invalid("name", _("Enter the name of the group."))
    group = Tenant(id=current_tenant(), code=code, name=name.strip(), locale=locale, timezone=timezone)
    session().add(group)
    keys().create(group.id)
    session().flush()
    create_default_calendar()
    clone_builtin_roles()
    record("organisation.group.created", "tenant", group.id, detail={"code": code})
    perform(group_created, tenant_id=group.id)
    return group


def check_code_shape(code: str) -> None:
    """Refuse with Invalid what can be the code of no group, whether or not it is free."""
    if not is_well_formed(code):
        raise Invalid(
            "code",
            _("Use 2 to 31 small letters, digits and hyphens, starting with a letter, like huatong-auto."),
        )


def _check_code(code: str) -> None:
    check_code_shape(code)
    # A closed group keeps its row, so that no code is ever given twice.
    if is_reserved(code) or session().scalar(select(exists().where(Tenant.code == code))):
        raise Invalid("code", _("This code is taken. Choose another."))
