"""The application on this worker's database."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.config import Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.jobs.by_hand import run_waiting
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
def run_jobs(app: Flask) -> Callable[[int], int]:
    """`run_jobs(tenant_id)` delivers a group's events and runs its due jobs here; it says how many runs that were."""

    def run(tenant_id: int) -> int:
        with app.app_context():
            return run_waiting(tenant_id)

    return run


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()
