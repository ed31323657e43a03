"""Who is the current tenant, what its models look like, and how its rows are kept apart."""

from saas.platform.tenancy.columns import NOT_PERSONAL, DataCategory, choice, code, personal, ref
from saas.platform.tenancy.context import (
    Actor,
    ActorKind,
    NoTenant,
    TenantMismatch,
    bind_actor,
    bind_tenant,
    current_actor,
    current_tenant,
    find_tenant,
    tenant_context,
    tenant_key,
    without_tenant,
)
from saas.platform.tenancy.models import Base, GlobalModel, LocalModel, TenantModel, TenantScoped, Versioned

__all__ = [
    "NOT_PERSONAL",
    "Actor",
    "ActorKind",
    "Base",
    "DataCategory",
    "GlobalModel",
    "LocalModel",
    "NoTenant",
    "TenantMismatch",
    "TenantModel",
    "TenantScoped",
    "Versioned",
    "bind_actor",
    "bind_tenant",
    "choice",
    "code",
    "current_actor",
    "current_tenant",
    "find_tenant",
    "personal",
    "ref",
    "tenant_context",
    "tenant_key",
    "without_tenant",
]
