"""An application of the platform alone: database, keys and queue server, no rooms."""

import itertools
from collections.abc import Iterator

import pytest
from flask import Flask

from saas.config import Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.audit import record_system_use
from saas.platform.database import dispose_engines, install_database, unit_of_work
from saas.platform.database.refusals import Application
from saas.platform.i18n import _, locale_context, ngettext
from saas.platform.observability import install_observability
from saas.platform.security.keys import install_keys, keys
from saas.platform.tenancy import Actor, ActorKind, tenant_context
from saas.platform.valkey import close_valkey, install_valkey
from saas.testing.applications import settings_for

_numbers = itertools.count(900_000)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the code, whichever catalogues earlier tests of this worker have loaded."""
    with locale_context("en"):
        yield


@pytest.fixture(scope="session")
def platform_settings(
    database_urls: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return settings_for(database_urls, redis_url, tmp_path_factory.mktemp("platform"))


def build(settings: Settings) -> Flask:
    """The platform's parts in one application, to which a test may add views."""
    app = Application("platform")
    app.config["SECRET_KEY"] = settings.secret_key
    app.jinja_env.globals.update(_=_, ngettext=ngettext)
    install_observability(app, settings)
    install_database(app, settings, note_system_use=record_system_use)
    install_keys(app, settings)
    install_valkey(app, settings)
    return app


def close(app: Flask) -> None:
    """Close what `build` opened: an open connection is a warning, and warnings are errors."""
    dispose_engines(app)
    close_valkey(app)


@pytest.fixture
def platform(platform_settings: Settings) -> Iterator[Flask]:
    app = build(platform_settings)
    yield app
    close(app)


@pytest.fixture
def group(platform: Flask) -> Iterator[int]:
    """A new group's id, with keys, set as the current one inside an application context."""
    tenant = next(_numbers)
    with platform.app_context(), tenant_context(tenant, Actor(kind=ActorKind.MEMBER, id=7)):
        with unit_of_work():
            keys().create(tenant)
        yield tenant
