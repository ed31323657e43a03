"""The contact gate's lasting answers as a criterion, for statements that make work for many customers at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from saas.core.customers.models import Customer
from saas.core.organisation.models import Store
from saas.core.privacy.decision import ALLOWED_UNTIL_REFUSED
from saas.core.privacy.models import ConsentDecision, ConsentEvent, ContactChannel, DoNotContact
from saas.core.privacy.notices import outdated, said_to
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
def _aliases() -> tuple[type[ConsentEvent], type[ConsentEvent], type[Customer], type[Customer]]:
    # Made once: an alias of a mapped class costs more than the whole criterion.
    return aliased(ConsentEvent), aliased(ConsentEvent), aliased(Customer), aliased(Customer)


def _last_word(
    customer_id: Column, purpose: str, channel: ContactChannel, *, granted: bool
) -> ColumnElement[bool]:
    """Whether the last word was a grant, or was none; few have others merged into them, and only for these all ids count."""
    said, later, speaker, later_speaker = _aliases()
    merged = (
        select(speaker.id)
        .where(speaker.tenant_id == current_tenant(), speaker.merged_into_id == customer_id)
        .exists()
    )
    entity = _entity_of(customer_id)
    own = _said(
        purpose,
        channel,
        mine=(said.customer_id == customer_id,),
        same=(later.customer_id == said.customer_id,),
        granted=granted,
        entity=entity,
    )
    person = func.coalesce(speaker.merged_into_id, speaker.id)
    of_all = _said(
        purpose,
        channel,
        mine=(
            speaker.tenant_id == said.tenant_id,
            speaker.id == said.customer_id,
            or_(speaker.id == customer_id, speaker.merged_into_id == customer_id),
        ),
        same=(
            later_speaker.tenant_id == later.tenant_id,
            later_speaker.id == later.customer_id,
            or_(later_speaker.id == person, later_speaker.merged_into_id == person),
        ),
        granted=granted,
        entity=entity,
    )
    return case((merged, of_all), else_=own)


def _entity_of(customer_id: Column) -> ColumnElement[int | None]:
    """The company of the customer's store."""
    holder = _holder()
    store = and_(Store.tenant_id == holder.tenant_id, Store.id == holder.store_id)
    mine = (holder.tenant_id == current_tenant(), holder.id == customer_id)
    return (
        select(Store.legal_entity_id)
        .join(holder, store)
        .where(*mine)
        .correlate_except(Store, holder)
        .scalar_subquery()
    )


@cache
def _holder() -> type[Customer]:
    return aliased(Customer)


def _said(
    purpose: str,
    channel: ContactChannel,
    *,
    mine: Iterable[ColumnElement[bool]],
    same: Iterable[ColumnElement[bool]],
    granted: bool,
    entity: ColumnElement[int | None],
) -> ColumnElement[bool]:
    """mine: that a statement is the customer's. same: that a later one is of the same."""
    said, later, _speaker, _later_speaker = _aliases()
    channels = [ContactChannel.ANY, channel]
    newer = exists().where(
        later.tenant_id == said.tenant_id,
        *same,
        later.purpose == said.purpose,
        later.channel.in_(channels),
        said_to(later, entity),
        or_(
            later.occurred_at > said.occurred_at,
            and_(later.occurred_at == said.occurred_at, later.id > said.id),
        ),
    )
    yes = and_(said.decision == ConsentDecision.GRANT, ~outdated(said, entity))
    statement = select(said.id).where(
        said.tenant_id == current_tenant(),
        *mine,
        said.purpose == purpose,
        said.channel.in_(channels),
        said_to(said, entity),
        yes if granted else said.decision != ConsentDecision.GRANT,
        ~newer,
    )
    return statement.exists()
