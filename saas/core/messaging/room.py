"""What messaging contributes: pages to write and to set up, API, rights, the sending job, entries of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import (
    EraseMode,
    ErasureReport,
    ExportFile,
    MergeReport,
    RetentionReport,
    Subject,
)
from saas.core.customers.hooks import TimelineEntry
from saas.core.messaging import duties
from saas.core.messaging.api import api
from saas.core.messaging.audit_words import LABELS
from saas.core.messaging.jobs import JOBS
from saas.core.messaging.permissions import CHANNELS, PERMISSIONS, READ, SEND, TEMPLATES
from saas.core.messaging.queries import MessageLine, message_lines
from saas.core.messaging.views import pages, settings
from saas.core.messaging.words import STATES, explanation
from saas.core.organisation.hooks import SettingsPage
from saas.core.privacy.models import ContactChannel
from saas.core.privacy.words import CHANNELS as CHANNEL_TITLES
from saas.core.privacy.words import purpose_title
from saas.platform.i18n import _, _l
from saas.platform.jobs import Job
from saas.platform.permissions import Permission, allowed
from saas.platform.plugins import hookimpl
from saas.platform.web import Action

SETTINGS_PAGES = (
    SettingsPage(
        key="messaging.templates",
        title=_l("Templates of messages"),
        summary=_l("Texts that are sent to customers, by text message or e-mail."),
        endpoint="messaging_settings.templates",
        icon="mail",
        permission=TEMPLATES,
        weight=64,
    ),
    SettingsPage(
        key="messaging.channels",
        title=_l("Channels of messages"),
        summary=_l("By which way messages to customers leave the house."),
        endpoint="messaging_settings.channels",
        icon="send",
        permission=CHANNELS,
        weight=65,
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, settings, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over messages."""
    return PERMISSIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Sending."""
    return JOBS


@hookimpl
def register_actions() -> Sequence[Action]:
    """The button on the customers' pages."""
    return [
        Action(
            key="mail",
            slot="core.customer",
            label=_l("Write an e-mail"),
            endpoint="messaging.mail",
            argument="customer_id",
            permission=SEND,
            icon="mail",
        ),
        Action(
            key="message",
            slot="core.customer",
            label=_l("Send a message"),
            endpoint="messaging.message",
            argument="customer_id",
            permission=SEND,
            icon="send",
        ),
    ]


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """Templates and channels."""
    return SETTINGS_PAGES


@hookimpl
def customer_timeline(customer_id: int, before: datetime | None, limit: int) -> Sequence[TimelineEntry]:
    """Messages to the customer."""
    if not allowed(READ):
        return []
    return [_entry(line) for line in message_lines(customer_id, before=before, limit=limit)]


def _entry(line: MessageLine) -> TimelineEntry:
    state, tone = STATES[line.status]
    return TimelineEntry(
        at=line.created_at,
        key=f"message:{line.id}",
        title=_("E-mail, %(state)s", state=state)
        if line.channel is ContactChannel.EMAIL
        else _("%(channel)s, %(state)s", channel=CHANNEL_TITLES[line.channel], state=state),
        text=" · ".join(filter(None, (str(purpose_title(line.purpose)), explanation(line)))),
        icon="mail",
        tone=tone,
        endpoint="messaging.show",
        values={"message_id": line.id},
    )


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """Messages."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Messages, or their text."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Messages."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And bring them back."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Replies of numbers that are nobody's."""
    return duties.apply_retention(at)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
