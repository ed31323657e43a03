"""Settings of a test application, and an application on them that closes what it opened."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from saas import create_app
from saas.config import NO_RATE_LIMITS, Environment, Settings
from saas.embedded.roles import DatabaseUrls
from saas.platform.database import dispose_engines
from saas.platform.plugins import Registry
from saas.platform.valkey import close_valkey

PREFIX = "aftercare"


class CompiledTemplates(BytecodeCache):
    """Templates that were compiled in this process, for all its applications; compiling is half of a first page."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same source."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._known[bucket.key] = (bucket.checksum, bucket.code)


_TEMPLATES = CompiledTemplates()


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
        # Tests ask more often than people do; those of the limits set their own.
        rate_limits=NO_RATE_LIMITS,
    )


@contextmanager
def running_application(settings: Settings, registry: Registry | None = None) -> Iterator[Flask]:
    """An application whose connections are closed after the block: one left open would be a ResourceWarning."""
    application = create_app(settings, registry)
    application.jinja_env.bytecode_cache = _TEMPLATES
    try:
        yield application
    finally:
        dispose_engines(application)
        close_valkey(application)
