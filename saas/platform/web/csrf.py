"""Protection against forged requests: Flask-WTF's token in each form and htmx request; the API has bearer tokens instead."""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()


def install_csrf(app: Flask) -> None:
    """Check `_csrf` or `X-CSRF-Token` on every unsafe request outside `/api/`."""
    app.config.update(
        WTF_CSRF_FIELD_NAME="_csrf",
        WTF_CSRF_HEADERS=["X-CSRF-Token"],
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may stay open over lunch
        WTF_CSRF_SSL_STRICT=False,  # the referrer is not always sent; the token decides
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    csrf.init_app(app)

    def check() -> None:
        if not request.path.startswith("/api/") and request.endpoint:
            csrf.protect()

    app.before_request(check)
