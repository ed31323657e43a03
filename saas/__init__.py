"""Aftercare: multi-tenant after-sales customer care for car dealer groups."""

from __future__ import annotations

from flask import Flask

import saas.models  # noqa: F401  every table is known before the first statement
from saas.config import Settings
from saas.core.accounts.installing import install_accounts_shell, install_sign_in
from saas.core.accounts.request.api_clients import authenticate_client
from saas.core.customers.shell import install_search
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.parts import load_registry
from saas.platform.api import install_rest_api
from saas.platform.audit import record_system_use
from saas.platform.database import install_database
from saas.platform.events import Event, Subscription, install_events
from saas.platform.files import install_files
from saas.platform.i18n import catalogues
from saas.platform.i18n_packages import translation_folders
from saas.platform.jobs import Job, Schedule, install_jobs
from saas.platform.jobs.figures import background_figures
from saas.platform.mail import install_mail
from saas.platform.observability import add_figures, front_end_built, install_observability, plugins_whole
from saas.platform.plugins import (
    IsolatingApplication,
    Registry,
    inert_plugins,
    install_gate,
    install_plugins,
    plugin_figures,
)
from saas.platform.security.keys import install_keys
from saas.platform.valkey import install_valkey
from saas.platform.web import install_csrf, install_web, show_failures_to
from saas.platform.web.static import DIST


def create_app(settings: Settings, registry: Registry | None = None) -> Flask:
    """The application with all its parts, wired here and nowhere else.

    registry: the loaded rooms and plugins; without one, those of this environment.
    """
    app = IsolatingApplication("saas", static_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    app.extensions["saas_settings"] = settings
    install_observability(
        app,
        settings,
        checks=(front_end_built(DIST / "manifest.json"), plugins_whole(inert_plugins)),
    )
    install_database(app, settings, note_system_use=record_system_use)
    install_keys(app, settings)
    install_valkey(app, settings)
    # Who asks is known before anything else looks at a request: forgery check, gate, views.
    install_sign_in(app, settings)
    install_web(app, settings)
    show_failures_to(app, SETTINGS_WRITE)
    install_accounts_shell(app)
    install_search(app)
    registry = registry or load_registry()
    catalogues.load(
        translation_folders(record.package for record in registry.records.values() if record.readable)
    )
    install_mail(app, settings)
    install_files(app, settings)
    rest = install_rest_api(app, registry, authenticate=authenticate_client)
    install_plugins(app, registry, mount_api=rest.mount)
    # Who asks, then the gate, then the check against forged requests: its refusal would tell that an address exists.
    install_gate(app)
    install_csrf(app)
    install_events(
        app, events=registry.declared_classes(Event), subscriptions=registry.declared(Subscription)
    )
    install_jobs(
        app,
        jobs=registry.declared(Job),
        schedules=registry.declared(Schedule),
        redis_url=settings.redis_url,
    )
    add_figures(app, background_figures)
    add_figures(app, plugin_figures)
    return app
