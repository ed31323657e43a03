"""What webhooks contribute: pages, API, a right, an ear for all events, the job that tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import RetentionReport
from saas.core.contracts.duty_rows import let_go
from saas.core.organisation.hooks import SettingsPage
from saas.core.webhooks.api import api
from saas.core.webhooks.audit_words import LABELS
from saas.core.webhooks.jobs import JOBS
from saas.core.webhooks.models import TellingState, WebhookTelling
from saas.core.webhooks.permissions import PERMISSIONS, WRITE
from saas.core.webhooks.subscribers import SUBSCRIPTIONS
from saas.core.webhooks.views import pages
from saas.platform.events import Subscription
from saas.platform.i18n import _l
from saas.platform.jobs import Job
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl

KEPT = timedelta(days=30)
"""How long it is shown what was told; what was given up stays three times as long."""
SETTINGS_PAGES = (
    SettingsPage(
        key="webhooks.endpoints",
        title=_l("Webhooks"),
        summary=_l("Other systems that are told what happens here."),
        endpoint="webhooks.index",
        icon="plug-connected",
        permission=WRITE,
        weight=91,
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The right over webhooks."""
    return PERMISSIONS


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """Webhooks."""
    return SETTINGS_PAGES


@hookimpl
def register_subscriptions() -> Sequence[Subscription]:
    """All events, where somebody is told."""
    return SUBSCRIPTIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Telling."""
    return JOBS


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """What was told long ago."""
    told = let_go(
        WebhookTelling, WebhookTelling.state == TellingState.DONE, WebhookTelling.created_at < at - KEPT
    )
    return told + let_go(WebhookTelling, WebhookTelling.created_at < at - 3 * KEPT)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
