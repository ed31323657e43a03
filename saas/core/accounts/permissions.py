"""The rights over members, API tokens and background work, and the roles that have them from the start."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

MEMBER_READ = "accounts.member:read"
MEMBER_WRITE = "accounts.member:write"
TOKEN_WRITE = "accounts.token:write"  # noqa: S105 - a permission's name
ROLE_WRITE = "accounts.role:write"
ROLE_GRANT = "accounts.role:grant"
SUPPORT_READ = "accounts.support:read"
SUPPORT_WRITE = "accounts.support:write"
TEAM_WRITE = "accounts.team:write"
JOB_WRITE = "accounts.job:write"

PERMISSIONS = (
    Permission(
        MEMBER_READ,
        _l("See who is a member of the group, with which roles"),
        default_roles={"group_admin": Scope.GROUP, "store_manager": Scope.GROUP},
    ),
    Permission(
        MEMBER_WRITE,
        _l("Invite, disable and remove members, and give them roles"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(MEMBER_READ,),
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        ROLE_WRITE,
        _l("Change what roles may do, and make new ones"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(MEMBER_READ,),
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        ROLE_GRANT,
        _l("Give members and roles more than one has oneself"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        TEAM_WRITE,
        _l("Put teams together, whose rows roles may reach"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(MEMBER_READ,),
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        TOKEN_WRITE,
        _l("Make and revoke tokens for the API"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        SUPPORT_READ,
        _l("See whom of support the group let in, and why"),
        default_roles={
            "group_admin": Scope.GROUP,
            "auditor": Scope.GROUP,
            "privacy_officer": Scope.GROUP,
        },
    ),
    Permission(
        SUPPORT_WRITE,
        _l("Let support into the group for some hours, and end it"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(SUPPORT_READ,),
        of_the_group=True,
        lasting=True,
    ),
    Permission(
        JOB_WRITE,
        _l("See the work in the background and try what failed again"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)
