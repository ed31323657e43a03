"""What this room tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.core.customers.models import Lifecycle
from saas.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(Event):
    """A customer was added by hand or by a program; imports tell of theirs in one event of their own."""

    name: ClassVar[str] = "customers.customer_created"
    ordered_by: ClassVar[str] = "customer_id"

    customer_id: int
    """The customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    """A customer's own data or contacts changed."""

    name: ClassVar[str] = "customers.customer_changed"
    ordered_by: ClassVar[str] = "customer_id"

    customer_id: int
    """The customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMoved(Event):
    """A customer came into another state of life."""

    name: ClassVar[str] = "customers.customer_moved"
    ordered_by: ClassVar[str] = "customer_id"

    customer_id: int
    """The customer."""
    before: Lifecycle
    """The state before."""
    after: Lifecycle
    """The state now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Event):
    """Customers turned out to be one; by now all that belonged to the losers belongs to the winner."""

    name: ClassVar[str] = "customers.customers_merged"
    ordered_by: ClassVar[str] = "winner_id"

    winner_id: int
    """The customer who stays."""
    loser_ids: tuple[int, ...]
    """Those who are led to the winner from now on."""
    merge_id: int
    """The merge, as the duties know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersUnmerged(Event):
    """A merge was undone; each customer has their own again."""

    name: ClassVar[str] = "customers.customers_unmerged"
    ordered_by: ClassVar[str] = "winner_id"

    winner_id: int
    """The customer who had been given everything."""
    loser_ids: tuple[int, ...]
    """Those who are back."""
    merge_id: int
    """The merge, as the duties know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Event):
    """A customer was erased; nothing that tells of them is to be kept or made any more."""

    name: ClassVar[str] = "customers.customer_erased"
    ordered_by: ClassVar[str] = "customer_id"

    customer_id: int
    """The customer, of whom an empty row is left."""
