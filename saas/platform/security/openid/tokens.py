"""The ID token: whom the provider says to have signed in, believed only after every check of OpenID Connect Core 3.1.3.7."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from saas.platform.security.openid.discovery import Endpoints
from saas.platform.security.openid.faults import Fault, ProviderFault

CLOCK_SKEW_S = 120
_LONGEST_SUBJECT = 255
# RFC 8176: what tells that more than a password was asked for.
_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "iris", "retina", "vbm", "pop"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Somebody whom a provider vouches for. subject: its own name of the person, of which letter case counts.

    second_factor: it says that it asked for more than a password. asked_at: when it asked the person, none where it does
    not tell; a provider need not ask somebody again whom it knows.
    """

    issuer: str
    subject: str = field(repr=False)
    second_factor: bool = False
    asked_at: datetime | None = None


def read_id_token(
    token: str,
    *,
    keys: KeySet,
    endpoints: Endpoints,
    client_id: str,
    nonce: str,
    access_token: str | None,
    at: datetime,
) -> Proven:
    """Check an ID token and say whom it names.

    nonce: that of this sign-in. access_token: what came with it, whose hash it may hold. at: the moment of the check;
    the provider's clock may be two minutes off. Raises ProviderFault.
    """
    try:
        decoded = jwt.decode(token, keys, algorithms=list(endpoints.signatures))
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": endpoints.issuer},
                "aud": {"essential": True, "value": client_id},
            },
            params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(now=int(at.timestamp()), leeway=CLOCK_SKEW_S)
    except (JoseError, ValueError, TypeError) as error:
        raise ProviderFault(Fault.TOKEN, _reason(error)) from error
    subject = claims["sub"]
    if not subject or len(subject) > _LONGEST_SUBJECT:
        raise ProviderFault(Fault.TOKEN, "sub")
    ways = claims.get("amr") or []
    return Proven(
        issuer=endpoints.issuer,
        subject=subject,
        asked_at=_moment(claims.get("auth_time"), at),
        second_factor=any(way in _SECOND_FACTORS for way in ways if isinstance(way, str)),
    )


def _moment(told: object, at: datetime) -> datetime | None:
    if not isinstance(told, (int, float)) or isinstance(told, bool) or told <= 0:
        return None
    return datetime.fromtimestamp(min(told, at.timestamp()), UTC)


def _reason(error: Exception) -> str:
    return str(getattr(error, "error", "") or type(error).__name__)[:100]
