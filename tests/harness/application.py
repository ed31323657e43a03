"""The application on this worker's database."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.config import Settings
from saas.embedded.roles import DatabaseUrls
from tests.factories import application as factories
from tests.harness.settings import running_application, settings_for


@pytest.fixture(scope="session")
def settings(
    database_urls: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of this worker's application."""
    return settings_for(database_urls, redis_url, tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application, once for each worker."""
    with running_application(settings) as application:
        factories.use(application)
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()
