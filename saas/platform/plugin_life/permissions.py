"""The right to have a plugin's data removed."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

PURGE = "plugins.data:purge"

PERMISSIONS = (
    Permission(
        PURGE,
        _l("Take a plugin's data out and have them removed"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)
