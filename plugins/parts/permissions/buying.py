"""Rights over suppliers and purchase orders, and who may not approve what."""

from __future__ import annotations

from plugins.parts.permissions.stock import ORDER_READ, STOCK_READ
from saas.plugin_api import Permission, Scope, Separation, _l

SUPPLIER_READ = "parts.supplier:read"
SUPPLIER_WRITE = "parts.supplier:write"
ORDER_WRITE = "parts.order:write"
ORDER_APPROVE = "parts.order:approve"

BUYING_PERMISSIONS = (
    Permission(
        SUPPLIER_READ,
        _l("See suppliers and their prices"),
        # Suppliers are the group's: whoever holds it for one store sees all of them.
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "finance_reviewer": Scope.GROUP,
            "auditor": Scope.GROUP,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
    ),
    Permission(
        SUPPLIER_WRITE,
        _l("Keep suppliers and what they deliver, and approve them for a part"),
        default_roles={"parts_manager": Scope.GROUP},
        implies=(SUPPLIER_READ, STOCK_READ),
        of_the_group=True,
    ),
    Permission(
        ORDER_READ,
        _l("See purchase orders"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "finance_reviewer": Scope.GROUP,
            "auditor": Scope.GROUP,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
        implies=(SUPPLIER_READ,),
    ),
    Permission(
        ORDER_WRITE,
        _l("Write, submit, place, close and cancel purchase orders"),
        default_roles={"parts_clerk": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(ORDER_READ, STOCK_READ),
    ),
    Permission(
        ORDER_APPROVE,
        _l("Approve purchase orders"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
        implies=(ORDER_READ,),
    ),
)

ORDER_APPROVER = "parts.order:submitter-approver"

BUYING_SEPARATIONS = (
    Separation(key=ORDER_APPROVER, rule=_l("Whoever submitted a purchase order does not approve it.")),
)
