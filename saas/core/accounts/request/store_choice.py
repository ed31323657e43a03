"""The store in view: `?store=` chooses it, and it is remembered for the member."""

from __future__ import annotations

from flask import g, request
from sqlalchemy import exists, select

from saas.core.accounts.models import Member
from saas.core.accounts.operations.members import jot_down
from saas.core.organisation.models import Store
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def choose_store(member: Member | None) -> None:
    """Take the store that the address names: `g.store_id`, none for all. One that is not the group's is ignored.

    member: for whom it is remembered, none for support.
    """
    wanted = request.args.get("store")
    if wanted is None:
        return
    store_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    if store_id == g.store_id or (store_id is not None and not _is_ours(store_id)):
        return
    g.store_id = store_id
    if member is None:
        return
    kept = {name: value for name, value in member.preferences.items() if name != "store"}
    jot_down(session(), member, preferences=kept if store_id is None else {**kept, "store": store_id})


def _is_ours(store_id: int) -> bool:
    return bool(
        session().scalar(select(exists().where(Store.tenant_id == current_tenant(), Store.id == store_id)))
    )
