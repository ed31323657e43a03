"""The language of a page: the account's, then the browser's cookie, then what the browser asks for."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g, make_response, redirect, request

from saas.platform.i18n import DEFAULT_LOCALE, LOCALES, set_locale
from saas.platform.web.addresses import own_address

COOKIE = "locale"
_YEAR_S = 31_536_000

language = Blueprint("language", __name__)


def requested_locale() -> str:
    """The locale that the browser wants; an account's own choice is set over it after sign-in."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LOCALES:
        return chosen
    asked = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="")
    return {"en": "en"}.get(asked or "", DEFAULT_LOCALE)


def remember_locale(response: Response, locale: str) -> None:
    """Keep the choice in the browser, for the pages before the sign-in."""
    response.set_cookie(
        COOKIE, locale, max_age=_YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure
    )


@language.post("/language")
def choose() -> Response:
    """Change the language of this browser and go back to the page."""
    locale = request.form.get("locale", DEFAULT_LOCALE)
    answer = make_response(redirect(own_address(request.form.get("next")) or "/", 303))
    if locale in LOCALES:
        remember_locale(answer, locale)
    return answer


def install_language(app: Flask) -> None:
    """Set the language before anything is written in it, unless who is signed in has chosen one."""

    def choose_for_request() -> None:
        if not g.get("account_locale"):
            set_locale(requested_locale())

    app.before_request(choose_for_request)
    app.register_blueprint(language)
