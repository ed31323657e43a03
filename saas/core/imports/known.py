"""Which customers and vehicles of a piece the group knows already."""

from __future__ import annotations

from collections.abc import Sequence

from saas.core.customers import bulk as customers
from saas.core.imports.intake import Intake
from saas.core.vehicles import bulk as vehicles


def known_customers(rows: Sequence[Intake]) -> dict[int, int]:
    """Place of a row to the id of its customer, for those that the group knows."""
    named = {n: row.customer for n, row in enumerate(rows) if row.customer}
    return {n: found for n, found in zip(named, customers.find(named.values()), strict=True) if found}


def known_vehicles(rows: Sequence[Intake]) -> dict[int, int]:
    """Place of a row to the id of its vehicle, for those that the group knows."""
    named = {n: row.vehicle for n, row in enumerate(rows) if row.vehicle}
    return {n: found for n, found in zip(named, vehicles.find(named.values()), strict=True) if found}
