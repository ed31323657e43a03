"""What only this project's tests need beside `saas.testing`; loaded by `-p`, so that plugins' tests have it too."""

import pytest

pytest_plugins = ["tests.harness.options", "tests.harness.browsing", "tests.harness.company"]


def pytest_configure(config: pytest.Config) -> None:
    """Say what to do where the project was installed before it had its own pytest plugin."""
    if not config.pluginmanager.has_plugin("saas"):
        message = "the installed entry points are older than pyproject.toml: uv pip install --no-deps --no-build-isolation -e ."
        raise pytest.UsageError(message)
