"""The right over webhooks."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

WRITE = "webhooks.endpoint:write"

PERMISSIONS = (
    Permission(
        WRITE,
        _l("Have other systems told what happens in the group"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)
