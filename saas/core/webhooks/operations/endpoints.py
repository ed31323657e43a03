"""Set up who is told what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import exists, select

from saas.core.webhooks.models import WebhookEndpoint
from saas.core.webhooks.queries import event_types
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.outbound import is_web_address, new_secret
from saas.platform.tenancy import current_tenant

OVERLAP = timedelta(days=1)
"""How long the old secret signs beside a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointDetails:
    """What is typed of an endpoint. events: names of events."""

    name: str
    url: str
    events: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    """An endpoint and its secret, which is shown once."""

    endpoint: WebhookEndpoint
    secret: str


def add_endpoint(details: EndpointDetails) -> NewEndpoint:
    """Have an address told of events from now on; raises Invalid for what is missing, taken or no address."""
    _check(details)
    secret = new_secret()
    endpoint = WebhookEndpoint(
        name=details.name.strip(), url=details.url.strip(), events=sorted(set(details.events)), secret=secret
    )
    session().add(endpoint)
    session().flush()
    _note(endpoint, "webhooks.endpoint.added")
    return NewEndpoint(endpoint=endpoint, secret=secret)


def change_endpoint(
    endpoint_id: int, details: EndpointDetails, *, version: int | None = None
) -> WebhookEndpoint:
    """Have it told otherwise from now on, what waits too; raises like `add_endpoint`, NotFound, VersionConflict."""
    endpoint = load_for_change(WebhookEndpoint, endpoint_id, version=version)
    _check(details, but=endpoint_id)
    endpoint.name, endpoint.url = details.name.strip(), details.url.strip()
    endpoint.events = sorted(set(details.events))
    session().flush()
    _note(endpoint, "webhooks.endpoint.changed")
    return endpoint


def switch(endpoint_id: int, *, on: bool, version: int | None = None) -> WebhookEndpoint:
    """Switch telling on or off; what happens while it is off is not told later. Raises NotFound, VersionConflict."""
    endpoint = load_for_change(WebhookEndpoint, endpoint_id, version=version)
    if endpoint.is_active is not on:
        endpoint.is_active, endpoint.off_because, endpoint.failing_since = on, "", None
        session().flush()
        _note(endpoint, "webhooks.endpoint.switched_on" if on else "webhooks.endpoint.switched_off")
    return endpoint


def renew_secret(endpoint_id: int) -> str:
    """Make a new secret and tell it this once; the old one signs beside it for a day. Raises NotFound."""
    endpoint = load_for_change(WebhookEndpoint, endpoint_id)
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now() + OVERLAP
    endpoint.secret = new_secret()
    session().flush()
    _note(endpoint, "webhooks.endpoint.secret_renewed")
    return endpoint.secret


def remove_endpoint(endpoint_id: int, *, version: int | None = None) -> None:
    """Remove an endpoint with all that it was told; raises NotFound, VersionConflict."""
    endpoint = load_for_change(WebhookEndpoint, endpoint_id, version=version)
    _note(endpoint, "webhooks.endpoint.removed")
    session().delete(endpoint)
    session().flush()


def _check(details: EndpointDetails, *, but: int = 0) -> None:
    if not details.name.strip():
        raise Invalid("name", _("Enter a name."))
    same = exists().where(
        WebhookEndpoint.tenant_id == current_tenant(),
        WebhookEndpoint.name == details.name.strip(),
        WebhookEndpoint.id != but,
    )
    if session().scalar(select(same)):
        raise Invalid("name", _("There is a webhook with this name."))
    if not is_web_address(details.url.strip()):
        raise Invalid("url", _("Enter an address, as https://crm.example.com/hooks."))
    if not details.events:
        raise Invalid("events", _("Choose at least one event."))
    known = {kind.name for kind in event_types()}
    if not set(details.events) <= known:
        raise Invalid(
            "events", _("There is no such event: %(names)s", names=", ".join(set(details.events) - known))
        )


def _note(endpoint: WebhookEndpoint, action: str) -> None:
    detail = {"host": urlsplit(endpoint.url).hostname or "", "events": endpoint.events}
    record(action, "webhook_endpoint", endpoint.id, detail=detail)
