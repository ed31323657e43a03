"""REST routes over the same operations and queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.complaints import operations
from plugins.complaints.models import Case, Category
from plugins.complaints.operations import CaseDetails
from plugins.complaints.permissions import ASSIGN, CATEGORIES, CLOSE, CREATE, READ, WRITE
from plugins.complaints.proposing import ProposedCategory, proposed_category
from plugins.complaints.queries import CaseFilter, case_row, cases_page, categories
from plugins.complaints.schemas import (
    ComplaintAcknowledgeSchema,
    ComplaintAssignSchema,
    ComplaintCategoryOut,
    ComplaintCategorySchema,
    ComplaintClassifySchema,
    ComplaintCloseSchema,
    ComplaintDetailsSchema,
    ComplaintOut,
    ComplaintProposalOut,
    ComplaintQuery,
    ComplaintReceivedSchema,
    ComplaintReopenSchema,
)
from saas.plugin_api import ApiBlueprint, Page, _l, expected_version, listed, page_of, requires, tell_version

api = ApiBlueprint("complaints", "plugins.complaints", description=_l("Complaints"))


@api.get("/cases")
@api.arguments(ComplaintQuery, location="query")
@api.response(200, page_of(ComplaintOut))
@requires(READ)
def list_cases(query: dict[str, Any]) -> dict[str, object]:
    """List complaints, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = cases_page(CaseFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[row.Case for row in page.rows], after=page.after, before=page.before))


@api.post("/cases")
@api.arguments(ComplaintReceivedSchema)
@api.response(201, ComplaintOut)
@requires(CREATE)
def register(body: Mapping[str, Any]) -> Case:
    """Register a complaint."""
    case = operations.register_case(
        operations.NewCase(
            store_id=body["store_id"],
            channel=body["channel"],
            customer_id=body["customer_id"],
            task_id=body["task_id"],
            received_at=body["received_at"],
            details=CaseDetails.from_input(body),
        )
    )
    return _told(case)


@api.get("/cases/<int:case_id>")
@api.response(200, ComplaintOut)
@requires(READ)
def read_case(case_id: int) -> Case:
    """Show one complaint."""
    return _told(case_row(case_id).Case)


@api.get("/cases/<int:case_id>/proposal")
@api.response(200, ComplaintProposalOut)
@requires(READ)
def read_proposal(case_id: int) -> ProposedCategory | Mapping[str, Any]:
    """Show the category that a complaint's text speaks for, learned from classified ones; nothing is set by it."""
    return proposed_category(case_row(case_id).Case) or {"category_id": None, "words": [], "learned": 0}


@api.put("/cases/<int:case_id>")
@api.arguments(ComplaintDetailsSchema)
@api.response(200, ComplaintOut)
@requires(WRITE)
def edit_case(body: Mapping[str, Any], case_id: int) -> Case:
    """Complete or correct what a complaint says."""
    return _told(operations.edit_case(case_id, CaseDetails.from_input(body), version=expected_version()))


@api.post("/cases/<int:case_id>/acknowledge")
@api.arguments(ComplaintAcknowledgeSchema)
@api.response(200, ComplaintOut)
@requires(WRITE)
def acknowledge(body: Mapping[str, Any], case_id: int) -> Case:
    """Write down that the customer was told that the complaint was heard."""
    return _told(operations.acknowledge_case(case_id, **body))


@api.post("/cases/<int:case_id>/classify")
@api.arguments(ComplaintClassifySchema)
@api.response(200, ComplaintOut)
@requires(WRITE)
def classify(body: Mapping[str, Any], case_id: int) -> Case:
    """Settle category and severity."""
    return _told(operations.classify_case(case_id, **body))


@api.post("/cases/<int:case_id>/assign")
@api.arguments(ComplaintAssignSchema)
@api.response(200, ComplaintOut)
@requires(ASSIGN)
def assign(body: Mapping[str, Any], case_id: int) -> Case:
    """Give a complaint to a handler."""
    return _told(operations.assign_case(case_id, **body))


@api.post("/cases/<int:case_id>/close")
@api.arguments(ComplaintCloseSchema)
@api.response(200, ComplaintOut)
@requires(CLOSE)
def close(body: Mapping[str, Any], case_id: int) -> Case:
    """End a complaint with a result."""
    return _told(operations.close_case(case_id, **body))


@api.post("/cases/<int:case_id>/reopen")
@api.arguments(ComplaintReopenSchema)
@api.response(200, ComplaintOut)
@requires(CLOSE)
def reopen(body: Mapping[str, Any], case_id: int) -> Case:
    """Open an ended complaint again."""
    return _told(operations.reopen_case(case_id, **body))


@api.get("/categories")
@api.response(200, ComplaintCategoryOut(many=True))
@requires(READ)
def list_categories() -> Sequence[Category]:
    """List the categories, retired ones last."""
    return categories()


@api.post("/categories")
@api.arguments(ComplaintCategorySchema)
@api.response(201, ComplaintCategoryOut)
@requires(CATEGORIES)
def add_category(body: Mapping[str, Any]) -> Category:
    """Add a category."""
    category = operations.add_category(operations.CategoryDetails(**body))
    tell_version(category)
    return category


@api.put("/categories/<int:category_id>")
@api.arguments(ComplaintCategorySchema)
@api.response(200, ComplaintCategoryOut)
@requires(CATEGORIES)
def change_category(body: Mapping[str, Any], category_id: int) -> Category:
    """Rename a category, move it, retire it or take it back into use."""
    details = operations.CategoryDetails(**body)
    category = operations.change_category(category_id, details, version=expected_version())
    tell_version(category)
    return category


def _told(case: Case) -> Case:
    tell_version(case)
    return case
