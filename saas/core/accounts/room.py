"""What sign-in and membership contribute: pages and permissions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint

from saas.core.accounts.audit_words import LABELS
from saas.core.accounts.permissions import PERMISSIONS
from saas.core.accounts.settings_pages import SETTINGS_PAGES
from saas.core.accounts.teams_api import api
from saas.core.accounts.views import pages
from saas.core.contracts.audit_labels import AuditLabel
from saas.core.organisation.hooks import SettingsPage
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over members and tokens."""
    return PERMISSIONS


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """Members and tokens."""
    return SETTINGS_PAGES


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
