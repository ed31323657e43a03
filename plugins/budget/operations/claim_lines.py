"""The lines of a claim and their receipts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from plugins.budget.models import CostCategory
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations.claim_history import written_claim
from plugins.budget.operations.claim_objects import OF_THE_STORE, ObjectDetails, write_object
from plugins.budget.permissions.claims import CLAIM_WRITE
from saas.plugin_api import (
    Attachment,
    FileRules,
    Invalid,
    NotFound,
    UploadedFile,
    _,
    attach_file,
    current_tenant,
    detach_file,
    detach_files,
    load,
    load_for_change,
    record,
    session,
    today,
    zone_of,
)

RECEIPTS = FileRules(most_files=6)
"""Pictures and PDF, each up to 10 MB."""
MOST_LINES = 60
MOST_FEN = 100_000_000_00
"""A hundred million yuan: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """What a line says. quantity: of how many nights, days or people. invoice_code: empty where the invoice has none."""

    category_id: int
    spent_on: date
    amount_fen: int
    tax_fen: int = 0
    quantity: int = 1
    vendor: str = ""
    note: str = ""
    invoice_code: str = ""
    invoice_no: str = ""
    was_for: ObjectDetails = OF_THE_STORE

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> LineDetails:
        """What a checked form or body says of an expense; what it holds besides is left out."""
        names = ("category_id", "spent_on", "quantity", "vendor", "note", "invoice_code", "invoice_no")
        told = {name: typed[name] for name in names}
        was_for = ObjectDetails(
            kind=typed["object_kind"],
            code=typed["object_code"],
            name=typed["object_name"],
            vehicle_id=typed["vehicle_id"],
        )
        return cls(**told, amount_fen=typed["amount"], tax_fen=typed["tax"], was_for=was_for)


def add_line(claim_id: int, details: LineDetails, receipt: UploadedFile | None = None) -> ClaimLine:
    """Add an expense to a claim that is being written, with its receipt if there is one yet.

    Raises Invalid for an unknown category, a day to come, a tax as large as the amount, an invoice that another claim
    has, what it was for without its name, and a receipt of another kind; Conflict for a claim that was handed in.
    """
    claim = written_claim(claim_id, CLAIM_WRITE)
    if _number_of_lines(claim) >= MOST_LINES:
        raise Invalid("category_id", _("A claim has at most %(n)d lines. Begin another one.", n=MOST_LINES))
    line = ClaimLine(claim_id=claim.id)
    _write(claim, line, details)
    if receipt is not None:
        attach_file(line, receipt, RECEIPTS)
    _told(claim, "line_added", line)
    return line


def edit_line(claim_id: int, line_id: int, details: LineDetails, *, version: int) -> ClaimLine:
    """Correct a line; raises as `add_line`, NotFound for a line of another claim, VersionConflict when it moved on."""
    claim = written_claim(claim_id, CLAIM_WRITE)
    line = _line_of(claim, line_id, version=version)
    _write(claim, line, details)
    _told(claim, "line_changed", line)
    return line


def remove_line(claim_id: int, line_id: int, *, version: int | None = None) -> None:
    """Take a line away with its receipts; raises NotFound, Conflict for a claim that was handed in."""
    claim = written_claim(claim_id, CLAIM_WRITE)
    line = _line_of(claim, line_id, version=version)
    detach_files(line)
    _told(claim, "line_removed", line)
    session().delete(line)
    add_up(claim)


def add_receipt(claim_id: int, line_id: int, receipt: UploadedFile) -> Attachment:
    """Attach a receipt to a line; raises Invalid at `file` for one that is not taken, Conflict for one too many."""
    claim = written_claim(claim_id, CLAIM_WRITE)
    line = _line_of(claim, line_id)
    file = attach_file(line, receipt, RECEIPTS)
    _told(claim, "receipt_added", line)
    return file


def remove_receipt(claim_id: int, line_id: int, file_id: int) -> None:
    """Take a receipt away from a line; raises NotFound, Conflict for a claim that was handed in."""
    claim = written_claim(claim_id, CLAIM_WRITE)
    line = _line_of(claim, line_id)
    detach_file(line, file_id)
    _told(claim, "receipt_removed", line)


def add_up(claim: ExpenseClaim) -> None:
    """Work out the totals of a claim from its lines."""
    session().flush()
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim.id)
    sums = select(
        func.coalesce(func.sum(ClaimLine.amount_fen), 0), func.coalesce(func.sum(ClaimLine.tax_fen), 0)
    )
    total, tax = session().execute(sums.where(*mine)).one()
    claim.total_fen, claim.tax_fen = int(total), int(tax)
    session().flush()


def plain_number(typed: str) -> str:
    """An invoice code or number as it is compared: without width, spaces and case."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def _line_of(claim: ExpenseClaim, line_id: int, *, version: int | None = None) -> ClaimLine:
    line = load_for_change(ClaimLine, line_id, version=version)
    if line.claim_id != claim.id:
        raise NotFound(_("This does not exist, or no longer."))
    return line


def _number_of_lines(claim: ExpenseClaim) -> int:
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim.id)
    return session().scalar(select(func.count()).select_from(ClaimLine).where(*mine)) or 0


def _write(claim: ExpenseClaim, line: ClaimLine, details: LineDetails) -> None:
    _check(claim, details, kept=line.category_id)
    line.category_id, line.spent_on = details.category_id, details.spent_on
    line.amount_fen, line.tax_fen = details.amount_fen, details.tax_fen
    line.quantity, line.vendor, line.note = details.quantity, details.vendor, details.note
    line.invoice_code, line.invoice_no = (
        plain_number(details.invoice_code),
        plain_number(details.invoice_no),
    )
    write_object(line, details.was_for)
    _check_invoice(line)
    try:
        with session().begin_nested():
            session().add(line)
            session().flush()
    except IntegrityError as error:
        if "uq_budget_claim_line_invoice" not in str(error.orig):
            raise
        # Somebody else wrote the same number at this moment.
        raise Invalid("invoice_no", _("This invoice was claimed already.")) from None
    add_up(claim)


def _check(claim: ExpenseClaim, details: LineDetails, *, kept: int | None) -> None:
    try:
        category = load(CostCategory, details.category_id)
    except NotFound:
        raise Invalid("category_id", _("This does not exist, or no longer.")) from None
    if not category.active and category.id != kept:
        raise Invalid("category_id", _("This category is no longer in use. Choose another."))
    if details.spent_on > today(zone_of(claim.store_id)):
        raise Invalid("spent_on", _("This day is still to come."))
    if not 0 < details.amount_fen <= MOST_FEN:
        raise Invalid("amount", _("Enter an amount above 0."))
    if not 0 <= details.tax_fen < details.amount_fen:
        raise Invalid("tax", _("The tax is part of the amount, so it is smaller."))
    if details.invoice_code and not details.invoice_no:
        raise Invalid("invoice_no", _("An invoice code stands beside a number: enter the number too."))


def _check_invoice(line: ClaimLine) -> None:
    """Say which claim has the invoice; the unique index holds also against one that is written at this moment."""
    if not line.invoice_no:
        return
    mine = [
        ClaimLine.tenant_id == current_tenant(),
        ClaimLine.invoice_code == line.invoice_code,
        ClaimLine.invoice_no == line.invoice_no,
        ClaimLine.counts,
    ]
    if line.id is not None:
        mine.append(ClaimLine.id != line.id)
    with session().no_autoflush:
        taken = session().scalar(
            select(ExpenseClaim.document_no)
            .join(
                ClaimLine,
                (ClaimLine.tenant_id == ExpenseClaim.tenant_id) & (ClaimLine.claim_id == ExpenseClaim.id),
            )
            .where(*mine)
        )
    if taken is not None:
        raise Invalid("invoice_no", _("This invoice stands on claim %(number)s already.", number=taken))


def _told(claim: ExpenseClaim, act: str, line: ClaimLine) -> None:
    detail = {"document_no": claim.document_no, "line_id": line.id, "amount_fen": line.amount_fen}
    record(f"budget.claim.{act}", "budget_expense_claim", claim.id, detail=detail)
