"""Settings of a test application, and an application on them that closes what it opened."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from saas import create_app
from saas.config import Environment, Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import dispose_engines
from saas.platform.plugins import Registry
from saas.platform.valkey import close_valkey

PREFIX = "aftercare"


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


@contextmanager
def running_application(settings: Settings, registry: Registry | None = None) -> Iterator[Flask]:
    """An application whose connections are closed after the block: one left open would be a ResourceWarning."""
    application = create_app(settings, registry)
    try:
        yield application
    finally:
        dispose_engines(application)
        close_valkey(application)
