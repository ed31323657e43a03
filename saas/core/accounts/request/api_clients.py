"""Whom a token of the API stands for."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from sqlalchemy import update

from saas.core.accounts.models import ApiClient
from saas.core.accounts.queries import find_api_client, find_group
from saas.core.accounts.request.binding import bind_group
from saas.platform.api import Principal
from saas.platform.clock import now
from saas.platform.database import db, global_connection
from saas.platform.tenancy import Actor, ActorKind
from saas.platform.tenancy.scoping import TenantSession
from saas.platform.tenancy.tenant import WORKING

_NOTED_EVERY = timedelta(minutes=10)


def authenticate_client(code: str, token: str) -> Principal | None:
    """The client that a token belongs to in the group of a code; none when either is not known or no longer at work."""
    with global_connection() as work:
        group = find_group(work, code)
    if group is None or group.status not in WORKING:
        return None
    bind_group(group)
    client = find_api_client(token)
    if client is None:
        return None
    _note_use(client)
    return Principal(
        tenant_id=group.id,
        actor=Actor(kind=ActorKind.API_CLIENT, id=client.id),
        scopes=frozenset(client.scopes),
    )


def _note_use(client: ApiClient) -> None:
    moment = now()
    if client.last_used_at is not None and moment - client.last_used_at < _NOTED_EVERY:
        return
    # A transaction of its own, so that no long request holds the row, and no new version of it.
    with TenantSession(db=db) as work, work.begin():
        mine = update(ApiClient).where(ApiClient.tenant_id == client.tenant_id, ApiClient.id == client.id)
        noted = {"last_used_at": moment, "last_used_from": request.remote_addr or ""}
        work.execute(mine.values(**noted, updated_at=ApiClient.updated_at))
