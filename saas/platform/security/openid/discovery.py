"""Where a provider's endpoints are and with which keys it signs, as it tells itself (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from saas.platform.outbound import Answer, Limits, Unsent, call
from saas.platform.security.openid.faults import Fault, ProviderFault

# Asymmetric ones only: under HS256 whoever knows the client's secret, and under `none` everybody, could sign.
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LIMITS = Limits(connect_s=3.0, total_s=8.0, most_bytes=200_000)
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """A provider as it describes itself.

    signatures: the algorithms that it and we know. secret_in_body: it takes the client's secret in the body only.
    names_itself: it names itself in each answer, so that an answer without its name is not its own (RFC 9207).
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    signatures: tuple[str, ...]
    secret_in_body: bool
    names_itself: bool
    knows_pkce: bool


def discover(issuer: str) -> Endpoints:
    """Read a provider's description of itself.

    Raises ProviderFault: unreachable, refused address, another issuer than asked, endpoints that are missing or unsafe,
    no signature that we take.
    """
    told = fetch_json(issuer.rstrip("/") + _WELL_KNOWN)
    if told.get("issuer") != issuer:
        raise ProviderFault(Fault.ISSUER, str(told.get("issuer", ""))[:200])
    offered = _texts(told, "id_token_signing_alg_values_supported") or ("RS256",)
    signatures = tuple(one for one in SIGNATURES if one in offered)
    if not signatures:
        raise ProviderFault(Fault.ALGORITHM, " ".join(offered)[:200])
    methods = _texts(told, "token_endpoint_auth_methods_supported") or ("client_secret_basic",)
    return Endpoints(
        issuer=issuer,
        authorization=_endpoint(told, "authorization_endpoint", issuer),
        token=_endpoint(told, "token_endpoint", issuer),
        keys=_endpoint(told, "jwks_uri", issuer),
        signatures=signatures,
        secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        knows_pkce="S256" in _texts(told, "code_challenge_methods_supported"),
    )


def fetch_keys(endpoints: Endpoints) -> KeySet:
    """The keys that a provider signs with now. Raises ProviderFault."""
    told = fetch_json(endpoints.keys)
    keys = told.get("keys")
    if not isinstance(keys, list):
        raise ProviderFault(Fault.KEYS)
    usable = [key for key in keys if _signs(key)]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderFault(Fault.KEYS, type(error).__name__) from error


def fetch_json(url: str) -> dict[str, Any]:
    """An object that a provider shows to everybody. Raises ProviderFault."""
    answer = ask(url)
    if answer.status != 200:
        raise ProviderFault(Fault.UNREACHABLE, f"status {answer.status}")
    return object_of(answer)


def ask(url: str, *, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
    """One call to a provider, which follows no redirect. Raises ProviderFault."""
    try:
        return call(
            method, url, headers={"Accept": "application/json", **(headers or {})}, body=body, limits=LIMITS
        )
    except Unsent as error:
        fault = Fault.ADDRESS if error.final else Fault.UNREACHABLE
        raise ProviderFault(fault, error.problem.value) from error


def object_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; raises ProviderFault when it is none."""
    try:
        told = answer.json()
    except ValueError:
        raise ProviderFault(Fault.UNREACHABLE, "no JSON") from None
    if not isinstance(told, dict):
        raise ProviderFault(Fault.UNREACHABLE, "no JSON object")
    return told


def _endpoint(told: dict[str, Any], name: str, issuer: str) -> str:
    address = told.get(name)
    if not isinstance(address, str) or not address:
        raise ProviderFault(Fault.INCOMPLETE, name)
    # Plain http only where the operator has allowed it for the issuer itself, which was called already.
    safe = address.startswith("https://") or (issuer.startswith("http://") and address.startswith("http://"))
    if not safe or not address.isprintable():
        raise ProviderFault(Fault.ADDRESS, name)
    return address


def _texts(told: dict[str, Any], name: str) -> tuple[str, ...]:
    found = told.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _signs(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"
