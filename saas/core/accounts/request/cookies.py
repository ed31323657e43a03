"""The cookie of a sign-in."""

from __future__ import annotations

from flask import Response, current_app, g, request

from saas.config import Settings
from saas.core.accounts.operations.sessions import LIFETIME

SESSION_COOKIE = "aftercare_session"


def session_token() -> str:
    """The session token that the browser sent, or an empty text."""
    return request.cookies.get(SESSION_COOKIE, "")


def hand_out(token: str) -> None:
    """Let the answer of this request set the session cookie to a new token; an empty one clears it."""
    g.session_cookie = token


def write_cookies(response: Response) -> Response:
    """Set what this request handed out; runs after every request."""
    token = g.pop("session_cookie", None)
    if token is None:
        return response
    secure = _settings().production
    if token:
        response.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=secure,
        )
    else:
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax", secure=secure)
    return response


def remember_theme(response: Response, theme: str) -> None:
    """Keep the chosen look in the browser, whose script changes it too."""
    secure = _settings().production
    response.set_cookie("theme", theme, max_age=31_536_000, samesite="Lax", secure=secure)


def _settings() -> Settings:
    found: Settings = current_app.extensions["saas_settings"]
    return found
