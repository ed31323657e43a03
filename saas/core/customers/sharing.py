"""Whose customer somebody is when a group has several companies: who of another company may see them, and where to they may go.

A company is another processor of personal data, so data pass between two only when the customer agreed to it (or when both
work under an agreement on joint processing, of which customers are told).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from saas.core.customers.models import Customer, CustomerShare
from saas.core.organisation.models import LegalEntity, Store
from saas.platform.database import session
from saas.platform.errors import Invalid, Unauthenticated
from saas.platform.i18n import _
from saas.platform.permissions import current_grants
from saas.platform.tenancy import current_tenant


def reader_stores() -> frozenset[int] | None:
    """The stores for which whoever acts works; none: for the whole group, as head office, programs and jobs do."""
    try:
        assigned = current_grants().assignments
    except Unauthenticated:
        return None
    stores = {one.store_id for one in assigned}
    named = frozenset(one for one in stores if one is not None)
    return None if None in stores or not named else named


def open_in_lists(permission: str) -> ColumnElement[bool]:
    """The criterion that keeps a list of whoever acts to the customers of companies that they may see."""
    stores = reader_stores()
    if stores is None or (grant := current_grants().of(permission)) is None:
        return true()
    # Rows of one's stores are of one's companies anyway; those of a region or of oneself may be another company's.
    if not grant.owners and grant.stores <= stores:
        return true()
    return _open_to(stores)


def _open_to(stores: Collection[int]) -> ColumnElement[bool]:
    """Customers whom people of these stores may see as far as companies go."""
    return or_(
        Customer.store_id.is_(None),
        Customer.store_id.in_(stores),
        Customer.store_id.in_(_sister_stores(stores)),
        _shared_with(stores),
    )


def open_to_reader(customer: Customer) -> bool:
    """Whether whoever acts may see the customer as far as companies go; asks the database only for another store's."""
    stores = reader_stores()
    if stores is None or customer.store_id is None or customer.store_id in stores:
        return True
    return _may_reach(customer.id, stores)


def check_move(customer: Customer, store_id: int | None) -> None:
    """Raise Invalid for a move to a store of another company without the customer's agreement to sharing."""
    if store_id is None or customer.store_id is None or store_id == customer.store_id:
        return
    if not _may_reach(customer.id, [store_id]):
        raise Invalid(
            "store_id",
            _(
                "This store belongs to another company. Record first that the customer lets it have their data."
            ),
        )


def may_reach(customer_id: int, store_id: int | None) -> bool:
    """Whether a store may have the customer's data: their own one's company, a joint one, or one they agreed to."""
    return store_id is None or _may_reach(customer_id, [store_id])


def _may_reach(customer_id: int, stores: Collection[int]) -> bool:
    mine = (Customer.tenant_id == current_tenant(), Customer.id == customer_id, _open_to(stores))
    return session().execute(select(Customer.id).where(*mine)).first() is not None


def _sister_stores(stores: Collection[int]) -> ColumnElement[int]:
    """The stores of the same companies, and of those that process jointly with one of them."""
    own, company = aliased(Store), aliased(LegalEntity)
    joint = and_(company.joint_agreement != "", LegalEntity.joint_agreement != "")
    of_own = and_(company.tenant_id == own.tenant_id, company.id == own.legal_entity_id)
    related = (
        select(own.id)
        .join(company, of_own)
        .where(
            own.tenant_id == current_tenant(),
            own.id.in_(stores),
            or_(company.id == Store.legal_entity_id, joint),
        )
        .correlate(Store, LegalEntity)
    )
    its_company = and_(LegalEntity.tenant_id == Store.tenant_id, LegalEntity.id == Store.legal_entity_id)
    return (
        select(Store.id)
        .join(LegalEntity, its_company)
        .where(Store.tenant_id == current_tenant(), exists(related))
        .scalar_subquery()
    )


def _shared_with(stores: Collection[int]) -> ColumnElement[bool]:
    if not stores:
        return false()
    companies = select(Store.legal_entity_id).where(Store.tenant_id == current_tenant(), Store.id.in_(stores))
    return exists().where(
        CustomerShare.tenant_id == Customer.tenant_id,
        CustomerShare.customer_id == Customer.id,
        or_(CustomerShare.legal_entity_id.is_(None), CustomerShare.legal_entity_id.in_(companies)),
    )
