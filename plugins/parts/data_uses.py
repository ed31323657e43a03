"""What this plugin keeps of people, and what for."""

from __future__ import annotations

from plugins.parts import duties
from plugins.parts.permissions import ORDER_READ, SUPPLIER_READ
from saas.plugin_api import DataUse, _l

DATA_USES = (
    DataUse(
        what=_l("Whom to call at a supplier, sealed"),
        purpose=_l("Order parts, and ask where they stay"),
        columns=("parts_supplier.contact",),
        seen_with=(SUPPLIER_READ,),
    ),
    DataUse(
        what=_l("What suppliers write to purchase orders, sealed"),
        purpose=_l("Know when and how the goods come"),
        retention_days=duties.KEPT.days,
        columns=("parts_answer.remark",),
        seen_with=(ORDER_READ,),
    ),
)
