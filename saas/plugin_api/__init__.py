"""All that a plugin may import of us: defined elsewhere, named here, documented and versioned by this list."""

from saas.platform.audit import Change, record
from saas.platform.clock import local_day, now, today
from saas.platform.database import Page, keyset_page, load, load_for_change, session
from saas.platform.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from saas.platform.i18n import LazyStr, _, _l, ngettext
from saas.platform.permissions import (
    Permission,
    Scope,
    allowed,
    members_with,
    require,
    requires,
    scope_filter,
)
from saas.platform.plugins import Availability, Category, PluginInfo, PluginVeto, hookimpl
from saas.platform.tenancy import (
    NOT_PERSONAL,
    DataCategory,
    TenantModel,
    Versioned,
    choice,
    code_text,
    current_actor,
    current_tenant,
    optional_ref,
    personal,
    ref,
    tenant_key,
)

__all__ = [
    "NOT_PERSONAL",
    "Availability",
    "Category",
    "Change",
    "Conflict",
    "DataCategory",
    "DomainError",
    "Forbidden",
    "Invalid",
    "LazyStr",
    "NotFound",
    "Page",
    "Permission",
    "PluginInfo",
    "PluginVeto",
    "Scope",
    "TenantModel",
    "Unavailable",
    "Versioned",
    "_",
    "_l",
    "allowed",
    "choice",
    "code_text",
    "current_actor",
    "current_tenant",
    "hookimpl",
    "keyset_page",
    "load",
    "load_for_change",
    "local_day",
    "members_with",
    "ngettext",
    "now",
    "optional_ref",
    "personal",
    "record",
    "ref",
    "require",
    "requires",
    "scope_filter",
    "session",
    "tenant_key",
    "today",
]
