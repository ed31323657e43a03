"""Aftercare: multi-tenant after-sales customer care for car dealer groups."""

from __future__ import annotations

from flask import Flask

import saas.models  # noqa: F401  every table is known before the first statement
from saas.config import Settings
from saas.platform.database import install_database
from saas.platform.observability import install_observability
from saas.platform.security.keys import install_keys
from saas.platform.valkey import install_valkey


def create_app(settings: Settings) -> Flask:
    """The application with all its parts, wired here and nowhere else."""
    app = Flask("saas", static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.extensions["saas_settings"] = settings
    install_observability(app, settings)
    install_database(app, settings)
    install_keys(app, settings)
    install_valkey(app, settings)
    return app
