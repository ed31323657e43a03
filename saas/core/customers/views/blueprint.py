"""The blueprint that all pages of this room hang on, and what several of them need."""

from __future__ import annotations

from flask import redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from saas.core.accounts.models import Member, MemberStatus
from saas.core.organisation.queries import open_stores
from saas.platform.database import session
from saas.platform.i18n import LazyStr
from saas.platform.tenancy import current_tenant
from saas.platform.web import GroupPages

pages = GroupPages("customers", "saas.core.customers")

Choices = list[tuple[str, LazyStr]]


def back_to(customer_id: int) -> AnyResponse:
    """To the customer's page."""
    return redirect(url_for("customers.show", customer_id=customer_id), 303)


def place_choices() -> dict[str, Choices]:
    """The stores and members that a form lets choose from; two statements."""
    active = select(Member.id, Member.display_name).where(
        Member.tenant_id == current_tenant(), Member.status == MemberStatus.ACTIVE
    )
    members = session().execute(active.order_by(Member.display_name, Member.id))
    stores: Choices = [(str(store.id), store.name) for store in open_stores()]
    return {"store_id": stores, "owner_id": [(str(row.id), row.display_name) for row in members]}
