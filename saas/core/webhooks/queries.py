"""Who is told what, and what became of it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import cast

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from saas.core.webhooks.models import WebhookEndpoint, WebhookTelling
from saas.platform.database import Page, keyset_page
from saas.platform.events import Event
from saas.platform.plugins import contributions
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of event that can be told. summary: what it tells, as its author wrote it."""

    name: str
    version: int
    summary: str


def event_types() -> list[EventType]:
    """The events of the core and of the plugins that the group has on, by name."""
    kinds = [cast("type[Event]", one.value) for one in contributions(Event)]
    return [
        EventType(
            name=kind.name, version=kind.version, summary=(inspect.getdoc(kind) or "").partition("\n")[0]
        )
        for kind in sorted(kinds, key=lambda kind: kind.name)
    ]


def endpoint_page(
    *, limit: int, after: str | None = None, before: str | None = None
) -> Page[WebhookEndpoint]:
    """One page of the endpoints, by name. Raises Invalid for a forged cursor."""
    mine = select(WebhookEndpoint).where(WebhookEndpoint.tenant_id == current_tenant())
    return keyset_page(mine, keys=[WebhookEndpoint.name], limit=limit, after=after, before=before)


def telling_page(
    endpoint_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[WebhookTelling]:
    """One page of what an endpoint was told, the newest first. Raises Invalid for a forged cursor."""
    mine = select(WebhookTelling).where(
        WebhookTelling.tenant_id == current_tenant(), WebhookTelling.endpoint_id == endpoint_id
    )
    return keyset_page(
        mine, keys=[WebhookTelling.id], limit=limit, after=after, before=before, descending=True
    )


def is_anybody_told(work: Session, tenant_id: int) -> bool:
    """Whether a group has an endpoint that is on; in the relay's session, which passes row-level security."""
    told = exists().where(WebhookEndpoint.tenant_id == tenant_id, WebhookEndpoint.is_active)
    return bool(work.scalar(select(told)))
