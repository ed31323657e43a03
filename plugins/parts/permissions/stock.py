"""Rights over parts and what lies in the stores."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

STOCK_READ = "parts.stock:read"
MAP_READ = "parts.map:read"
STOCK_WRITE = "parts.stock:write"
STOCK_ADJUST = "parts.stock:adjust"
STOCK_EXPORT = "parts.stock:export"
POLICY_WRITE = "parts.policy:write"
PART_WRITE = "parts.part:write"
ORDER_READ = "parts.order:read"

STOCK_PERMISSIONS = (
    Permission(
        STOCK_READ,
        _l("See parts and the stock of a store"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "auditor": Scope.GROUP,
            "service_advisor": Scope.STORE,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
    ),
    Permission(
        MAP_READ,
        _l("See what is free of a part in all stores of the group"),
        # Whoever holds it for one store sees all of them: that is what the map is for. It shows what is free, nothing else.
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "service_advisor": Scope.STORE,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
        },
    ),
    Permission(
        STOCK_WRITE,
        _l("Receive, issue, take back and reserve parts"),
        default_roles={"parts_clerk": Scope.STORE, "parts_manager": Scope.GROUP},
        # What comes for an order is taken in against its lines.
        implies=(STOCK_READ, ORDER_READ),
    ),
    Permission(
        STOCK_ADJUST,
        _l("Correct stock, scrap it and quarantine lots"),
        default_roles={"store_manager": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
    Permission(
        POLICY_WRITE,
        _l("Decide on class, bin and ordering numbers of a part in a store"),
        default_roles={"parts_clerk": Scope.STORE, "parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
    ),
    Permission(
        STOCK_EXPORT,
        _l("Export stock, with a reason"),
        default_roles={"store_manager": Scope.STORE, "parts_manager": Scope.GROUP},
    ),
    Permission(
        PART_WRITE,
        _l("Keep the catalogue of parts"),
        default_roles={"parts_manager": Scope.GROUP},
        implies=(STOCK_READ,),
        of_the_group=True,
    ),
)
