"""What is known of consent, blocks and policy, for one customer or many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from saas.core.customers.models import ContactPoint, Customer
from saas.core.customers.queries import same_customer
from saas.core.organisation.models import Store
from saas.core.privacy.caps import LONGEST, Cap, caps_for, caps_of
from saas.core.privacy.counting import contacts_made
from saas.core.privacy.decision import ContactFacts, Verdict, decide, quiet_hours_of
from saas.core.privacy.models import (
    ConsentDecision,
    ConsentEvent,
    ContactChannel,
    ContactPolicy,
    DoNotContact,
)
from saas.core.privacy.notices import outdated, said_to
from saas.platform.clock import now
from saas.platform.database import Page, keyset_page, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.tenancy import TENANT, current_tenant
from saas.platform.tenancy.tenant import Tenant

Asked = tuple[int, str]
"""A customer and a purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The contact policy that holds, and its version (0: none was ever set)."""

    version: int
    quiet_hours: Mapping[str, Sequence[str]]
    caps: Sequence[Cap] = ()
    since: datetime | None = None

    @property
    def row_version(self) -> int:
        """Its version as the optimistic lock names it."""
        return self.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Of the customers asked for: those blocked themselves, and those one of whose numbers is."""

    customers: frozenset[int]
    numbers: frozenset[int]


def current_policy() -> Policy:
    """The newest contact policy of the group."""
    newest = (
        select(ContactPolicy.version, ContactPolicy.quiet_hours, ContactPolicy.caps, ContactPolicy.created_at)
        .where(ContactPolicy.tenant_id == current_tenant())
        .order_by(ContactPolicy.version.desc())
        .limit(1)
    )
    row = session().execute(newest).one_or_none()
    if row is None:
        return Policy(version=0, quiet_hours={})
    return Policy(
        version=row.version, quiet_hours=row.quiet_hours, caps=caps_of(row.caps), since=row.created_at
    )


def standing_of(
    asked: Collection[Asked], channel: ContactChannel, *, at: datetime | None = None
) -> dict[Asked, Verdict]:
    """What the gate would answer for many customers and purposes, storing nothing; four statements in all.

    A fifth where the policy has caps for these purposes. For lists and the workbench; the contact itself still asks
    `may_contact`. at: aware, now if not given.
    """
    customers = {customer for customer, _purpose in asked}
    if not customers:
        return {}
    return verdicts(asked, channel, at or now(), current_policy(), find_blocks(customers, channel))


def verdicts(
    asked: Collection[Asked], channel: ContactChannel, at: datetime, policy: Policy, blocks: Blocks
) -> dict[Asked, Verdict]:
    """The gate's answers, given the policy and the blocks; two statements, and one more to count what is capped."""
    customers = {customer for customer, _purpose in asked}
    zones, said = zones_of(customers), statements_of(customers, channel)
    caps = {purpose: caps_for(policy.caps, purpose, channel) for _customer, purpose in asked}
    made = contacts_made(customers, [purpose for purpose, some in caps.items() if some], at - LONGEST)
    return {
        (customer, purpose): decide(
            ContactFacts(
                purpose=purpose,
                moment=at,
                zone=zones[customer],
                customer_blocked=customer in blocks.customers,
                number_blocked=customer in blocks.numbers,
                statement=said.get((customer, purpose)),
                quiet=quiet_hours_of(policy.quiet_hours, purpose),
                caps=caps[purpose],
                contacts=made.get((customer, purpose), ()),
            )
        )
        for customer, purpose in asked
        if customer in zones
    }


def find_blocks(
    customers: Collection[int], channel: ContactChannel, *, contact_point_id: int | None = None
) -> Blocks:
    """Who of these is not to be contacted on a channel, by themselves or by a number.

    contact_point_id: the number or address to be used; without one, any of the customer's counts.
    """
    tenant = current_tenant()
    live = and_(
        DoNotContact.tenant_id == tenant,
        DoNotContact.is_active,
        DoNotContact.channel.in_([ContactChannel.ANY, channel]),
    )
    own = select(DoNotContact.customer_id, literal(True).label("own")).where(
        live, DoNotContact.customer_id.in_(customers), DoNotContact.value_hash == ""
    )
    points = and_(ContactPoint.tenant_id == tenant, ContactPoint.customer_id.in_(customers))
    if contact_point_id is not None:
        points = and_(points, ContactPoint.id == contact_point_id)
    number = (
        select(ContactPoint.customer_id, literal(False))
        .join(
            DoNotContact,
            and_(
                DoNotContact.tenant_id == ContactPoint.tenant_id,
                DoNotContact.value_hash == ContactPoint.value_hash,
                or_(DoNotContact.customer_id.is_(None), DoNotContact.customer_id == ContactPoint.customer_id),
            ),
        )
        .where(points, live)
    )
    rows = session().execute(own.union(number)).all()
    return Blocks(
        customers=frozenset(row.customer_id for row in rows if row.own),
        numbers=frozenset(row.customer_id for row in rows if not row.own),
    )


def zones_of(customers: Collection[int]) -> dict[int, str]:
    """Customer to the IANA zone of their store, else the group's; those that do not exist are left out."""
    store = and_(Store.tenant_id == Customer.tenant_id, Store.id == Customer.store_id)
    rows = session().execute(
        select(Customer.id, func.coalesce(Store.timezone, Tenant.timezone))
        .join(Tenant, Tenant.id == Customer.tenant_id)
        .outerjoin(Store, store)
        .where(Customer.tenant_id == current_tenant(), Customer.id.in_(customers))
    )
    return {row[0]: row[1] for row in rows}


def statements_of(customers: Collection[int], channel: ContactChannel) -> dict[Asked, ConsentDecision]:
    """The last thing each customer said of each purpose, on the channel or on any; nothing for what was never said.

    What was said to another company than the one that looks after the customer does not count, nor does an agreement
    that a later notice asks for anew.
    """
    # What somebody said who was merged into one of these counts as theirs: the ledger keeps the old id.
    person = aliased(Customer)
    said_by = and_(Customer.tenant_id == ConsentEvent.tenant_id, Customer.id == ConsentEvent.customer_id)
    same = and_(
        person.tenant_id == Customer.tenant_id,
        person.id == func.coalesce(Customer.merged_into_id, Customer.id),
    )
    store = and_(Store.tenant_id == person.tenant_id, Store.id == person.store_id)
    rows = session().execute(
        select(
            person.id.label("customer_id"),
            ConsentEvent.purpose,
            ConsentEvent.decision,
            outdated(ConsentEvent, Store.legal_entity_id).label("outdated"),
        )
        .join(Customer, said_by)
        .join(person, same)
        .outerjoin(Store, store)
        .where(
            ConsentEvent.tenant_id == current_tenant(),
            or_(Customer.id.in_(customers), Customer.merged_into_id.in_(customers)),
            ConsentEvent.channel.in_([ContactChannel.ANY, channel]),
            said_to(ConsentEvent, Store.legal_entity_id),
        )
        .order_by(person.id, ConsentEvent.purpose, ConsentEvent.occurred_at.desc(), ConsentEvent.id.desc())
        .ext(distinct_on(person.id, ConsentEvent.purpose))
    )
    return {(row.customer_id, row.purpose): row.decision for row in rows if not row.outdated}


def consent_history(
    customer_id: int, *, before: datetime | None = None, limit: int = 50
) -> list[ConsentEvent]:
    """What the customer said, the newest first."""
    statement = select(ConsentEvent).where(
        ConsentEvent.tenant_id == current_tenant(), same_customer(ConsentEvent.customer_id, customer_id)
    )
    if before is not None:
        statement = statement.where(ConsentEvent.occurred_at < before)
    newest = statement.order_by(ConsentEvent.occurred_at.desc(), ConsentEvent.id.desc())
    return list(session().scalars(newest.limit(limit)))


def consent_page(
    customer_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[ConsentEvent]:
    """A page of what the customer said, the newest first."""
    mine = (ConsentEvent.tenant_id == current_tenant(), same_customer(ConsentEvent.customer_id, customer_id))
    return keyset_page(
        select(ConsentEvent).where(*mine),
        keys=(ConsentEvent.occurred_at, ConsentEvent.id),
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def statement_of(customer_id: int, event_id: int) -> ConsentEvent:
    """One statement of a customer; raises NotFound for one of somebody else."""
    mine = (
        ConsentEvent.tenant_id == current_tenant(),
        ConsentEvent.id == event_id,
        same_customer(ConsentEvent.customer_id, customer_id),
    )
    event = session().scalars(select(ConsentEvent).where(*mine)).one_or_none()
    if event is None:
        raise NotFound(_("This does not exist, or no longer."))
    return event


def active_blocks(customer_id: int) -> list[DoNotContact]:
    """The customer's own blocks that hold now."""
    return list(session().scalars(_active_blocks(), {"customer_id": customer_id}))


@cache
def _active_blocks() -> Select[DoNotContact]:
    mine = (
        DoNotContact.tenant_id == TENANT,
        DoNotContact.customer_id == bindparam("customer_id"),
        DoNotContact.is_active,
    )
    return select(DoNotContact).where(*mine).order_by(DoNotContact.id)
