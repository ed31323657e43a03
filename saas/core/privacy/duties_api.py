"""The REST API of duties and merges, over the same operations as the pages."""

from __future__ import annotations

from typing import Any

from saas.core.customers.permissions import MERGE
from saas.core.customers.queries import visible_customer
from saas.core.organisation.queries import zone_of
from saas.core.privacy.api import api
from saas.core.privacy.duty_schemas import (
    AskErasureSchema,
    DutySchema,
    EraseQuery,
    ErasurePlanSchema,
    MergeOutSchema,
    MergeSchema,
    PackageSchema,
)
from saas.core.privacy.models import CustomerMerge, DutyRun
from saas.core.privacy.permissions import DUTIES, ERASE, EXPORT
from saas.core.privacy.request_models import SubjectRequest
from saas.core.privacy.request_schemas import RequestOutSchema
from saas.core.privacy.requesting import ask_erasure
from saas.core.privacy.runner import export_subject, merge, plan_erasure, unmerge
from saas.core.privacy.runner.parts import parts_of
from saas.core.privacy.runner.queries import RunLine, duty_lines, merges_of
from saas.platform.database import load
from saas.platform.permissions import requires

__all__ = ["api"]


@api.post("/customers/<int:customer_id>/merges")
@requires(MERGE)
@api.arguments(MergeSchema)
@api.response(201, MergeOutSchema)
def merge_into(body: dict[str, Any], customer_id: int) -> CustomerMerge:
    """Merge other customers into this one; undone by `POST /merges/{id}/undo`."""
    losers = [loser["id"] for loser in body["losers"]]
    for one in (customer_id, *losers):
        visible_customer(one, MERGE)
    versions = {customer_id: body["version"], **{one["id"]: one["version"] for one in body["losers"]}}
    return merge(customer_id, losers, versions=versions, choices=body["choices"])


@api.get("/customers/<int:customer_id>/merges")
@requires(MERGE)
@api.response(200, MergeOutSchema(many=True))
def list_merges(customer_id: int) -> list[CustomerMerge]:
    """The merges into a customer, the newest first."""
    visible_customer(customer_id, MERGE)
    return merges_of(customer_id)


@api.post("/merges/<int:merge_id>/undo")
@requires(MERGE)
@api.response(200, MergeOutSchema)
def undo_merge(merge_id: int) -> CustomerMerge:
    """Undo a merge: what changed hands goes back as it was."""
    visible_customer(load(CustomerMerge, merge_id).winner_id, MERGE)
    return unmerge(merge_id)


@api.post("/customers/<int:customer_id>/packages")
@requires(EXPORT)
@api.arguments(PackageSchema)
@api.response(201, DutySchema)
def make_package(body: dict[str, Any], customer_id: int) -> RunLine:
    """Make a package of all that is kept about a customer; people fetch it on the customer's page."""
    visible_customer(customer_id, EXPORT)
    return _line(export_subject(customer_id, reason=body["reason"]))


@api.get("/customers/<int:customer_id>/erasure")
@requires(ERASE)
@api.arguments(EraseQuery, location="query")
@api.response(200, ErasurePlanSchema)
def read_erasure(query: dict[str, Any], customer_id: int) -> dict[str, object]:
    """What erasing a customer would do, in numbers."""
    visible_customer(customer_id, ERASE)
    planned = plan_erasure(customer_id, query["mode"])
    owners = [
        {
            "owner": owner,
            "deleted": dict(report.deleted),
            "anonymised": dict(report.anonymised),
            "files": report.files,
            "kept": report.kept,
        }
        for owner, report in planned.reports.items()
    ]
    return {"owners": owners, "failed": sorted(planned.failed)}


@api.post("/customers/<int:customer_id>/erasure")
@requires(ERASE)
@api.arguments(AskErasureSchema)
@api.response(201, RequestOutSchema)
def ask_to_erase(body: dict[str, Any], customer_id: int) -> SubjectRequest:
    """Ask for the erasure of a customer; it is done when somebody approves it on the request's page."""
    visible_customer(customer_id, ERASE)
    return ask_erasure(
        customer_id, body["mode"], said=body["reason"], proof=body["proof"], zone=zone_of(None)
    )


@api.get("/duties")
@requires(DUTIES)
@api.response(200, DutySchema(many=True))
def list_duties() -> list[RunLine]:
    """The newest packages, erasures, merges and nights of retention, a hundred at most."""
    return duty_lines()


@api.get("/duties/<int:duty_id>")
@requires(DUTIES)
@api.response(200, DutySchema)
def read_duty(duty_id: int) -> RunLine:
    """One of them, and who has not done their part."""
    return _line(load(DutyRun, duty_id))


def _line(run: DutyRun) -> RunLine:
    return RunLine(run=run, parts=parts_of(run))
