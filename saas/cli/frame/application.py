"""The application for a command: its settings, its context, and its connections closed at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from saas import create_app
from saas.cli.frame.environment import completed
from saas.config import Settings
from saas.platform.database import dispose_engines
from saas.platform.valkey import close_valkey


def current_settings() -> Settings:
    """The settings of this process. Raises SettingError naming a variable that is missing or wrong."""
    return Settings.from_env(completed(os.environ))


@contextmanager
def application() -> Iterator[Flask]:
    """The application inside its context, as `with application():` around a command's work."""
    app = create_app(current_settings())
    try:
        with app.app_context():
            yield app
    finally:
        dispose_engines(app)
        close_valkey(app)
