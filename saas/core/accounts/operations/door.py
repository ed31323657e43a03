"""What a group asks of whoever comes in: its own policy, checked at its own door and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from saas.core.accounts.operations.factors import second_factor_of
from saas.core.accounts.queries.sign_in import SignedInAccount
from saas.platform.audit import Change, record
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant

_REQUIRED = "second_factor_required"
_PROVIDER_ONLY = "single_sign_on_only"


def second_factor_required(settings: Mapping[str, object]) -> bool:
    """Whether a group's settings ask its members for a second factor."""
    return settings.get(_REQUIRED) is True


def provider_only(settings: Mapping[str, object]) -> bool:
    """Whether a group's settings let members in by the group's single sign-on only."""
    return settings.get(_PROVIDER_ONLY) is True


def change_door(account: SignedInAccount, *, second_factor: bool, single_sign_on: bool) -> None:
    """What the group asks of whoever comes in: a second factor, its single sign-on only, both or neither.

    account: who changes it, by which session. Raises Invalid when that session would not get in itself, or
    could not get in any more to mend it: whoever closes the door must be able to open it.
    """
    group = _group()
    before = {
        _REQUIRED: second_factor_required(group.settings),
        _PROVIDER_ONLY: provider_only(group.settings),
    }
    after = {_REQUIRED: second_factor, _PROVIDER_ONLY: single_sign_on}
    if second_factor and not account.second_factor_shown(group.id):
        raise Invalid("second_factor", _("Switch on two-step sign-in for yourself first."))
    if single_sign_on and not before[_PROVIDER_ONLY]:
        _check_way_back(group, account)
    group.settings = {**group.settings, **after}
    changes = {
        name: Change(before=before[name], after=after[name]) for name in after if before[name] != after[name]
    }
    if changes:
        record("accounts.door.changed", "tenant", group.id, changes=changes)
    session().flush()


def note_way_round() -> None:
    """Tell the audit that the settings of the sign-in were opened without the single sign-on that the group asks for."""
    record("accounts.door.mended", "tenant", current_tenant())


def _check_way_back(group: Tenant, account: SignedInAccount) -> None:
    if not account.vouched_by(group.id):
        raise Invalid(
            "single_sign_on", _("Sign in by single sign-on first, so that you know that it works for you.")
        )
    if second_factor_of(session(), account.id) is None:
        raise Invalid(
            "single_sign_on",
            _(
                "Switch on two-step sign-in for your own sign-in first: it is the way back in when the provider fails."
            ),
        )


def _group() -> Tenant:
    mine = select(Tenant).where(Tenant.id == current_tenant()).with_for_update()
    return session().scalars(mine.execution_options(populate_existing=True)).one()
