"""Rights over transfers between stores; sending and taking in is moving stock, and needs that right."""

from __future__ import annotations

from plugins.parts.permissions.stock import STOCK_READ
from saas.plugin_api import Permission, Scope, _l

TRANSFER_WRITE = "parts.transfer:write"
TRANSFER_APPROVE = "parts.transfer:approve"

TRANSFER_PERMISSIONS = (
    Permission(
        TRANSFER_WRITE,
        _l("Ask other stores for parts"),
        default_roles={"parts_clerk": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
    Permission(
        TRANSFER_APPROVE,
        _l("Give parts of a store to other stores"),
        default_roles={"store_manager": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
)
