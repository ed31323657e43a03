"""`Idempotency-Key` on POST: the effect and the kept answer are one transaction, a repetition gets the same answer."""

from __future__ import annotations

from flask import Response, request

from saas.platform.security.idempotency import fingerprint
from saas.platform.security.repeats import begin

HEADER = "Idempotency-Key"


def begin_once() -> Response | None:
    """Before a POST with a key: take the key, or answer what was kept for it."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return None
    return begin(key, fingerprint(request.method, request.full_path, request.get_data(cache=True)))
