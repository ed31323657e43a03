"""Customers as a table to take out, numbers masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saas.core.contracts.exporters import Exporter
from saas.core.customers.permissions import EXPORT
from saas.core.customers.queries import CustomerFilter, CustomerRow, customer_page
from saas.core.customers.schemas import CustomerFilterSchema
from saas.core.customers.words import KINDS, LIFECYCLES
from saas.platform.i18n import _l
from saas.platform.security.masks import mask_phone


def customer_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """The customers of a filter within reach, numbers masked."""
    return map(_line, customer_page(CustomerFilter(**filters), limit=limit, permission=EXPORT).rows)


def _line(row: CustomerRow) -> list[str]:
    return [
        row.name,
        str(KINDS[row.kind]),
        str(LIFECYCLES[row.lifecycle]),
        row.store,
        mask_phone(row.phone_tail),
        row.source_id,
    ]


EXPORTER = Exporter(
    key="customers.customer",
    title=_l("Customers"),
    columns=(
        _l("Customer name"),
        _l("Kind"),
        _l("State"),
        _l("Store"),
        _l("Phone"),
        _l("Id in the source"),
    ),
    rows=customer_lines,
    permission=EXPORT,
    filters=CustomerFilterSchema,
    # A search term may be a number or a name: that one was searched is told, not for what.
    secret_filters=frozenset({"text"}),
    list_endpoint="customers.index",
)
