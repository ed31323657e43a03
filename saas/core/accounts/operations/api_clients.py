"""API clients: programs of the group, each with a token that is shown once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from saas.core.accounts.models import ApiClient
from saas.core.accounts.tokens import new_api_token, token_hash
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import Grants, current_catalogue
from saas.platform.tenancy import current_tenant

LONGEST_OVERLAP = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiClient:
    """A new client, and its token, which is kept nowhere."""

    client: ApiClient
    token: str


def create_api_client(
    *, name: str, scopes: Collection[str], expires_at: datetime | None = None, giver: Grants | None = None
) -> NewApiClient:
    """Make a client that may use the permissions `scopes`, each in the whole group.

    giver: the rights of whoever makes it, who can give only what they have for the whole group; none for an operator.
    Raises Invalid for a missing or taken name, no or unknown permissions, and more than the giver has.
    """
    name = name.strip()
    if not name:
        raise Invalid("name", _("Enter a name that says which program this is."))
    if session().scalar(
        select(exists().where(ApiClient.tenant_id == current_tenant(), ApiClient.name == name))
    ):
        raise Invalid("name", _("A token of this name exists. Choose another name."))
    _check_scopes(scopes, giver)
    if expires_at is not None and expires_at <= now():
        raise Invalid("expires_on", _("Choose a day in the future."))
    token = new_api_token()
    client = ApiClient(
        name=name,
        token_hash=token_hash(token),
        tail=token[-4:],
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    session().add(client)
    session().flush()
    record("accounts.token.created", "api_client", client.id, detail={"scopes": client.scopes})
    return NewApiClient(client=client, token=token)


def rotate_api_client(client_id: int, *, overlap: timedelta, giver: Grants | None = None) -> NewApiClient:
    """Give a client a new token; the one until now works for `overlap` more, the one before that no longer.

    giver: as for `create_api_client`, since whoever sees the new token has its permissions. Raises NotFound, Conflict
    for a client whose token was revoked or has run out, Invalid for an overlap over 30 days and more than the giver has.
    """
    client = load_for_change(ApiClient, client_id)
    moment = now()
    if client.revoked_at is not None or (client.expires_at is not None and client.expires_at <= moment):
        raise Conflict(_("This token opens nothing any more. Make a new one."))
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Invalid("overlap_hours", _("Both tokens work at once for at most %(n)d days.", n=30))
    if giver is not None:
        _check_held(client.scopes, giver)
    token = new_api_token()
    client.previous_hash, client.previous_until = client.token_hash, moment + overlap
    client.token_hash, client.tail, client.rotated_at = token_hash(token), token[-4:], moment
    session().flush()
    hours = round(overlap.total_seconds() / 3600)
    record("accounts.token.rotated", "api_client", client.id, detail={"overlap_hours": hours})
    return NewApiClient(client=client, token=token)


def revoke_api_client(client_id: int) -> ApiClient:
    """Let a client's tokens open nothing any more; one that is revoked stays so. Raises NotFound."""
    client = load_for_change(ApiClient, client_id)
    if client.revoked_at is None:
        client.revoked_at = now()
        record("accounts.token.revoked", "api_client", client.id)
    return client


def _check_scopes(scopes: Collection[str], giver: Grants | None) -> None:
    if not scopes:
        raise Invalid("scopes", _("Choose at least one permission."))
    known = current_catalogue().permissions
    if any(scope not in known for scope in scopes):
        raise Invalid("scopes", _("One of these permissions does not exist."))
    if giver is not None:
        _check_held(scopes, giver)


def _check_held(scopes: Collection[str], giver: Grants) -> None:
    # A token outlasts the days on which somebody stands in for another.
    held = [giver.in_own_name().of(scope) for scope in scopes]
    if not all(grant is not None and grant.everything for grant in held):
        raise Invalid("scopes", _("You can give only permissions that you have for the whole group."))
