"""What a provider states is believed only when it is signed by it, for us, for this sign-in, and in time."""

import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from saas.platform.security.openid import Endpoints, Fault, ProviderFault, read_id_token

ISSUER = "https://login.example.com"
CLIENT = "aftercare"
NOW = int(time.time())
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})
KEYS = KeySet.import_key_set(
    {"keys": [KEY.as_dict(private=False) | {"kid": "one"}, CURVE.as_dict(private=False) | {"kid": "two"}]}
)
AT_HASH = urlsafe_b64encode(sha256(b"access").digest()[:16]).rstrip(b"=").decode()


def endpoints(*signatures: str) -> Endpoints:
    return Endpoints(
        issuer=ISSUER,
        authorization=f"{ISSUER}/auth",
        token=f"{ISSUER}/token",
        keys=f"{ISSUER}/keys",
        signatures=signatures or ("RS256", "ES256"),
        secret_in_body=False,
        names_itself=False,
        knows_pkce=True,
    )


def claims(**changed: Any) -> dict[str, Any]:
    """Good claims, with what a case changes; None leaves a claim out."""
    good = {"iss": ISSUER, "sub": "Li.Na", "aud": CLIENT, "exp": NOW + 300, "iat": NOW, "nonce": "n-1"}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(told: dict[str, Any], *, alg: str = "RS256", kid: str = "one", key: Any = KEY) -> str:
    return jwt.encode({"alg": alg, "kid": kid}, told, key, algorithms=[alg])


def read(token: str, *, at: int = NOW, known: Endpoints | None = None) -> Any:
    return read_id_token(
        token,
        keys=KEYS,
        endpoints=known or endpoints(),
        client_id=CLIENT,
        nonce="n-1",
        access_token="access",
        at=datetime.fromtimestamp(at, UTC),
    )


def test_good_statement_names_the_person() -> None:
    proven = read(signed(claims()))
    assert (proven.issuer, proven.subject, proven.second_factor) == (ISSUER, "Li.Na", False)
    assert read(signed(claims(), alg="ES256", kid="two", key=CURVE)).subject == "Li.Na"
    assert read(signed(claims(aud=[CLIENT]))).subject == "Li.Na"
    assert read(signed(claims(aud=[CLIENT, "other"], azp=CLIENT))).subject == "Li.Na"
    assert read(signed(claims(at_hash=AT_HASH))).subject == "Li.Na"
    assert "Li.Na" not in repr(proven)


@pytest.mark.parametrize("ways", [["mfa"], ["pwd", "otp"], ["hwk"], ["pwd", "face"]])
def test_second_factor_is_what_the_provider_says(ways: list[str]) -> None:
    assert read(signed(claims(amr=ways))).second_factor
    assert not read(signed(claims(amr=["pwd"]))).second_factor


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example.com"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": None},
        {"nonce": "n-2"},
        {"nonce": None},
        {"exp": NOW - 121},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": NOW + 121},
        {"iat": None},
        {"nbf": NOW + 121},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
        {"at_hash": "AAAA"},
        {"amr": "otp"},
    ],
)
def test_statement_with_a_wrong_claim_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ProviderFault) as refused:
        read(signed(claims(**changed)))
    assert refused.value.fault is Fault.TOKEN


def test_clocks_may_differ_by_two_minutes() -> None:
    assert read(signed(claims(exp=NOW - 119))).subject
    assert read(signed(claims(iat=NOW + 119, nbf=NOW + 119))).subject


def test_other_signature_is_refused() -> None:
    secret = OctKey.import_key("a secret that the client knows, and it is long enough")
    none = ".".join([_part(b'{"alg":"none"}'), _part(b'{"sub":"Li.Na"}'), ""])
    faked = [
        signed(claims(), key=OTHER),
        signed(claims(), kid="three"),
        signed(claims(), alg="HS256", key=secret),
        none,
        signed(claims())[:-4] + "AAAA",
        "no token",
        "",
    ]
    for token in faked:
        with pytest.raises(ProviderFault):
            read(token)
    with pytest.raises(ProviderFault):
        read(signed(claims()), known=endpoints("ES256"))


def _part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
