"""The nightly purge."""

from __future__ import annotations

from saas.platform.plugin_life.purging import purge_due


def purge(period: str) -> dict[str, int]:  # noqa: ARG001  # a schedule tells the time that was due
    """Purge every plugin of the group whose time has come; safe to run twice."""
    return purge_due()
