"""The client of the queue server, one for each process."""

from __future__ import annotations

from flask import Flask, current_app
from redis import Redis

from saas.config import Settings

_EXTENSION = "saas_valkey"


def install_valkey(app: Flask, settings: Settings) -> None:
    """Give the application a pooled client; it connects when it is first used."""
    # Short: what is asked of it within a request is worth no long wait.
    app.extensions[_EXTENSION] = Redis.from_url(
        settings.redis_url, socket_connect_timeout=1, socket_timeout=2, health_check_interval=30
    )


def valkey() -> Redis:
    """The client of the current application; its calls raise redis.RedisError when the server does not answer."""
    client: Redis = current_app.extensions[_EXTENSION]
    return client


def close_valkey(app: Flask) -> None:
    """Close all connections of the application."""
    client: Redis = app.extensions[_EXTENSION]
    client.close()
