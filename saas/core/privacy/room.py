"""What privacy contributes: pages, API, rights, a card and entries on the customers' pages, the first policy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import ErasureReport, ExportFile, MergeReport, RetentionReport, Subject
from saas.core.contracts.exporters import Exporter
from saas.core.customers.hooks import TimelineEntry
from saas.core.organisation.hooks import SettingsPage
from saas.core.privacy import duties
from saas.core.privacy.audit_words import LABELS
from saas.core.privacy.inventory import EXPORTER
from saas.core.privacy.jobs import JOBS, SCHEDULES
from saas.core.privacy.panels import FACTS, PANELS, timeline_entries
from saas.core.privacy.permissions import (
    DUTIES,
    EXPORT,
    HANDLE_REQUESTS,
    INVENTORY,
    NOTICE,
    PERMISSIONS,
    POLICY,
    READ_REQUESTS,
    SEPARATIONS,
)
from saas.core.privacy.request_queries import open_requests
from saas.core.privacy.requests_api import api
from saas.core.privacy.starter import add_contact_policy
from saas.core.privacy.views import pages, public
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission, Separation
from saas.platform.plugins import hookimpl
from saas.platform.web import Action, FactSource, NavItem, Panel, Section

SETTINGS_PAGES = (
    SettingsPage(
        key="privacy.contact_policy",
        title=_l("Contact policy"),
        summary=_l("When customers are left in peace and how often they are contacted at most, by purpose."),
        endpoint="privacy.policy",
        icon="moon",
        permission=POLICY,
        weight=62,
    ),
    SettingsPage(
        key="privacy.notices",
        title=_l("Notices about the use of data"),
        summary=_l("What customers are told before they agree, by purpose and company; every version stays."),
        endpoint="privacy.notices",
        icon="file-text",
        permission=NOTICE,
        weight=61,
    ),
    SettingsPage(
        key="privacy.inventory",
        title=_l("Data inventory"),
        summary=_l("Which data of people are kept, why, how long, and who sees them."),
        endpoint="privacy.inventory",
        icon="clipboard-list",
        permission=INVENTORY,
        weight=64,
    ),
    SettingsPage(
        key="privacy.requests",
        title=_l("Requests about own data"),
        summary=_l("What customers ask about their data, who answers, and by when."),
        endpoint="privacy.requests",
        icon="message-question",
        permission=READ_REQUESTS,
        weight=61,
    ),
    SettingsPage(
        key="privacy.duties",
        title=_l("Packages, erasures and merges"),
        summary=_l("What every module did for customers' data, and what it still owes."),
        endpoint="privacy.duties",
        icon="shield-check",
        permission=DUTIES,
        weight=63,
    ),
)

NAV = (
    NavItem(
        key="subject_requests",
        label=_l("Requests about own data"),
        endpoint="privacy.requests",
        icon="message-question",
        section=Section.WORK,
        weight=40,
        permission=HANDLE_REQUESTS,
        badge=open_requests,
    ),
)

ACTIONS = (
    Action(
        key="subject_request",
        slot="core.customer",
        label=_l("Request about own data"),
        endpoint="privacy.new_request",
        argument="customer_id",
        permission=HANDLE_REQUESTS,
        icon="message-question",
    ),
    Action(
        key="personal_data",
        slot="core.customer",
        label=_l("Personal data"),
        endpoint="privacy.subject",
        argument="customer_id",
        permission=EXPORT,
        icon="shield-check",
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, public, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over consent and contact."""
    return PERMISSIONS


@hookimpl
def register_separations() -> Sequence[Separation]:
    """What two people do."""
    return SEPARATIONS


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The contact policy."""
    return SETTINGS_PAGES


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Retention, and what is still owed."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return SCHEDULES


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """To the requests, for whoever has to answer them."""
    return NAV


@hookimpl
def register_actions() -> Sequence[Action]:
    """To what is kept about a customer."""
    return ACTIONS


@hookimpl
def register_panels() -> Sequence[Panel]:
    """Consent and contact of a customer."""
    return PANELS


@hookimpl
def register_facts() -> Sequence[FactSource]:
    """That a customer wants no contact."""
    return FACTS


@hookimpl
def customer_timeline(customer_id: int, before: datetime | None, limit: int) -> Sequence[TimelineEntry]:
    """What the customer said, and whom they turned out to be."""
    return timeline_entries(customer_id, before, limit)


@hookimpl
def group_created(tenant_id: int) -> None:  # noqa: ARG001 - the group is the current tenant
    """Give a new group its first contact policy."""
    add_contact_policy()


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """What was said, blocked and decided."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject) -> ErasureReport:
    """Blocks become blocks of numbers; ledgers stay."""
    return duties.erase(subject)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Blocks."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And bring them back."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Packages that were there to be fetched, and what undoing a merge would have needed."""
    return duties.apply_retention(at)


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The data inventory."""
    return [EXPORTER]


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
