"""The contact gate's lasting answers as a criterion, for statements that make work for many customers at once."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

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
    if purpose in ALLOWED_UNTIL_REFUSED:
        return or_(block, _last_word(customer_id, purpose, channel, granted=False))
    return or_(block, ~_last_word(customer_id, purpose, channel, granted=True))


@cache
def _aliases() -> tuple[type[ConsentEvent], type[ConsentEvent]]:
    # Made once: an alias of a mapped class costs more than the whole criterion.
    return aliased(ConsentEvent), aliased(ConsentEvent)


def _last_word(
    customer_id: Column, purpose: str, channel: ContactChannel, *, granted: bool
) -> ColumnElement[bool]:
    said, later = _aliases()
    channels = [ContactChannel.ANY, channel]
    newer = exists().where(
        later.tenant_id == said.tenant_id,
        later.customer_id == said.customer_id,
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
        said.customer_id == customer_id,
        said.purpose == purpose,
        said.channel.in_(channels),
        yes if granted else ~yes,
        ~newer,
    )
    return statement.exists()
