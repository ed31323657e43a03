"""Whoever contacts a customer, and whoever notes what the customer says, take turns: one order for each customer."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.customers.models import Customer
from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


def take_turn(customer_id: int) -> int:
    """Wait until no other transaction contacts this customer or notes their wishes; held until the end of this one.

    To be called before rows of the customer are locked, so that nobody waits in a circle. Returns the customer that this
    one is by now: themselves, or the one whom they were merged into. Raises NotFound.
    """
    person, merged_into = customer_id, _lock(customer_id)
    while merged_into is not None:
        person, merged_into = merged_into, _lock(merged_into)
    return person


def _lock(customer_id: int) -> int | None:
    # Not FOR UPDATE: rows that only name the customer are written meanwhile.
    statement = (
        select(Customer.id, Customer.merged_into_id)
        .where(Customer.tenant_id == current_tenant(), Customer.id == customer_id)
        .with_for_update(key_share=True)
    )
    row = session().execute(statement).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    merged_into: int | None = row.merged_into_id
    return merged_into
