"""Take customers out of the system, numbers masked."""

from __future__ import annotations

from dataclasses import asdict

from saas.core.customers.permissions import EXPORT
from saas.core.customers.queries import CustomerFilter, CustomerRow, customer_page
from saas.core.customers.words import KINDS, LIFECYCLES
from saas.platform.files.exports import MOST, take_out
from saas.platform.files.sheets import SheetKind
from saas.platform.i18n import _
from saas.platform.security.masks import mask_phone


def export_customers(wanted: CustomerFilter, kind: SheetKind, *, reason: str) -> bytes:
    """The customers of a filter within reach as a file, numbers masked.

    Raises Invalid without a reason, and for a filter that finds more than fit.
    """
    rows = customer_page(wanted, limit=MOST + 1, permission=EXPORT).rows
    header = [_("Customer name"), _("Kind"), _("State"), _("Store"), _("Phone"), _("Id in the source")]
    # A search term may be a number or a name: that one was searched is told, not for what.
    filters = asdict(wanted) | ({"text": "***"} if wanted.text else {})
    return take_out(
        "customers.customer", kind, header, [_line(row) for row in rows], filters=filters, reason=reason
    )


def _line(row: CustomerRow) -> list[str]:
    return [
        row.name,
        str(KINDS[row.kind]),
        str(LIFECYCLES[row.lifecycle]),
        row.store,
        mask_phone(row.phone_tail),
        row.source_id,
    ]
