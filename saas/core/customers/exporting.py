"""Take customers out of the system: masked, logged, and never more than fits one sheet of a reason."""

from __future__ import annotations

from dataclasses import asdict

from saas.core.customers.permissions import EXPORT
from saas.core.customers.queries import CustomerFilter, CustomerRow, customer_page
from saas.core.customers.words import KINDS, LIFECYCLES
from saas.platform.audit.models import ExportLog
from saas.platform.audit.recording import record
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.files.sheets import SheetKind, write_sheet
from saas.platform.i18n import _
from saas.platform.security.masks import mask_phone
from saas.platform.tenancy import current_actor

MOST = 5000


def export_customers(wanted: CustomerFilter, kind: SheetKind, *, reason: str) -> bytes:
    """The customers of a filter within reach as a file, numbers masked; the export log tells who took what, and why.

    Raises Invalid without a reason, and for a filter that finds more than fit.
    """
    if not reason.strip():
        raise Invalid("reason", _("Say what the export is for."))
    rows = customer_page(wanted, limit=MOST + 1, permission=EXPORT).rows
    if len(rows) > MOST:
        raise Invalid("", _("More than %(n)s customers were found. Narrow the filter.", n=MOST))
    header = [_("Customer name"), _("Kind"), _("State"), _("Store"), _("Phone"), _("Id in the source")]
    filters = {name: str(value) for name, value in asdict(wanted).items() if value not in (None, "", False)}
    # A search term may be a number or a name: that one was searched is told, not for what.
    filters |= {"text": "***"} if wanted.text else {}
    session().add(
        ExportLog(
            member_id=current_actor().member_id,
            kind=f"customers.{kind.value}",
            filters=filters,
            row_count=len(rows),
            masked=True,
            reason=reason.strip(),
        )
    )
    record("customers.customer.exported", "customer", None, detail={"rows": len(rows)}, reason=reason)
    return write_sheet(kind, header, [_line(row) for row in rows])


def _line(row: CustomerRow) -> list[str]:
    return [
        row.name,
        str(KINDS[row.kind]),
        str(LIFECYCLES[row.lifecycle]),
        row.store,
        mask_phone(row.phone_tail),
        row.source_id,
    ]
