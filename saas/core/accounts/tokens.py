"""Random tokens for sessions, links and API clients; only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets

API_PREFIX = "ac_"  # lets a scanner of leaked secrets recognise ours


def new_token() -> str:
    """256 random bits as text that fits into an address."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """A token for an API client."""
    return API_PREFIX + new_token()


def token_hash(token: str) -> str:
    """What is kept of a token. A plain SHA-256 is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
