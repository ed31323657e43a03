"""Who may do what, and to which rows: declared permissions, roles, scopes."""

from saas.platform.permissions.catalogue import UndeclaredPermission, current_catalogue
from saas.platform.permissions.checks import (
    allowed,
    bind_grants,
    current_grants,
    require,
    require_in_own_name,
    requires,
    scope_filter,
)
from saas.platform.permissions.declarations import Permission, Role, Separation
from saas.platform.permissions.explaining import Because, Explanation, Reason, explain
from saas.platform.permissions.grants import UNASKED, Grant, Grants
from saas.platform.permissions.operations import (
    assign_role,
    change_role,
    clone_builtin_roles,
    withdraw_role,
)
from saas.platform.permissions.periods import ALWAYS, Period
from saas.platform.permissions.queries import grants_of_client, grants_of_member, members_with
from saas.platform.permissions.scopes import Scope
from saas.platform.permissions.separations import UndeclaredSeparation, keep_apart, require_another

__all__ = [
    "ALWAYS",
    "UNASKED",
    "Because",
    "Explanation",
    "Grant",
    "Grants",
    "Period",
    "Permission",
    "Reason",
    "Role",
    "Scope",
    "Separation",
    "UndeclaredPermission",
    "UndeclaredSeparation",
    "allowed",
    "assign_role",
    "bind_grants",
    "change_role",
    "clone_builtin_roles",
    "current_catalogue",
    "current_grants",
    "explain",
    "grants_of_client",
    "grants_of_member",
    "keep_apart",
    "members_with",
    "require",
    "require_another",
    "require_in_own_name",
    "requires",
    "scope_filter",
    "withdraw_role",
]
