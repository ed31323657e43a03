"""Signatures of what we send to other systems, as Standard Webhooks has them, so that receivers find libraries for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

_PREFIX = "whsec_"


def new_secret() -> str:
    """A secret to sign with, as it is shown to the receiver."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(message_id: str, at: datetime, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The headers that prove what we send: its id, when, and a signature by each secret over both and the body.

    message_id: the same at each try, without full stops, so that the receiver knows one that comes twice. keys: more than
    one while a secret is changed. at: aware.
    """
    moment = str(int(at.timestamp()))
    told = f"{message_id}.{moment}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_sign(told, secret)}" for secret in keys),
    }


def _sign(told: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
