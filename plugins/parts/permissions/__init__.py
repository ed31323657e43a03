"""The rights over parts, and the roles that have them from the start."""

from plugins.parts.permissions.alerts import ALERT_PERMISSIONS, ALERT_WRITE
from plugins.parts.permissions.buying import (
    BUYING_PERMISSIONS,
    BUYING_SEPARATIONS,
    ORDER_APPROVE,
    ORDER_WRITE,
    SUPPLIER_READ,
    SUPPLIER_WRITE,
)
from plugins.parts.permissions.counts import (
    COUNT_APPROVE,
    COUNT_APPROVE_ALL,
    COUNT_PERMISSIONS,
    COUNT_SEPARATIONS,
    COUNT_WRITE,
)
from plugins.parts.permissions.stock import (
    MAP_READ,
    ORDER_READ,
    PART_WRITE,
    POLICY_WRITE,
    STOCK_ADJUST,
    STOCK_EXPORT,
    STOCK_PERMISSIONS,
    STOCK_READ,
    STOCK_WRITE,
)
from plugins.parts.permissions.transfers import TRANSFER_APPROVE, TRANSFER_PERMISSIONS, TRANSFER_WRITE

PERMISSIONS = (
    *STOCK_PERMISSIONS,
    *ALERT_PERMISSIONS,
    *COUNT_PERMISSIONS,
    *BUYING_PERMISSIONS,
    *TRANSFER_PERMISSIONS,
)
SEPARATIONS = (*COUNT_SEPARATIONS, *BUYING_SEPARATIONS)

__all__ = [
    "ALERT_WRITE",
    "COUNT_APPROVE",
    "COUNT_APPROVE_ALL",
    "COUNT_WRITE",
    "MAP_READ",
    "ORDER_APPROVE",
    "ORDER_READ",
    "ORDER_WRITE",
    "PART_WRITE",
    "PERMISSIONS",
    "POLICY_WRITE",
    "SEPARATIONS",
    "STOCK_ADJUST",
    "STOCK_EXPORT",
    "STOCK_PERMISSIONS",
    "STOCK_READ",
    "STOCK_WRITE",
    "SUPPLIER_READ",
    "SUPPLIER_WRITE",
    "TRANSFER_APPROVE",
    "TRANSFER_WRITE",
]
