"""The way to a provider and back: authorization code with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636, RFC 9207)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.security import generate_token
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from saas.platform.clock import now
from saas.platform.outbound import Answer
from saas.platform.security.openid.discovery import Endpoints, ask, discover, fetch_keys, object_of
from saas.platform.security.openid.faults import Fault, ProviderFault
from saas.platform.security.openid.tokens import CLOCK_SKEW_S, Proven, read_id_token

_SCOPE = "openid"  # who it is, and nothing else about the person
_CLIENT_ERRORS = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What a provider knows us as. redirect_uri: exactly as it is registered there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A browser that is sent to a provider: the address, and what its return is compared with.

    asked_since: the provider has to ask the person after this moment (seconds since 1970), 0 if it need not ask.
    """

    address: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    asked_since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a browser brings back from a provider, as it stands in the address."""

    state: str = field(repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    issuer: str = ""


def ask_provider(client: Client, *, again: bool = False) -> Sent:
    """Where to send a browser, so that the provider says who it is. Raises ProviderFault.

    again: it has to ask the person, also one whom it knows.
    """
    found = discover(client.issuer)
    more = {"prompt": "login", "max_age": "0"} if again else {}
    nonce, verifier = generate_token(43), generate_token(64)
    asking = OAuth2Client(
        None,
        client_id=client.client_id,
        redirect_uri=client.redirect_uri,
        scope=_SCOPE,
        code_challenge_method="S256",
    )
    address, state = asking.create_authorization_url(
        found.authorization, state=generate_token(43), code_verifier=verifier, nonce=nonce, **more
    )
    since = int(now().timestamp()) if again else 0
    return Sent(address=address, state=state, nonce=nonce, verifier=verifier, asked_since=since)


def redeem(client: Client, sent: Sent, returned: Returned) -> Proven:
    """Exchange what a browser brought back for the provider's statement of who it is. Raises ProviderFault.

    The caller has found `sent` by the state; it is compared here once more.
    """
    if not hmac.compare_digest(sent.state.encode(), returned.state.encode()):
        raise ProviderFault(Fault.TOKEN, "state")
    if returned.issuer and returned.issuer != client.issuer:
        raise ProviderFault(Fault.ISSUER, returned.issuer[:200])
    if returned.error or not returned.code:
        raise ProviderFault(Fault.DENIED, returned.error[:100])
    endpoints = discover(client.issuer)
    if endpoints.names_itself and not returned.issuer:
        raise ProviderFault(Fault.ISSUER, "missing")
    token = _fetch_token(client, endpoints, sent, returned.code)
    id_token = token.get("id_token")
    if not isinstance(id_token, str):
        raise ProviderFault(Fault.TOKEN, "missing")
    proven = read_id_token(
        id_token,
        keys=fetch_keys(endpoints),
        endpoints=endpoints,
        client_id=client.client_id,
        nonce=sent.nonce,
        access_token=token.get("access_token"),
        at=now(),
    )
    asked = 0 if proven.asked_at is None else proven.asked_at.timestamp()
    if sent.asked_since and asked < sent.asked_since - CLOCK_SKEW_S:
        raise ProviderFault(Fault.TOKEN, "auth_time")
    return proven


def check_client(client: Client, endpoints: Endpoints) -> None:
    """Show the provider our client and its secret with a code that it never gave; raises ProviderFault if it refuses them.

    It has to look at the client first: a complaint about the code means that the client is known.
    """
    sent = Sent(address="", state="", nonce="", verifier=generate_token(64))
    try:
        _fetch_token(client, endpoints, sent, generate_token(43))
    except ProviderFault as error:
        if error.fault is not Fault.CODE:
            raise


class _Wire:
    """What Authlib calls a session: its calls go out by our own client, which looks at every address."""

    def post(
        self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any, **_more: object
    ) -> _Response:
        """Send a form."""
        url, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Response(ask(url, method="POST", headers=sent, body=body.encode()))


class _Response:
    """An answer as Authlib reads it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.status_code = answer.status

    def json(self) -> dict[str, Any]:
        """The object in it."""
        return object_of(self._answer)

    def raise_for_status(self) -> None:
        """Called for what is no answer of a token endpoint."""
        raise ProviderFault(Fault.UNREACHABLE, f"status {self.status_code}")


def _fetch_token(client: Client, endpoints: Endpoints, sent: Sent, code: str) -> dict[str, Any]:
    asking = OAuth2Client(
        _Wire(),
        client_id=client.client_id,
        client_secret=client.client_secret,
        token_endpoint_auth_method="client_secret_post" if endpoints.secret_in_body else "basic",
    )
    asking.register_client_auth_method(("basic", _basic))
    try:
        return dict(
            asking.fetch_token(
                endpoints.token,
                grant_type="authorization_code",
                code=code,
                code_verifier=sent.verifier,
                redirect_uri=client.redirect_uri,
            )
        )
    except OAuth2Error as error:
        fault = Fault.CLIENT if error.error in _CLIENT_ERRORS else Fault.CODE
        raise ProviderFault(fault, str(error.error)[:100]) from error


def _basic(
    client: OAuth2Client, _method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    # RFC 6749 2.3.1 encodes both parts first; the library does not, and a secret with a colon or a percent sign fails.
    pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    return uri, {**headers, "Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, body
