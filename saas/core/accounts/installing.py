"""What this room gives an application besides its pages: passwords, the pipeline, its part of the shell."""

from __future__ import annotations

from flask import Flask

from saas.config import Settings
from saas.core.accounts.passwords import install_passwords
from saas.core.accounts.request import install_request_pipeline
from saas.core.accounts.shell import fill_shell
from saas.core.accounts.views.registration import registration_is_open
from saas.platform.web import contribute_to_shell


def install_sign_in(app: Flask, settings: Settings) -> None:
    """Know who asks: before all other parts that look at a request, save the one that counts and logs them."""
    install_passwords(app, settings)
    install_request_pipeline(app)


def install_accounts_shell(app: Flask) -> None:
    """Show on every page who is signed in, and what can be switched."""
    contribute_to_shell(app, fill_shell)
    app.jinja_env.globals.update(registration_open=registration_is_open)
