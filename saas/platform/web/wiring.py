"""Everything this room gives an application, in one call."""

from __future__ import annotations

from flask import Blueprint, Flask

from saas.config import Settings
from saas.platform.i18n import _, ngettext
from saas.platform.permissions import allowed
from saas.platform.web.addresses import page_address
from saas.platform.web.errors import install_errors
from saas.platform.web.filters import install_filters
from saas.platform.web.gallery import gallery
from saas.platform.web.language import install_language
from saas.platform.web.later import later
from saas.platform.web.macros import install_macros
from saas.platform.web.messages import install_messages
from saas.platform.web.proof import asks_for_proof
from saas.platform.web.repeats import install_repeats
from saas.platform.web.security_headers import install_security_headers
from saas.platform.web.security_txt import install_security_txt
from saas.platform.web.shell import install_shell
from saas.platform.web.static import install_static
from saas.platform.web.unavailable import may_see_failures, plugin_title

_MAX_FORM_BYTES = 64 * 1024 * 1024


def install_web(app: Flask, settings: Settings) -> None:
    """Give the application its pages' frame: macros, forms, errors, messages, headers, static files.

    The check against forged requests is a step of its own (`install_csrf`), since it comes after the gate.
    """
    app.config.setdefault("MAX_CONTENT_LENGTH", _MAX_FORM_BYTES)
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.production
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=_,
        gettext=_,
        ngettext=ngettext,
        may=allowed,
        failures_shown=may_see_failures,
        plugin_title=plugin_title,
        asks_for_proof=asks_for_proof,
        page_address=page_address,
    )
    # a blueprint without routes: its folder is where `layout.html` and `ui/` are found
    app.register_blueprint(Blueprint("web", __name__, template_folder="templates"))
    app.register_blueprint(later)
    install_static(app)
    install_filters(app)
    install_macros(app)
    install_language(app)
    install_shell(app)
    install_messages(app)
    install_repeats(app)
    install_errors(app)
    install_security_headers(app, settings)
    install_security_txt(app, settings)
    if not settings.production:
        app.register_blueprint(gallery)
