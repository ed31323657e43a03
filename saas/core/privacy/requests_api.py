"""The REST API of requests; who approves one is a person at the page."""

from __future__ import annotations

from typing import Any

from saas.core.customers.queries import visible_customer
from saas.core.organisation.queries import zone_of
from saas.core.privacy.inventory_api import api
from saas.core.privacy.permissions import HANDLE_REQUESTS, READ_REQUESTS
from saas.core.privacy.request_models import SubjectRequest
from saas.core.privacy.request_queries import request_page
from saas.core.privacy.request_schemas import RequestFilterSchema, RequestOutSchema, RequestSchema
from saas.core.privacy.requesting import receive_request
from saas.platform.api import PageQuery, listed, page_of
from saas.platform.database import load
from saas.platform.permissions import requires

__all__ = ["api"]


class RequestQuery(RequestFilterSchema, PageQuery):
    """The filter, and which page."""


@api.post("/customers/<int:customer_id>/requests")
@requires(HANDLE_REQUESTS)
@api.arguments(RequestSchema)
@api.response(201, RequestOutSchema)
def take_in_request(body: dict[str, Any], customer_id: int) -> SubjectRequest:
    """Take in what a customer asks about their data; people check, answer and approve on the request's page."""
    visible_customer(customer_id, HANDLE_REQUESTS)
    return receive_request(customer_id, **body, zone=zone_of(None))


@api.get("/requests")
@requires(READ_REQUESTS)
@api.arguments(RequestQuery, location="query")
@api.response(200, page_of(RequestOutSchema))
def list_requests(query: dict[str, Any]) -> dict[str, object]:
    """List what customers ask about their data, the earliest deadline first."""
    return listed(request_page(query["state"], limit=query["limit"], after=query["after"]))


@api.get("/requests/<int:request_id>")
@requires(READ_REQUESTS)
@api.response(200, RequestOutSchema)
def read_request(request_id: int) -> SubjectRequest:
    """One request, and where it stands."""
    return load(SubjectRequest, request_id)
