"""An application with the sample's declarations, a group in it, and a switch for its plugin."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from saas.config import Settings
from saas.platform.audit import record_system_use
from saas.platform.database import dispose_engines, global_session, install_database
from saas.platform.events import install_events
from saas.platform.jobs import install_jobs
from saas.platform.plugins import CORE, Contribution
from saas.platform.security.keys import install_keys
from saas.platform.tenancy import Actor, ActorKind, tenant_context
from saas.platform.tenancy.tenant import Tenant, TenantStatus
from tests.integration.jobs import sample

PLUGIN = "gloss"
_codes = itertools.count()


class Switches:
    """Which groups have the sample's plugin on."""

    def __init__(self) -> None:
        self.on: set[int] = set()

    def enabled(self, tenant_id: int, work: Session) -> frozenset[str]:
        return frozenset({PLUGIN}) if tenant_id in self.on else frozenset()


def build(settings: Settings, switches: Switches) -> Flask:
    app = Flask("jobs")
    app.extensions["saas_settings"] = settings
    install_database(app, settings, note_system_use=record_system_use)
    install_keys(app, settings)
    install_events(
        app,
        events=[Contribution(owner=CORE, value=sample.Painted)],
        subscriptions=[
            *(Contribution(owner=CORE, value=each) for each in sample.SUBSCRIPTIONS),
            Contribution(owner=PLUGIN, value=sample.PLUGIN_SUBSCRIPTION),
        ],
    )
    install_jobs(
        app,
        jobs=[
            *(Contribution(owner=CORE, value=each) for each in sample.JOBS),
            Contribution(owner=PLUGIN, value=sample.PLUGIN_JOB),
        ],
        schedules=[Contribution(owner=CORE, value=each) for each in sample.SCHEDULES],
        redis_url=settings.redis_url,
        enabled=switches.enabled,
    )
    return app


@pytest.fixture(scope="session")
def switches() -> Switches:
    return Switches()


@pytest.fixture(scope="session")
def jobs_app(settings: Settings, switches: Switches) -> Iterator[Flask]:
    app = build(settings, switches)
    yield app
    dispose_engines(app)


def new_group() -> int:
    """A group's row; its id."""
    with global_session() as work:
        row = Tenant(code=f"jobs-{next(_codes)}", name="Jobs", status=TenantStatus.ACTIVE, locale="en")
        row.created_at = datetime(2026, 1, 1, tzinfo=UTC)
        work.add(row)
        work.flush()
        return row.id


@pytest.fixture
def group(jobs_app: Flask, switches: Switches) -> Iterator[int]:
    """A group with the plugin on, in a context in which member 7 acts."""
    with jobs_app.app_context():
        tenant = new_group()
        switches.on.add(tenant)
        with tenant_context(tenant, Actor(kind=ActorKind.MEMBER, id=7)):
            yield tenant
