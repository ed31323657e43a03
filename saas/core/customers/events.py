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
