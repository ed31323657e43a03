"""A group's own provider of sign-ins: entered, checked, switched on and off."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from saas.core.accounts.links import provider_return
from saas.core.accounts.operations.door import provider_only
from saas.core.accounts.operations.provider_sessions import end_provider_sessions
from saas.core.accounts.provider_models import SignInProvider
from saas.core.accounts.provider_words import fault_in_words
from saas.core.accounts.queries.provider import find_provider
from saas.platform.audit import record
from saas.platform.audit.recording import changes_of
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.security.openid import (
    Client,
    Endpoints,
    ProviderFault,
    check_client,
    discover,
    fetch_keys,
)
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDetails:
    """What an administrator enters. client_secret: empty to keep the one that is stored."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    enabled: bool = False
    asks_second_factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A provider that answered as it should. keys: how many it signs with."""

    endpoints: Endpoints
    keys: int


def save_provider(details: ProviderDetails, *, version: int | None = None) -> SignInProvider:
    """Enter or change the group's provider; one that is switched on has to answer first.

    Who goes to another issuer or client enters its secret with it, so that a stored secret is never sent elsewhere.
    Sessions that the former one opened end. Raises Invalid, and Conflict for a stale version.
    """
    known = find_provider()
    stays = known is not None and (known.issuer, known.client_id) == (details.issuer, details.client_id)
    _check(details, has_secret=stays)
    if provider_only(_group().settings) and not (details.enabled and stays):
        raise Invalid("", _("Members come in by single sign-on only. Switch that off first."))
    secret = details.client_secret or (known.client_secret if known else "")
    if details.enabled:
        _check_answers(_client(details.issuer, details.client_id, secret))
    if known is None:
        row = SignInProvider()
        session().add(row)
    else:
        row = load_for_change(SignInProvider, known.id, version=version)
    return _write(row, details, secret, ended=known is not None and not (stays and details.enabled))


def check_provider() -> Checked:
    """Ask the stored provider for its description and keys, and whether it takes our client and its secret.

    Raises NotFound when the group has none, ProviderFault.
    """
    row = find_provider()
    if row is None:
        raise NotFound(_("This group has no single sign-on."))
    return check_connection(client_of(row))


def check_connection(client: Client) -> Checked:
    """Ask a provider for all that a sign-in needs, short of a person. Raises ProviderFault."""
    endpoints = discover(client.issuer)
    keys = fetch_keys(endpoints)
    check_client(client, endpoints)
    return Checked(endpoints=endpoints, keys=len(keys.keys))


def client_of(row: SignInProvider) -> Client:
    """What the group's provider knows us as."""
    return _client(row.issuer, row.client_id, row.client_secret)


def _check(details: ProviderDetails, *, has_secret: bool) -> None:
    if not details.name.strip():
        raise Invalid("name", _("Enter what the button is to say."))
    if not details.issuer.startswith(("https://", "http://")):
        raise Invalid("issuer", _("Enter the address of the provider, beginning with https://."))
    if not details.client_id:
        raise Invalid("client_id", _("Enter the client ID that the provider gave you."))
    if not details.client_secret and not has_secret:
        raise Invalid("client_secret", _("Enter the secret that belongs to this issuer and client."))


def _check_answers(client: Client) -> None:
    try:
        check_connection(client)
    except ProviderFault as error:
        raise Invalid("enabled", str(fault_in_words(error.fault))) from error


def _write(row: SignInProvider, details: ProviderDetails, secret: str, *, ended: bool) -> SignInProvider:
    row.name, row.issuer, row.client_id = details.name.strip(), details.issuer, details.client_id
    row.enabled, row.asks_second_factor = details.enabled, details.asks_second_factor
    if details.client_secret:
        row.client_secret = secret
    changes = changes_of(row)
    session().flush()
    gone = end_provider_sessions(session(), current_tenant()) if ended else 0
    record(
        "accounts.provider.changed",
        "sign_in_provider",
        row.id,
        changes=changes,
        detail={"sessions_ended": gone},
    )
    return row


def _client(issuer: str, client_id: str, secret: str) -> Client:
    return Client(
        issuer=issuer,
        client_id=client_id,
        client_secret=secret,
        redirect_uri=provider_return(_group().code),
    )


def _group() -> Tenant:
    return session().scalars(select(Tenant).where(Tenant.id == current_tenant())).one()
