"""What the audit contributes: its page below the settings, API, rights and export."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.core.auditing.api import api
from saas.core.auditing.exporting import EXPORTER
from saas.core.auditing.permissions import PERMISSIONS, READ
from saas.core.auditing.views import pages
from saas.core.contracts.exporters import Exporter
from saas.core.organisation.hooks import SettingsPage
from saas.platform.i18n import _l
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl

SETTINGS_PAGES = (
    SettingsPage(
        key="auditing.entries",
        title=_l("Audit"),
        summary=_l("Who did what, when and why; sealed against changes."),
        endpoint="auditing.entries",
        icon="history",
        permission=READ,
        weight=90,
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """Who may read it, and take it out."""
    return PERMISSIONS


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The page."""
    return SETTINGS_PAGES


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The audit as a table."""
    return [EXPORTER]
