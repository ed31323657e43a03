"""The nightly work: purges, and the end of old failures."""

from __future__ import annotations

from saas.platform.plugin_life.purging import purge_due
from saas.platform.plugins.failures import forget_old_failures


def purge(period: str) -> dict[str, int]:  # noqa: ARG001  # a schedule tells the time that was due
    """Purge every plugin of the group whose time has come; safe to run twice."""
    return purge_due()


def forget_failures(period: str) -> dict[str, int]:  # noqa: ARG001  # a schedule tells the time that was due
    """Forget what has not failed for long, of all plugins."""
    return {"forgotten": forget_old_failures()}
