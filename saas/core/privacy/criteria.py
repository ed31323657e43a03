"""The contact gate's lasting answers as a criterion, for statements that make work for many customers at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from saas.core.customers.models import Customer
from saas.core.privacy.decision import ALLOWED_UNTIL_REFUSED
from saas.core.privacy.models import ConsentDecision, ConsentEvent, ContactChannel, DoNotContact
from saas.platform.tenancy import current_tenant

Column = ColumnElement[int] | InstrumentedAttribute[int]


def denied(customer_id: Column, purpose: str, channel: ContactChannel) -> ColumnElement[bool]:
    """Whether the gate would deny this contact today, quiet hours left out: they only defer.

    A blocked number is not looked at: another number of the customer may be free, and the call itself asks again.
    """
    block = exists().where(
        DoNotContact.tenant_id == current_tenant(),
        DoNotContact.customer_id == customer_id,
        DoNotContact.value_hash == "",
        DoNotContact.is_active,
        DoNotContact.channel.in_([ContactChannel.ANY, channel]),
    )
    until_refused = purpose in ALLOWED_UNTIL_REFUSED
    said = _last_word(customer_id, purpose, channel, granted=not until_refused)
    return or_(block, said if until_refused else ~said)


@cache
def _aliases() -> tuple[type[ConsentEvent], type[ConsentEvent], type[Customer]]:
    # Made once: an alias of a mapped class costs more than the whole criterion.
    return aliased(ConsentEvent), aliased(ConsentEvent), aliased(Customer)


def _last_word(
    customer_id: Column, purpose: str, channel: ContactChannel, *, granted: bool
) -> ColumnElement[bool]:
    """Whether the last word was a grant; few have others merged into them, and only for these all ids are looked up."""
    merged = _aliases()[2]
    theirs = select(merged.id).where(
        merged.tenant_id == current_tenant(), merged.merged_into_id == customer_id
    )
    everybody = theirs.union_all(select(customer_id))
    own = _said(purpose, channel, lambda event: event.customer_id == customer_id, granted=granted)
    of_all = _said(purpose, channel, lambda event: event.customer_id.in_(everybody), granted=granted)
    return case((theirs.exists(), of_all), else_=own)


def _said(
    purpose: str,
    channel: ContactChannel,
    mine: Callable[[type[ConsentEvent]], ColumnElement[bool]],
    *,
    granted: bool,
) -> ColumnElement[bool]:
    said, later, _merged = _aliases()
    channels = [ContactChannel.ANY, channel]
    newer = exists().where(
        later.tenant_id == said.tenant_id,
        mine(later),
        later.purpose == said.purpose,
        later.channel.in_(channels),
        or_(
            later.occurred_at > said.occurred_at,
            and_(later.occurred_at == said.occurred_at, later.id > said.id),
        ),
    )
    yes = said.decision == ConsentDecision.GRANT
    statement = select(said.id).where(
        said.tenant_id == current_tenant(),
        mine(said),
        said.purpose == purpose,
        said.channel.in_(channels),
        yes if granted else ~yes,
        ~newer,
    )
    return statement.exists()
