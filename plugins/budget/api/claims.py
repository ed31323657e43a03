"""Expense claims of members, as other systems bring them; deciding on them and paying are people's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.budget.api.blueprint import api, told
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations.claim_lines import LineDetails, add_line, add_receipt, edit_line, remove_line
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.operations.claiming import NewClaim, cancel_claim, create_claim
from plugins.budget.permissions.claims import CLAIM_READ, CLAIM_WRITE
from plugins.budget.queries.claims import ClaimFilter, claim_row, claims_page, line_rows
from plugins.budget.schemas.claims import (
    BudgetClaimBeginSchema,
    BudgetClaimLineOut,
    BudgetClaimLineSchema,
    BudgetClaimOut,
    BudgetClaimQuery,
    BudgetClaimReceiptOut,
    BudgetClaimReceiptSchema,
    BudgetClaimSubmitSchema,
)
from saas.plugin_api import Attachment, Page, expected_version, listed, page_of, requires


@api.get("/claims")
@api.arguments(BudgetClaimQuery, location="query")
@api.response(200, page_of(BudgetClaimOut))
@requires(CLAIM_READ)
def list_claims(query: dict[str, Any]) -> dict[str, object]:
    """List expense claims, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = claims_page(ClaimFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[row.ExpenseClaim for row in page.rows], after=page.after, before=page.before))


@api.post("/claims")
@api.arguments(BudgetClaimBeginSchema)
@api.response(201, BudgetClaimOut)
@requires(CLAIM_WRITE)
def begin_claim(body: Mapping[str, Any]) -> ExpenseClaim:
    """Begin a claim for a member."""
    return told(create_claim(NewClaim(**body)))


@api.get("/claims/<int:claim_id>")
@api.response(200, BudgetClaimOut)
@requires(CLAIM_READ)
def read_claim(claim_id: int) -> ExpenseClaim:
    """Show a claim."""
    claim: ExpenseClaim = claim_row(claim_id).ExpenseClaim
    return told(claim)


@api.get("/claims/<int:claim_id>/lines")
@api.response(200, BudgetClaimLineOut(many=True))
@requires(CLAIM_READ)
def list_claim_lines(claim_id: int) -> Sequence[ClaimLine]:
    """List the expenses of a claim."""
    claim_row(claim_id)
    return [row.ClaimLine for row in line_rows(claim_id)]


@api.post("/claims/<int:claim_id>/lines")
@api.arguments(BudgetClaimLineSchema)
@api.response(201, BudgetClaimLineOut)
@requires(CLAIM_WRITE)
def add_claim_line(body: dict[str, Any], claim_id: int) -> ClaimLine:
    """Add an expense to a claim that is being written."""
    return told(add_line(claim_id, LineDetails.from_input(body)))


@api.put("/claims/<int:claim_id>/lines/<int:claim_line_id>")
@api.arguments(BudgetClaimLineSchema)
@api.response(200, BudgetClaimLineOut)
@requires(CLAIM_WRITE)
def change_claim_line(body: dict[str, Any], claim_id: int, claim_line_id: int) -> ClaimLine:
    """Correct an expense."""
    return told(edit_line(claim_id, claim_line_id, LineDetails.from_input(body), version=expected_version()))


@api.delete("/claims/<int:claim_id>/lines/<int:claim_line_id>")
@api.response(204)
@requires(CLAIM_WRITE)
def remove_claim_line(claim_id: int, claim_line_id: int) -> None:
    """Take an expense away with its receipts."""
    remove_line(claim_id, claim_line_id, version=expected_version())


@api.post("/claims/<int:claim_id>/lines/<int:claim_line_id>/receipts")
@requires(CLAIM_WRITE)
@api.arguments(BudgetClaimReceiptSchema, location="files")
@api.response(201, BudgetClaimReceiptOut)
def add_claim_receipt(files: Mapping[str, Any], claim_id: int, claim_line_id: int) -> Attachment:
    """Attach a receipt to an expense."""
    return add_receipt(claim_id, claim_line_id, files["file"])


@api.post("/claims/<int:claim_id>/submit")
@api.arguments(BudgetClaimSubmitSchema)
@api.response(200, BudgetClaimOut)
@requires(CLAIM_WRITE)
def hand_in_claim(body: Mapping[str, Any], claim_id: int) -> ExpenseClaim:
    """Hand a claim in; it is held where a budget is exceeded and a reason is given."""
    return told(submit_claim(claim_id, **body))


@api.post("/claims/<int:claim_id>/cancel")
@api.response(200, BudgetClaimOut)
@requires(CLAIM_WRITE)
def cancel(claim_id: int) -> ExpenseClaim:
    """Take a claim back."""
    return told(cancel_claim(claim_id))
