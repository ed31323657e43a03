"""`Idempotency-Key` on POST: the effect and the kept answer are one transaction, a repetition gets the same answer."""

from __future__ import annotations

from flask import Response, g, request

from saas.platform.security.idempotency import Claim, KeptAnswer, claim, fingerprint, keep

HEADER = "Idempotency-Key"


def begin_once() -> Response | None:
    """Before a POST with a key: take the key, or answer what was kept for it."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return None
    taken = claim(key, fingerprint(request.method, request.full_path, request.get_data(cache=True)))
    if isinstance(taken, KeptAnswer):
        return taken.response()
    g.idempotency_claim = taken
    return None


def end_once(response: Response) -> Response:
    """After it: keep the answer of what succeeded; the commit comes later."""
    taken: Claim | None = g.pop("idempotency_claim", None)
    if taken is not None and response.status_code < 400:
        keep(taken, response)
    return response
