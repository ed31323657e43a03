"""The contacts that were made with customers, over all modules, as the caps count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from saas.core.customers.models import Customer
from saas.core.privacy.caps import MadeContact
from saas.core.privacy.decision import VALID_FOR
from saas.core.privacy.models import ContactDecision, ContactUse
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def contacts_made(
    customers: Collection[int], purposes: Collection[str], since: datetime
) -> dict[tuple[int, str], tuple[MadeContact, ...]]:
    """The contacts made since a moment (aware), by customer and purpose; one statement, none when no purpose is asked for.

    A decision that was used is a contact, unless it did not come about. Those with somebody who was merged into one of
    these customers count as theirs.
    """
    if not purposes:
        return {}
    person = func.coalesce(Customer.merged_into_id, Customer.id)
    used = and_(
        ContactUse.tenant_id == ContactDecision.tenant_id, ContactUse.decision_id == ContactDecision.id
    )
    theirs = and_(Customer.tenant_id == ContactDecision.tenant_id, Customer.id == ContactDecision.customer_id)
    rows = session().execute(
        select(person, ContactDecision.purpose, ContactDecision.channel, ContactUse.used_at)
        .join(ContactUse, used)
        .join(Customer, theirs)
        .where(
            ContactDecision.tenant_id == current_tenant(),
            or_(Customer.id.in_(customers), Customer.merged_into_id.in_(customers)),
            ContactDecision.purpose.in_(purposes),
            # A decision is used soon after it was made, so that its index finds the window's.
            ContactDecision.decided_at > since - VALID_FOR,
            ContactUse.used_at > since,
            ContactUse.made,
        )
    )
    made = defaultdict[tuple[int, str], list[MadeContact]](list)
    for customer_id, purpose, channel, at in rows:
        made[customer_id, purpose].append(MadeContact(channel=channel, at=at))
    return {asked: tuple(contacts) for asked, contacts in made.items()}
