"""Rights over counts, and who may not approve what."""

from __future__ import annotations

from plugins.parts.permissions.stock import STOCK_READ
from saas.plugin_api import Permission, Scope, Separation, _l

COUNT_WRITE = "parts.count:write"
COUNT_APPROVE = "parts.count:approve"
COUNT_APPROVE_ALL = "parts.count:approve_all"

COUNT_PERMISSIONS = (
    Permission(
        COUNT_WRITE,
        _l("Open counts and count"),
        default_roles={"parts_clerk": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
    Permission(
        COUNT_APPROVE,
        _l("Approve differences of counts up to the limit"),
        default_roles={"store_manager": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
    Permission(
        COUNT_APPROVE_ALL,
        _l("Approve differences of counts of any value"),
        default_roles={"group_admin": Scope.GROUP, "finance_reviewer": Scope.GROUP},
        implies=(COUNT_APPROVE,),
    ),
)

COUNTER_APPROVER = "parts.count:counter-approver"

COUNT_SEPARATIONS = (
    Separation(key=COUNTER_APPROVER, rule=_l("Whoever counted does not approve the differences.")),
)
