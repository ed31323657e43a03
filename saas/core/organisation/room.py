"""What the organisation contributes: pages and permissions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.core.organisation.permissions import PERMISSIONS
from saas.core.organisation.views import pages
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages."""
    return [pages]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over the organisation."""
    return PERMISSIONS
