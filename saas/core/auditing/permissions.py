"""The rights over the audit."""

from __future__ import annotations

from typing import Final

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

READ: Final = "auditing.entry:read"
EXPORT: Final = "auditing.entry:export"

PERMISSIONS = (
    Permission(
        READ,
        _l("See the audit: who did what, when and why"),
        default_roles={"group_admin": Scope.GROUP, "auditor": Scope.GROUP, "privacy_officer": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        EXPORT,
        _l("Take the audit out as a table"),
        default_roles={"auditor": Scope.GROUP, "privacy_officer": Scope.GROUP},
        of_the_group=True,
        implies=(READ,),
    ),
)
