"""What the organisation contributes: pages, API, permissions, navigation and settings."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.organisation.api import api
from saas.core.organisation.audit_words import LABELS
from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.permissions import PERMISSIONS
from saas.core.organisation.plugins_api import api as plugins_api
from saas.core.organisation.settings_pages import SETTINGS_PAGES
from saas.core.organisation.views import pages
from saas.platform.i18n import _l
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl
from saas.platform.web import NavItem, Section


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api, plugins_api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over the organisation."""
    return PERMISSIONS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The home page and the settings."""
    return [
        NavItem(
            key="organisation.home",
            label=_l("Home"),
            endpoint="organisation.home",
            icon="home",
            section=Section.WORK,
            weight=0,
        ),
        NavItem(
            key="organisation.settings",
            label=_l("Settings"),
            endpoint="organisation.settings",
            icon="settings",
            section=Section.SETTINGS,
            weight=0,
        ),
    ]


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The organisation's own pages of settings."""
    return SETTINGS_PAGES


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
