"""Who a duty is about: found from a customer's id, kept with the run while parts of it are still to be done."""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlalchemy import select

from saas.core.contracts.duties import Subject
from saas.core.customers.models import ContactKind, ContactPoint, Customer, CustomerIdDocument
from saas.core.customers.queries import customer_ids_of
from saas.platform.database import load, session
from saas.platform.tenancy import current_tenant

_NATIONAL = 11
"""Digits of a mobile number without its country, as files write it."""


def subject_of(customer_id: int) -> Subject:
    """The subject that a customer is; one who was merged is the winner. Raises NotFound."""
    customer = load(Customer, customer_id)
    meant = customer.merged_into_id or customer.id
    ids = customer_ids_of(meant)
    points = session().execute(
        select(ContactPoint.kind, ContactPoint.value, ContactPoint.value_hash)
        .where(ContactPoint.tenant_id == current_tenant(), ContactPoint.customer_id.in_(ids))
        .order_by(ContactPoint.id)
    )
    hashes, terms = [], _numbers(ids)
    for point in points:
        hashes.append(point.value_hash)
        terms.append(point.value[-_NATIONAL:] if point.kind is ContactKind.PHONE else point.value)
    called = select(Customer.name).where(Customer.tenant_id == current_tenant(), Customer.id.in_(ids))
    return Subject(
        customer_id=meant,
        merged_ids=ids[1:],
        names=tuple(name for name in dict.fromkeys(session().scalars(called)) if name),
        contact_hashes=tuple(dict.fromkeys(hashes)),
        terms=tuple(term for term in dict.fromkeys(terms) if term),
    )


def sealed_subject(subject: Subject) -> str:
    """The subject as text, for a column that seals it."""
    return json.dumps(asdict(subject))


def unsealed_subject(text: str) -> Subject:
    """What `sealed_subject` made."""
    raw = json.loads(text)
    return Subject(
        customer_id=raw["customer_id"],
        merged_ids=tuple(raw["merged_ids"]),
        contact_hashes=tuple(raw["contact_hashes"]),
        terms=tuple(raw["terms"]),
        names=tuple(raw.get("names", ())),
    )


def _numbers(ids: tuple[int, ...]) -> list[str]:
    document = CustomerIdDocument
    mine = (document.tenant_id == current_tenant(), document.customer_id.in_(ids))
    return list(session().scalars(select(document.number).where(*mine)))
