"""The headers that keep a page to itself: content security policy, transport security, referrer."""

from __future__ import annotations

from flask import Flask, Response

from saas.config import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'self'"
)
_TWO_YEARS_S = 63_072_000


def install_security_headers(app: Flask, settings: Settings) -> None:
    """Set the headers on every answer; an answer that set one itself keeps it."""
    fixed = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    }
    if settings.production:
        fixed["Strict-Transport-Security"] = f"max-age={_TWO_YEARS_S}; includeSubDomains"

    def set_headers(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        # pages hold personal data: no shared or later reader gets them from a cache
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(set_headers)
