"""Expense claims for tests, in groups that have budgets switched on."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from plugins.budget.models import CostCategory
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.operations.claim_lines import LineDetails, add_line
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.operations.claiming import NewClaim, create_claim
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.files import UploadedFile

_numbers = count(24_000_001)


def receipt(content: str = "", name: str = "发票.pdf") -> UploadedFile:
    """A PDF like no other, unless its content is given."""
    told = content or f"receipt {next(_numbers)}"
    return UploadedFile(stream=io.BytesIO(b"%PDF-1.7\n" + told.encode()), name=name)


def first_category() -> int:
    """The cost category that stands first in the current group."""
    order = (CostCategory.position, CostCategory.id)
    found = session().scalars(select(CostCategory.id).where(CostCategory.active).order_by(*order)).first()
    assert found is not None
    return found


def claim(store_id: int, **fields: Any) -> ExpenseClaim:
    """A claim in the current group, begun by whoever acts now."""
    return create_claim(NewClaim(**{"store_id": store_id, "title": "十一月差旅", **fields}))


def claim_line(claim_id: int, *, with_receipt: bool = True, **fields: Any) -> ClaimLine:
    """An expense of a claim, with an invoice number and a receipt like no others."""
    details: dict[str, Any] = {
        "spent_on": today("Asia/Shanghai") - timedelta(days=2),
        "amount_fen": 128_50,
        "tax_fen": 7_00,
        "vendor": "东方宾馆",
        "invoice_no": str(next(_numbers)),
        **fields,
    }
    if "category_id" not in details:
        details["category_id"] = first_category()
    return add_line(claim_id, LineDetails(**details), receipt() if with_receipt else None)


def handed_in(store_id: int, *, lines: int = 1, **fields: Any) -> ExpenseClaim:
    """A claim that whoever acts now has handed in."""
    made = claim(store_id)
    for _n in range(lines):
        claim_line(made.id, **fields)
    return submit_claim(made.id)
