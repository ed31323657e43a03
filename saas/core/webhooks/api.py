"""The REST API of webhooks."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from saas.core.webhooks.models import TellingState, WebhookEndpoint, WebhookTelling
from saas.core.webhooks.operations import (
    EndpointDetails,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    renew_secret,
    send_again,
    switch,
)
from saas.core.webhooks.permissions import WRITE
from saas.core.webhooks.queries import EventType, endpoint_page, event_types, telling_page
from saas.core.webhooks.schemas import EndpointSchema
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.database import load
from saas.platform.i18n import _l
from saas.platform.permissions import requires

api = ApiBlueprint("webhooks", __name__, description=_l("Have other systems told what happens"))


class EventTypeSchema(Schema):
    """A kind of event that can be told."""

    name = fields.String()
    version = fields.Integer()
    summary = fields.String()


class EndpointOutSchema(Schema):
    """An address that is told of events; never its secret."""

    id = fields.Integer()
    name = fields.String()
    url = fields.String()
    events = fields.List(fields.String())
    is_active = fields.Boolean()
    off_because = fields.String(
        metadata={"description": "`failing` or `gone` when it was switched off by itself."}
    )
    failing_since = fields.AwareDateTime(allow_none=True)


class NewEndpointSchema(Schema):
    """A new endpoint with its secret."""

    endpoint = fields.Nested(EndpointOutSchema)
    secret = fields.String(metadata={"description": "Shown only this once."})


class SecretSchema(Schema):
    """A new secret."""

    secret = fields.String(metadata={"description": "Shown only this once."})


class TellingSchema(Schema):
    """One event to one address."""

    id = fields.Integer()
    event_name = fields.String()
    occurred_at = fields.AwareDateTime()
    state = fields.Enum(TellingState, by_value=True)
    attempts = fields.Integer()
    problem = fields.String()
    finished_at = fields.AwareDateTime(allow_none=True)


@api.get("/event-types")
@requires(WRITE)
@api.response(200, EventTypeSchema(many=True))
def list_event_types() -> list[EventType]:
    """List the events that can be told."""
    return event_types()


@api.get("/endpoints")
@requires(WRITE)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(EndpointOutSchema))
def list_endpoints(query: dict[str, Any]) -> dict[str, object]:
    """List the endpoints."""
    return listed(endpoint_page(limit=query["limit"], after=query["after"]))


@api.post("/endpoints")
@requires(WRITE)
@api.arguments(EndpointSchema)
@api.response(201, NewEndpointSchema)
def create_endpoint(body: dict[str, Any]) -> dict[str, object]:
    """Have an address told of events from now on."""
    made = add_endpoint(EndpointDetails(**body))
    return {"endpoint": made.endpoint, "secret": made.secret}


@api.get("/endpoints/<int:endpoint_id>")
@requires(WRITE)
@api.response(200, EndpointOutSchema)
def read_endpoint(endpoint_id: int) -> WebhookEndpoint:
    """Read an endpoint."""
    endpoint = load(WebhookEndpoint, endpoint_id)
    tell_version(endpoint)
    return endpoint


@api.put("/endpoints/<int:endpoint_id>")
@requires(WRITE)
@api.arguments(EndpointSchema)
@api.response(200, EndpointOutSchema)
def replace_endpoint(body: dict[str, Any], endpoint_id: int) -> WebhookEndpoint:
    """Have it told otherwise."""
    endpoint = change_endpoint(endpoint_id, EndpointDetails(**body), version=expected_version())
    tell_version(endpoint)
    return endpoint


@api.delete("/endpoints/<int:endpoint_id>")
@requires(WRITE)
@api.response(204)
def delete_endpoint(endpoint_id: int) -> None:
    """Remove it with all that it was told."""
    remove_endpoint(endpoint_id, version=expected_version())


@api.post("/endpoints/<int:endpoint_id>/on")
@requires(WRITE)
@api.response(200, EndpointOutSchema)
def switch_endpoint_on(endpoint_id: int) -> WebhookEndpoint:
    """Tell it again from now on."""
    return switch(endpoint_id, on=True)


@api.post("/endpoints/<int:endpoint_id>/off")
@requires(WRITE)
@api.response(200, EndpointOutSchema)
def switch_endpoint_off(endpoint_id: int) -> WebhookEndpoint:
    """Tell it nothing more."""
    return switch(endpoint_id, on=False)


@api.post("/endpoints/<int:endpoint_id>/secret")
@requires(WRITE)
@api.response(200, SecretSchema)
def renew_endpoint_secret(endpoint_id: int) -> dict[str, str]:
    """Make a new secret; the old one signs beside it for a day."""
    return {"secret": renew_secret(endpoint_id)}


@api.get("/endpoints/<int:endpoint_id>/tellings")
@requires(WRITE)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(TellingSchema))
def list_tellings(query: dict[str, Any], endpoint_id: int) -> dict[str, object]:
    """List what an endpoint was told, the newest first."""
    load(WebhookEndpoint, endpoint_id)
    return listed(telling_page(endpoint_id, limit=query["limit"], after=query["after"]))


@api.post("/tellings/<int:telling_id>/send-again")
@requires(WRITE)
@api.response(200, TellingSchema)
def send_telling_again(telling_id: int) -> WebhookTelling:
    """Tell once more what was given up."""
    return send_again(telling_id)
