"""What vehicles are and what was done to them, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.vehicles.models import Energy, OwnershipRole, ServiceKind
from saas.platform.i18n import LazyStr, _l

ENERGIES: Mapping[Energy, LazyStr] = {
    Energy.PETROL: _l("Petrol"),
    Energy.DIESEL: _l("Diesel"),
    Energy.GAS: _l("Gas"),
    Energy.HYBRID: _l("Hybrid"),
    Energy.PLUG_IN_HYBRID: _l("Plug-in hybrid"),
    Energy.RANGE_EXTENDED: _l("Range-extended electric"),
    Energy.ELECTRIC: _l("Electric"),
    Energy.FUEL_CELL: _l("Fuel cell"),
    Energy.UNKNOWN: _l("Not known"),
}
ROLES: Mapping[OwnershipRole, LazyStr] = {
    OwnershipRole.OWNER: _l("Owner"),
    OwnershipRole.DRIVER: _l("Driver"),
    OwnershipRole.PAYER: _l("Payer"),
}
SERVICE_KINDS: Mapping[ServiceKind, LazyStr] = {
    ServiceKind.MAINTENANCE: _l("Maintenance"),
    ServiceKind.REPAIR: _l("Repair"),
    ServiceKind.BODY: _l("Body work"),
    ServiceKind.WARRANTY: _l("Warranty work"),
    ServiceKind.RECALL: _l("Recall"),
    ServiceKind.INSPECTION: _l("Inspection"),
    ServiceKind.OTHER: _l("Other work"),
}
FIELDS: Mapping[str, LazyStr] = {
    "vin": _l("VIN"),
    "plate": _l("Plate"),
    "make": _l("Make"),
    "series": _l("Series"),
    "model": _l("Model"),
    "model_year": _l("Model year"),
    "energy": _l("Energy"),
    "colour": _l("Colour"),
    "store_id": _l("Store"),
    "invoice_date": _l("Invoiced on"),
    "delivery_date": _l("Delivered on"),
}
