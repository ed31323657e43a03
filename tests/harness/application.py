"""The application on this worker's database."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas import create_app
from saas.config import Environment, Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import dispose_engines
from saas.platform.valkey import close_valkey
from tests.harness.databases import PREFIX


def settings_for(urls: DatabaseUrls, redis_url: str, var: Path) -> Settings:
    """Settings of a test application on the given database and queue server."""
    return Settings(
        environment=Environment.TEST,
        secret_key="a key that only the tests know, long enough",
        platform_key=base64.b64decode("dGVzdHMgb25seTogdGhpcnR5LXR3byBieXRlcyBoZXI="),
        database_url=urls.app,
        system_database_url=urls.system,
        owner_database_url=urls.owner,
        redis_url=redis_url,
        role_prefix=PREFIX,
        var=var,
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def settings(
    database_urls: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of this worker's application."""
    return settings_for(database_urls, redis_url, tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application, once for each worker."""
    application = create_app(settings)
    yield application
    # A connection that is still open when Python ends is a ResourceWarning, and warnings are errors.
    dispose_engines(application)
    close_valkey(application)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()
