"""Passkeys (WebAuthn): what a browser is asked, and whether its answer fits; nothing of the database."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from flask import current_app
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from saas.config import Settings
from saas.platform.security.keys import PLATFORM, keyed_hash

TITLE = "Aftercare"
_PATIENCE_MS = 300_000
_LONGEST = 20_000  # characters of an answer; a real one has two thousand


# What the library raises at answers that no browser gives; tests/integration/accounts/test_passkeys.py bends some.
_UNREADABLE = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, UnsupportedAlgorithm)


class NotFitting(Exception):
    """A browser's answer is not to what was asked, or is not by the key that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """For whom browsers keep the keys. host: the relying party's id; origin: the only address that may ask."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that a browser has made. synced: it may be on other devices of the person as well."""

    credential_id: str
    public_key: bytes
    sign_count: int
    synced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownKey:
    """What is kept of a key to check an answer."""

    public_key: bytes
    sign_count: int


def site() -> Site | None:
    """For whom keys are kept; none where the service is reached by a number, for which browsers keep none.

    A loopback number counts as `localhost`, which is this machine as well and has a name.
    """
    settings: Settings = current_app.extensions["saas_settings"]
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return Site(host=host, origin=f"{parts.scheme}://{parts.netloc}")
    if not number.is_loopback:
        return None
    port = f":{parts.port}" if parts.port else ""
    return Site(host="localhost", origin=f"{parts.scheme}://localhost{port}")


def handle_of(account_id: int) -> bytes:
    """How keys call an account: the same for all of its keys, and telling nothing."""
    return bytes.fromhex(keyed_hash("passkey_account", str(account_id), tenant_id=PLATFORM))


def challenge_of(note: str) -> bytes:
    """The random bytes that a key signs, given by the sealed note that comes back with its answer."""
    return hashlib.sha256(note.encode()).digest()


def options_to_make(
    here: Site, account_id: int, *, login: str, name: str, note: str, known: Sequence[str]
) -> dict[str, Any]:
    """What a browser is asked that is to make a key. known: the ids of keys that the person has, not to be doubled."""
    asked = generate_registration_options(
        rp_id=here.host,
        rp_name=TITLE,
        user_id=handle_of(account_id),
        user_name=login,
        user_display_name=name,
        challenge=challenge_of(note),
        timeout=_PATIENCE_MS,
        # Kept by the device and opened by its owner: it stands for both steps of a sign-in.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_named(known),
    )
    return _as_json(asked)


def options_to_show(here: Site, *, note: str, known: Sequence[str] = ()) -> dict[str, Any]:
    """What a browser is asked that is to show a key. known: the ids of the keys that would do; none for any."""
    asked = generate_authentication_options(
        rp_id=here.host,
        challenge=challenge_of(note),
        timeout=_PATIENCE_MS,
        allow_credentials=_named(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _as_json(asked)


def read_new_key(here: Site, answer: str, note: str) -> NewKey:
    """The key that a browser has made. Raises NotFitting."""
    try:
        made = verify_registration_response(
            credential=_readable(answer),
            expected_challenge=challenge_of(note),
            expected_rp_id=here.host,
            expected_origin=here.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise NotFitting(type(error).__name__) from error
    return NewKey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def named_key(answer: str) -> tuple[str, bytes | None]:
    """The id of the key by which an answer claims to be, and the account's handle if it tells one. Raises NotFitting."""
    try:
        read = parse_authentication_credential_json(_readable(answer))
    except _UNREADABLE as error:
        raise NotFitting(type(error).__name__) from error
    return bytes_to_base64url(read.raw_id), read.response.user_handle


def check_shown_key(here: Site, answer: str, note: str, known: KnownKey) -> int:
    """Check that an answer is by a key, to this note, at our address; returns the key's new count. Raises NotFitting."""
    try:
        shown = verify_authentication_response(
            credential=_readable(answer),
            expected_challenge=challenge_of(note),
            expected_rp_id=here.host,
            expected_origin=here.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise NotFitting(type(error).__name__) from error
    return shown.new_sign_count


def _readable(answer: str) -> str:
    if not answer or len(answer) > _LONGEST:
        raise ValueError("no answer of a key")
    return answer


def _named(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def _as_json(asked: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(options_to_json(asked))
    return told
