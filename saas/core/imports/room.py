"""What the imports contribute: pages, API, rights, navigation, jobs and an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import ErasureReport, ExportFile, RetentionReport, Subject
from saas.core.imports import duties
from saas.core.imports.api import api
from saas.core.imports.audit_words import LABELS
from saas.core.imports.events import ImportCompleted
from saas.core.imports.jobs import JOBS
from saas.core.imports.permissions import OWN_READ, PERMISSIONS
from saas.core.imports.views import pages
from saas.platform.events import Event
from saas.platform.i18n import _l
from saas.platform.jobs import Job
from saas.platform.permissions import Permission
from saas.platform.plugins import hookimpl
from saas.platform.web import NavItem, Section

NAV = (
    NavItem(
        key="imports",
        label=_l("Imports"),
        endpoint="imports.imports",
        icon="file-import",
        section=Section.CUSTOMERS,
        weight=60,
        permission=OWN_READ,
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The wizard and the API."""
    return [pages, api]


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The imports, below the customers."""
    return NAV


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over imports."""
    return PERMISSIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """The look, the dry run and the run."""
    return JOBS


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """That an import is complete."""
    return [ImportCompleted]


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """Rows that needed attention."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject) -> ErasureReport:
    """The same rows."""
    return duties.erase(subject)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Rows that nobody mended."""
    return duties.apply_retention(at)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
