"""What this plugin keeps of people, and what for."""

from __future__ import annotations

from plugins.parts.permissions import SUPPLIER_READ
from saas.plugin_api import DataUse, _l

DATA_USES = (
    DataUse(
        what=_l("Whom to call at a supplier, sealed"),
        purpose=_l("Order parts, and ask where they stay"),
        columns=("parts_supplier.contact",),
        seen_with=(SUPPLIER_READ,),
    ),
)
