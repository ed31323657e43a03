"""All that a plugin may import of us: defined elsewhere, named here, documented and versioned by this list."""

from saas.core.accounts.models import Member
from saas.core.accounts.queries import active_members_with
from saas.core.customers.hooks import Fact, TimelineEntry
from saas.core.customers.models import Customer
from saas.core.customers.phones import read_phones
from saas.core.customers.queries.details import visible_customer
from saas.core.followups.models import FollowupTask
from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.models import Store
from saas.core.organisation.queries import open_stores
from saas.core.vehicles.models import CustomerVehicle, Vehicle
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.audit import Change, changes_of, record
from saas.platform.clock import local_day, now, today
from saas.platform.database import Page, keyset_page, load, load_for_change, session, take_number
from saas.platform.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from saas.platform.events import Event, Subscription, publish
from saas.platform.i18n import LazyStr, _, _l, current_locale, ngettext
from saas.platform.jobs import CatchUp, Job, Per, Queue, Schedule, checkpoint, enqueue, position, progress
from saas.platform.permissions import (
    Permission,
    Scope,
    allowed,
    require,
    requires,
    scope_filter,
)
from saas.platform.plugins import Availability, Category, Check, PluginInfo, PluginVeto, hookimpl
from saas.platform.security.masks import mask_name, mask_phone
from saas.platform.security.sealed import Sealed
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
from saas.platform.web import (
    Action,
    Form,
    FormInvalid,
    GroupPages,
    Level,
    NavItem,
    Panel,
    PanelContext,
    Rendered,
    Section,
    Widget,
    WidgetSize,
    form_version,
    is_fragment_request,
    kept_filters,
    read_form,
    render,
    tell,
)

__all__ = [
    "NOT_PERSONAL",
    "Action",
    "ApiBlueprint",
    "Availability",
    "CatchUp",
    "Category",
    "Change",
    "Check",
    "Conflict",
    "Customer",
    "CustomerVehicle",
    "DataCategory",
    "DomainError",
    "Event",
    "Fact",
    "FollowupTask",
    "Forbidden",
    "Form",
    "FormInvalid",
    "GroupPages",
    "Invalid",
    "Job",
    "LazyStr",
    "Level",
    "Member",
    "NavItem",
    "NotFound",
    "Page",
    "PageQuery",
    "Panel",
    "PanelContext",
    "Per",
    "Permission",
    "PluginInfo",
    "PluginVeto",
    "Queue",
    "Rendered",
    "Schedule",
    "Scope",
    "Sealed",
    "Section",
    "SettingsPage",
    "Store",
    "Subscription",
    "TenantModel",
    "TimelineEntry",
    "Unavailable",
    "Vehicle",
    "Versioned",
    "Widget",
    "WidgetSize",
    "_",
    "_l",
    "active_members_with",
    "allowed",
    "changes_of",
    "checkpoint",
    "choice",
    "code_text",
    "current_actor",
    "current_locale",
    "current_tenant",
    "enqueue",
    "expected_version",
    "form_version",
    "hookimpl",
    "is_fragment_request",
    "kept_filters",
    "keyset_page",
    "listed",
    "load",
    "load_for_change",
    "local_day",
    "mask_name",
    "mask_phone",
    "ngettext",
    "now",
    "open_stores",
    "optional_ref",
    "page_of",
    "personal",
    "position",
    "progress",
    "publish",
    "read_form",
    "read_phones",
    "record",
    "ref",
    "render",
    "require",
    "requires",
    "scope_filter",
    "session",
    "take_number",
    "tell",
    "tell_version",
    "tenant_key",
    "today",
    "visible_customer",
]
