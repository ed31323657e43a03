"""A device that makes and shows passkeys as a browser tells of them, without a browser."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

_PRESENT, _VERIFIED, _MADE = 0x01, 0x04, 0x40


@dataclass(slots=True, kw_only=True)
class Device:
    """One passkey on one device. origin: the address at which the browser stands; count: how often it was shown."""

    origin: str = "http://localhost"
    host: str = "localhost"
    verifies: bool = True
    count: int = 0
    handle: str = ""
    key_id: bytes = field(default_factory=lambda: os.urandom(20))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def make(self, options: Mapping[str, Any]) -> str:
        """The answer to the question for a new passkey."""
        self.handle = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)})
        kept = bytes(16) + len(self.key_id).to_bytes(2) + self.key_id + cose
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._about(_MADE) + kept})
        client = self._client("webauthn.create", options["challenge"])
        return self._written({"clientDataJSON": client, "attestationObject": made})

    def show(self, options: Mapping[str, Any]) -> str:
        """The answer to the question for a passkey that is kept."""
        self.count += 1
        about, client = self._about(), self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(about + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": about, "signature": signed}
        return self._written(parts, userHandle=self.handle)

    def _about(self, more: int = 0) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _written(self, parts: Mapping[str, bytes], **more: str) -> str:
        key_id = bytes_to_base64url(self.key_id)
        response = {**{name: bytes_to_base64url(value) for name, value in parts.items()}, **more}
        return json.dumps({"id": key_id, "rawId": key_id, "type": "public-key", "response": response})
