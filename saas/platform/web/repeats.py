"""A form sent twice acts once: `_request` is its random id, kept in the same table as the API's Idempotency-Key."""

from __future__ import annotations

import hashlib
from typing import IO

from flask import Flask, Request, abort, has_app_context

from saas.platform.security.idempotency import fingerprint
from saas.platform.security.repeats import begin, begun, keep_answer
from saas.platform.tenancy import find_tenant


def answer_repetition(request: Request) -> None:
    """Take the form's id for this transaction; a form that was already done is answered here as it was before.

    Forms without an id, and those of pages outside a group, pass. Raises what `claim` raises.
    """
    key = request.form.get("_request", "")
    if not key or not has_app_context() or find_tenant() is None or begun():
        return
    answered = begin(key, fingerprint(request.method, request.path, _content(request)))
    if answered is not None:
        abort(answered)


def _content(request: Request) -> bytes:
    # not the raw body: the token differs from page to page, and a multipart boundary from send to send
    parts = sorted(f"{name}={value}" for name, value in request.form.items(multi=True) if name != "_csrf")
    for name, file in request.files.items(multi=True):
        parts.append(f"{name}:{file.filename}:{_digest(file.stream)}")
        file.stream.seek(0)
    return "\0".join(parts).encode()


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def install_repeats(app: Flask) -> None:
    """Keep what a form was answered; must be installed after the database, whose commit then comes later."""
    app.after_request(keep_answer)
