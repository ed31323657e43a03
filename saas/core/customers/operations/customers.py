"""Create and edit customers, and move them through their life with the dealer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import select

from saas.core.accounts.models import Member
from saas.core.customers.events import CustomerChanged, CustomerCreated, CustomerMoved
from saas.core.customers.models import ContactKind, ContactPoint, Customer, Lifecycle
from saas.core.customers.operations.contacts import attach_contacts
from saas.core.customers.operations.duplicates import note_duplicates
from saas.core.customers.sharing import check_move
from saas.core.customers.tokens import refresh_own_tokens
from saas.core.customers.values import CustomerDetails, NameParts, NewContact, contact_parts, name_parts
from saas.core.organisation.models import Store
from saas.core.organisation.queries import zone_of
from saas.platform.audit.recording import Change, changes_of, record
from saas.platform.clock import now, today
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid, VersionConflict
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

TRANSITIONS: Mapping[Lifecycle, frozenset[Lifecycle]] = {
    Lifecycle.PROSPECT: frozenset({Lifecycle.OWNER, Lifecycle.LOST}),
    Lifecycle.OWNER: frozenset({Lifecycle.DORMANT, Lifecycle.LOST, Lifecycle.FORMER}),
    Lifecycle.DORMANT: frozenset({Lifecycle.OWNER, Lifecycle.LOST, Lifecycle.FORMER}),
    Lifecycle.LOST: frozenset({Lifecycle.OWNER, Lifecycle.DORMANT, Lifecycle.FORMER}),
    Lifecycle.FORMER: frozenset({Lifecycle.OWNER, Lifecycle.PROSPECT}),
}


def create_customer(
    details: CustomerDetails,
    contacts: Sequence[NewContact] = (),
    *,
    source_system: str | None = None,
    source_id: str | None = None,
) -> Customer:
    """Add a customer with their contacts, tokens and duplicate candidates.

    Raises Invalid for data that cannot be taken, and Conflict (`current` names `customer_id`) when the group knows
    this name with one of these numbers already.
    """
    parts = name_parts(details.name)
    _check(details)
    _refuse_known(parts, contacts)
    customer = Customer(source_system=source_system, source_id=source_id)
    _apply(customer, details, parts)
    session().add(customer)
    session().flush()
    attach_contacts(customer, contacts)
    refresh_own_tokens(customer)
    note_duplicates(customer.id)
    publish(CustomerCreated(customer_id=customer.id))
    record("customers.customer.created", "customer", customer.id, detail={"store_id": customer.store_id})
    return customer


def edit_customer(customer_id: int, details: CustomerDetails, *, version: int) -> Customer:
    """Change a customer's own data.

    version: the row version that the person saw; raises Conflict with the stored values in `current` when somebody
    else was faster. Raises NotFound, Invalid.
    """
    customer = load_for_change(Customer, customer_id)
    if customer.row_version != version:
        raise VersionConflict(
            _("Somebody else changed this customer in the meantime."), current=details_of(customer)
        )
    parts = name_parts(details.name)
    _check(details)
    check_move(customer, details.store_id)
    _apply(customer, details, parts)
    changes = changes_of(customer)
    if changes:
        _save_edit(customer, changes)
    return customer


def details_of(customer: Customer) -> dict[str, object]:
    """The stored values under the names of `CustomerDetails`."""
    return {field.name: getattr(customer, field.name) for field in fields(CustomerDetails)}


def change_lifecycle(customer_id: int, to: Lifecycle, *, on: date, reason: str = "") -> Customer:
    """Move a customer to another state of life on a day; the same state again changes nothing.

    Raises NotFound, Conflict for a transition that there is not.
    """
    customer = load_for_change(Customer, customer_id)
    if customer.lifecycle is to:
        return customer
    if to not in TRANSITIONS[customer.lifecycle]:
        raise Conflict(_("A customer does not go from this state to that one."))
    before, customer.lifecycle, customer.lifecycle_on = customer.lifecycle, to, on
    session().flush()
    changes = {"lifecycle": Change(before=before, after=to)}
    publish(CustomerMoved(customer_id=customer.id, before=before, after=to))
    record("customers.customer.moved", "customer", customer.id, changes=changes, reason=reason)
    return customer


def mark_verified(customer_id: int) -> Customer:
    """Note that the contact data were confirmed with the customer now; raises NotFound."""
    customer = load_for_change(Customer, customer_id)
    customer.verified_at = now()
    customer.update_wanted = False
    session().flush()
    record("customers.customer.verified", "customer", customer.id)
    return customer


def mark_update_wanted(customer_id: int) -> Customer:
    """Ask for new contact data at the next visit, since the known ones reach nobody; raises NotFound."""
    customer = load_for_change(Customer, customer_id)
    if not customer.update_wanted:
        customer.update_wanted = True
        session().flush()
        record("customers.customer.update_wanted", "customer", customer.id)
    return customer


def _apply(customer: Customer, details: CustomerDetails, parts: NameParts) -> None:
    customer.name, customer.name_key, customer.name_sort = parts.name, parts.key, parts.sort
    customer.kind = details.kind
    customer.gender = details.gender
    customer.birth_date = details.birth_date
    customer.store_id = details.store_id
    customer.owner_id = details.owner_id
    customer.note = details.note.strip()


def _save_edit(customer: Customer, changes: Mapping[str, Change]) -> None:
    session().flush()
    if "name" in changes:
        refresh_own_tokens(customer)
        note_duplicates(customer.id)
    publish(CustomerChanged(customer_id=customer.id))
    record("customers.customer.edited", "customer", customer.id, changes=changes)


def _check(details: CustomerDetails) -> None:
    if details.store_id is not None and session().get(Store, (current_tenant(), details.store_id)) is None:
        raise Invalid("store_id", _("There is no such store."))
    if details.owner_id is not None and session().get(Member, (current_tenant(), details.owner_id)) is None:
        raise Invalid("owner_id", _("There is no such member."))
    if details.birth_date is not None and details.birth_date > today(zone_of(details.store_id)):
        raise Invalid("birth_date", _("This day is still to come."))


def _refuse_known(parts: NameParts, contacts: Sequence[NewContact]) -> None:
    hashes = [contact_parts(c.kind, c.value).value_hash for c in contacts if c.kind is ContactKind.PHONE]
    if not hashes:
        return
    same_number = select(ContactPoint.customer_id).where(
        ContactPoint.tenant_id == current_tenant(), ContactPoint.value_hash.in_(hashes)
    )
    known = session().scalars(
        select(Customer.id)
        .where(
            Customer.tenant_id == current_tenant(),
            Customer.name_key == parts.key,
            Customer.id.in_(same_number),
        )
        .limit(1)
    )
    if (found := known.one_or_none()) is not None:
        raise Conflict(
            _("There is a customer of this name with this number already."), current={"customer_id": found}
        )
