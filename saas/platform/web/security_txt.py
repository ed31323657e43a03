"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness, where the operator has said whom."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, abort

from saas.config import Settings
from saas.platform.clock import now

PATH = "/.well-known/security.txt"
# Long enough for those who gather such files, and short of the year that the RFC recommends at most.
_GOOD_FOR = timedelta(days=90)
_DAY_S = 86_400


def install_security_txt(app: Flask, settings: Settings) -> None:
    """Serve the file; without a contact in the settings its address is not found."""

    def show() -> Response:
        if not settings.security_contact:
            abort(404)
        answer = Response(security_txt(settings), content_type="text/plain; charset=utf-8")
        answer.headers["Cache-Control"] = f"public, max-age={_DAY_S}"
        return answer

    app.add_url_rule(PATH, endpoint="security_txt", view_func=show)


def security_txt(settings: Settings) -> str:
    """The file as it stands today: it expires 90 days from now, at the beginning of that day in UTC."""
    fields = [
        f"Contact: {settings.security_contact}",
        f"Expires: {now() + _GOOD_FOR:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: zh, en",
    ]
    # The RFC takes only https addresses, which a machine for trying has not.
    if settings.base_url.startswith("https://"):
        fields.append(f"Canonical: {settings.base_url}{PATH}")
    return "".join(f"{field}\r\n" for field in fields)
