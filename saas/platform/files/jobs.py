"""Background work of files."""

from __future__ import annotations

from saas.platform.files.operations import sweep_orphans


def sweep(period: str) -> dict[str, int]:  # noqa: ARG001  # every schedule says for when it is
    """Remove the current group's bytes that no row names."""
    return sweep_orphans()
