"""The right to see what can be exported; each table has one of its own, without which it is not among them."""

from __future__ import annotations

from typing import Final

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

READ: Final = "exports.table:read"

PERMISSIONS = (
    Permission(
        READ,
        _l("See what can be exported"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "crm_specialist": Scope.STORE,
            "complaint_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "privacy_officer": Scope.GROUP,
        },
    ),
)
