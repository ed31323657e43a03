"""What the exports contribute: their pages, API, right and entry in the navigation."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.core.exports.api import api
from saas.core.exports.permissions import PERMISSIONS, READ
from saas.core.exports.views import pages
from saas.platform.i18n import _l
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl
from saas.platform.web import NavItem, Section

NAV = (
    NavItem(
        key="exports",
        label=_l("Exports"),
        endpoint="exports.exports",
        icon="file-export",
        section=Section.CUSTOMERS,
        weight=70,
        permission=READ,
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The exports, below the imports."""
    return NAV


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The right to see what can be exported."""
    return PERMISSIONS
