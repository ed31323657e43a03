"""The expenses of a claim, and their receipts."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.models.claims import ClaimLine, CostObject
from plugins.budget.operations.claim_lines import (
    LineDetails,
    add_line,
    add_receipt,
    edit_line,
    remove_line,
    remove_receipt,
)
from plugins.budget.permissions.claims import CLAIM_READ, CLAIM_WRITE
from plugins.budget.queries import category_choices
from plugins.budget.queries.claims import claim_line, claim_row
from plugins.budget.schemas.claims import (
    BudgetClaimLineFormSchema,
    BudgetClaimLineSchema,
    BudgetClaimReceiptSchema,
    yuan_text,
)
from plugins.budget.views.blueprint import pages, saved
from plugins.budget.views.claim_objects import vehicle_choices, with_picker
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    answer_file,
    attached_file,
    form_version,
    read_form,
    render,
    requires,
    session,
    show_file,
    tell,
    today,
    zone_of,
)


@pages.get("/claims/<int:claim_id>/lines/new", endpoint="new_claim_line")
@requires(CLAIM_WRITE)
def new(claim_id: int) -> Response:
    """The form of a new expense."""
    return _new_form(claim_id)


@pages.post("/claims/<int:claim_id>/lines/new", endpoint="add_claim_line")
@requires(CLAIM_WRITE)
def add(claim_id: int) -> AnyResponse:
    """Add it with its receipt."""

    def act() -> None:
        typed = read_form(BudgetClaimLineFormSchema, request)
        receipt = typed.pop("file")
        add_line(claim_id, LineDetails.from_input(typed), receipt)

    refused = saved(act, lambda error, status: _new_form(claim_id, error, status))
    return refused if refused is not None else _back(claim_id, _("The expense was added."))


@pages.get("/claims/<int:claim_id>/lines/<int:claim_line_id>", endpoint="claim_line")
@requires(CLAIM_WRITE)
def edit(claim_id: int, claim_line_id: int) -> Response:
    """The form of an expense."""
    return _edit_form(claim_line(claim_id, claim_line_id))


@pages.post("/claims/<int:claim_id>/lines/<int:claim_line_id>", endpoint="change_claim_line")
@requires(CLAIM_WRITE)
def change(claim_id: int, claim_line_id: int) -> AnyResponse:
    """Correct it."""
    line = claim_line(claim_id, claim_line_id)
    version = form_version() or 0

    def act() -> None:
        details = LineDetails.from_input(read_form(BudgetClaimLineSchema, request))
        edit_line(claim_id, claim_line_id, details, version=version)

    refused = saved(act, lambda error, status: _edit_form(line, error, status))
    return refused if refused is not None else _back(claim_id, _("The expense was saved."))


@pages.post("/claims/<int:claim_id>/lines/<int:claim_line_id>/remove", endpoint="remove_claim_line")
@requires(CLAIM_WRITE)
def remove(claim_id: int, claim_line_id: int) -> AnyResponse:
    """Take it away with its receipts."""
    remove_line(claim_id, claim_line_id)
    return _back(claim_id, _("The expense was taken away."))


@pages.post("/claims/<int:claim_id>/lines/<int:claim_line_id>/receipts", endpoint="add_claim_receipt")
@requires(CLAIM_WRITE)
def attach(claim_id: int, claim_line_id: int) -> AnyResponse:
    """Attach a receipt to it."""
    line = claim_line(claim_id, claim_line_id)

    def act() -> None:
        add_receipt(claim_id, claim_line_id, read_form(BudgetClaimReceiptSchema, request)["file"])

    refused = saved(act, lambda error, status: _edit_form(line, error, status, receipt=True))
    return refused if refused is not None else _back(claim_id, _("The receipt was attached."))


@pages.get("/claims/<int:claim_id>/lines/<int:claim_line_id>/receipts/<int:file>", endpoint="claim_receipt")
@requires(CLAIM_READ)
def receipt(claim_id: int, claim_line_id: int, file: int) -> Response:
    """A receipt, pictures in their place, anything else as a download."""
    kept = attached_file(claim_line(claim_id, claim_line_id), file)
    return answer_file(kept) if request.args.get("download") else show_file(kept)


@pages.post(
    "/claims/<int:claim_id>/lines/<int:claim_line_id>/receipts/<int:file>/remove",
    endpoint="remove_claim_receipt",
)
@requires(CLAIM_WRITE)
def detach(claim_id: int, claim_line_id: int, file: int) -> AnyResponse:
    """Take a receipt away."""
    remove_receipt(claim_id, claim_line_id, file)
    return _back(claim_id, _("The receipt was taken away."))


def _back(claim_id: int, text: str) -> AnyResponse:
    tell(text)
    return redirect(url_for("budget.claim", claim_id=claim_id), 303)


def _new_form(claim_id: int, error: Invalid | None = None, status: int = 422) -> Response:
    claim = claim_row(claim_id).ExpenseClaim
    values = {
        "spent_on": today(zone_of(claim.store_id)),
        "quantity": 1,
        "object_kind": CostObject.STORE.value,
    }
    form = Form(with_picker(BudgetClaimLineFormSchema), values, error=error, choices=_choices(None))
    return render(
        "budget/claim_line.html",
        status=status if error else 200,
        form=form,
        claim=claim,
        line=None,
        receipt=None,
    )


def _edit_form(
    line: ClaimLine, error: Invalid | None = None, status: int = 422, *, receipt: bool = False
) -> Response:
    session().refresh(line)
    claim = claim_row(line.claim_id).ExpenseClaim
    mine = None if receipt else error
    version = form_version() if mine and status != 409 else line.row_version
    form = Form(
        with_picker(BudgetClaimLineSchema), _stored(line), error=mine, choices=_choices(line), version=version
    )
    return render(
        "budget/claim_line.html",
        status=status if error else 200,
        form=form,
        claim=claim,
        line=line,
        receipt=Form(BudgetClaimReceiptSchema, error=error if receipt else None),
    )


def _choices(line: ClaimLine | None) -> dict[str, Any]:
    kept = line.category_id if line else None
    return {"category_id": category_choices(kept), "vehicle_id": vehicle_choices(line)}


def _stored(line: ClaimLine) -> dict[str, Any]:
    names = (
        "category_id", "spent_on", "quantity", "vendor", "note", "invoice_code", "invoice_no",
        "object_code", "object_name", "vehicle_id",
    )  # fmt: skip
    told: dict[str, Any] = {name: getattr(line, name) for name in names}
    told["object_kind"] = line.object_kind.value
    return {**told, "amount": yuan_text(line.amount_fen), "tax": yuan_text(line.tax_fen)}
