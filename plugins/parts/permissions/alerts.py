"""Rights over alerts of the stock; whoever sees the stock of a store sees its alerts."""

from __future__ import annotations

from plugins.parts.permissions.stock import STOCK_READ
from saas.plugin_api import Permission, Scope, _l

ALERT_WRITE = "parts.alert:write"

ALERT_PERMISSIONS = (
    Permission(
        ALERT_WRITE,
        _l("Take up and dismiss stock alerts"),
        default_roles={
            "store_manager": Scope.STORE,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
        implies=(STOCK_READ,),
    ),
)
