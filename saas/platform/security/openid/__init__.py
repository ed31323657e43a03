"""OpenID Connect as somebody who relies on another's sign-in: discovery, the way there, the way back, the ID token."""

from saas.platform.security.openid.discovery import Endpoints, discover, fetch_keys
from saas.platform.security.openid.exchange import Client, Returned, Sent, ask_provider, check_client, redeem
from saas.platform.security.openid.faults import Fault, ProviderFault
from saas.platform.security.openid.tokens import Proven, read_id_token

__all__ = [
    "Client",
    "Endpoints",
    "Fault",
    "Proven",
    "ProviderFault",
    "Returned",
    "Sent",
    "ask_provider",
    "check_client",
    "discover",
    "fetch_keys",
    "read_id_token",
    "redeem",
]
