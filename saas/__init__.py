"""Aftercare: multi-tenant after-sales customer care for car dealer groups."""

from __future__ import annotations

from flask import Flask

import saas.models  # noqa: F401  every table is known before the first statement
from saas.config import Settings
from saas.platform.database import install_database
from saas.platform.security.keys import install_keys


def create_app(settings: Settings) -> Flask:
    """The application with all its parts, wired here and nowhere else."""
    app = Flask("saas", static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.extensions["saas_settings"] = settings
    install_database(app, settings)
    install_keys(app, settings)
    return app
