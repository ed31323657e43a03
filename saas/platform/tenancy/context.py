"""The current tenant and who acts in it, held in context variables of the request, job or command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class NoTenant(RuntimeError):
    """Work on a group's data was tried while no group is set: a defect, never a user's mistake."""


class TenantMismatch(RuntimeError):
    """A session or an object of one group was used while another is set: a defect."""


class ActorKind(StrEnum):
    """Who does something, as the audit entry names it."""

    MEMBER = "member"
    API_CLIENT = "api_client"
    SUPPORT = "support"
    CUSTOMER = "customer"
    JOB = "job"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: the kind, and the id of the member, client, customer or job (none for the system)."""

    kind: ActorKind
    id: int | None = None

    @property
    def member_id(self) -> int | None:
        """The member's id for the `…_by` columns, none when no member acts."""
        return self.id if self.kind is ActorKind.MEMBER else None


SYSTEM = Actor(kind=ActorKind.SYSTEM)

_tenant: ContextVar[int | None] = ContextVar("tenant", default=None)
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def find_tenant() -> int | None:
    """The current tenant's id, or none."""
    return _tenant.get()


def current_tenant() -> int:
    """The current tenant's id; raises NoTenant when none is set."""
    tenant = _tenant.get()
    if tenant is None:
        raise NoTenant("no tenant is set: work on a group's data needs tenant_context()")
    return tenant


def current_actor() -> Actor:
    """Who acts now; the system when nobody was named."""
    return _actor.get()


def bind_tenant(tenant_id: int | None) -> None:
    """Set the tenant of the current request; a request has its own context, so nothing is to be reset."""
    _tenant.set(tenant_id)


def bind_actor(actor: Actor) -> None:
    """Say who acts in the current request."""
    _actor.set(actor)


def bind_customer(customer_id: int | None) -> None:
    """Let a customer act in the current request, on a page without a sign-in; none for somebody who is not on record.

    Raises RuntimeError where somebody else acts already: nobody puts their own doing down to a customer.
    """
    if current_actor().kind not in (ActorKind.SYSTEM, ActorKind.CUSTOMER):
        raise RuntimeError("somebody who signed in acts here, no customer")
    bind_actor(Actor(kind=ActorKind.CUSTOMER, id=customer_id))


@contextmanager
def tenant_context(tenant_id: int, actor: Actor | None = None) -> Iterator[int]:
    """Work for a tenant inside the block, as `actor` if given."""
    tenant_token = _tenant.set(tenant_id)
    actor_token = _actor.set(actor or _actor.get())
    try:
        yield tenant_id
    finally:
        _actor.reset(actor_token)
        _tenant.reset(tenant_token)


@contextmanager
def without_tenant() -> Iterator[None]:
    """Work on global tables only inside the block."""
    token = _tenant.set(None)
    try:
        yield
    finally:
        _tenant.reset(token)


def tenant_key(*parts: str | int) -> str:
    """The name of a cache entry, file, export or lock of the current tenant; raises NoTenant without one."""
    return ":".join(("t", str(current_tenant()), *map(str, parts)))
