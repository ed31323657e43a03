"""Customers for tests, made by the product's own operations."""

import itertools
from collections.abc import Sequence
from typing import Any

from saas.core.customers.models import ContactKind, Customer
from saas.core.customers.operations import create_customer
from saas.core.customers.values import CustomerDetails, NewContact

_numbers = itertools.count(10_000_000)


def phone_number() -> str:
    """A mobile number that no other customer of this run has."""
    return f"138{next(_numbers)}"


def customer(
    name: str = "王晓明",
    *,
    phones: Sequence[str] | None = None,
    email: str = "",
    address: str = "",
    source: tuple[str, str] | None = None,
    **details: Any,
) -> Customer:
    """A customer of the current group with one phone number of their own."""
    numbers = [phone_number()] if phones is None else phones
    contacts = [NewContact(kind=ContactKind.PHONE, value=number) for number in numbers]
    if email:
        contacts.append(NewContact(kind=ContactKind.EMAIL, value=email))
    if address:
        contacts.append(NewContact(kind=ContactKind.ADDRESS, value=address))
    system, source_id = source or (None, None)
    return create_customer(
        CustomerDetails(name=name, **details), contacts, source_system=system, source_id=source_id
    )
