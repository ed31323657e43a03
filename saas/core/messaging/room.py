"""What messaging contributes: the page to write, API, rights, the sending job, entries of the customers' timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.customers.hooks import TimelineEntry
from saas.core.messaging import duties
from saas.core.messaging.api import api
from saas.core.messaging.audit_words import LABELS
from saas.core.messaging.jobs import JOBS
from saas.core.messaging.permissions import PERMISSIONS, READ, SEND
from saas.core.messaging.queries import MessageLine, message_lines
from saas.core.messaging.views import pages
from saas.core.messaging.words import STATES, explanation
from saas.core.privacy.words import purpose_title
from saas.platform.i18n import _, _l
from saas.platform.jobs import Job
from saas.platform.permissions import Permission, allowed
from saas.platform.plugins import hookimpl
from saas.platform.web import Action


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


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
        )
    ]


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
        title=_("E-mail, %(state)s", state=state),
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
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
