"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random

from flask import Blueprint

from plugins.kano import duties
from plugins.kano.api import api
from plugins.kano.audit_words import LABELS
from plugins.kano.data_uses import DATA_USES
from plugins.kano.demo import seed
from plugins.kano.events import EVENTS
from plugins.kano.exporting import EXPORTER
from plugins.kano.importing import IMPORTERS
from plugins.kano.jobs import JOBS
from plugins.kano.models import MODELS
from plugins.kano.navigation import NAV
from plugins.kano.operations import seed_factors
from plugins.kano.permissions import PERMISSIONS, SEPARATIONS
from plugins.kano.settings import SETTINGS
from plugins.kano.views import pages, public
from saas.plugin_api import (
    AuditLabel,
    Category,
    ErasureReport,
    Event,
    Exporter,
    ExportFile,
    Importer,
    Job,
    MergeReport,
    NavItem,
    Permission,
    PluginInfo,
    PluginSettings,
    RetentionReport,
    Separation,
    Subject,
    TenantModel,
    _l,
    hookimpl,
)

info = PluginInfo(
    name="kano",
    title=_l("Kano appraisal"),
    summary=_l("Ask what customers want of the service, and judge staff by what counts for them."),
    description=_l(
        "Customers say of each improvement factor how it is when it is there and when it is missing. The answers show "
        "what the service must have, what the more the better, and what delights; indicators are made of it."
    ),
    version="1.0.0",
    category=Category.QUALITY,
    author="The authors of Aftercare",
    licence="LicenseRef-Proprietary",
    core=">=0.1",
    icon="chart-dots",
    migrations="migrations",
    data_categories=DATA_USES,
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Pages, API and the public questionnaire."""
    return [pages, api, public]


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """Factors, studies, trees, cycles and cards."""
    return MODELS


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over factors, studies, trees and cards."""
    return PERMISSIONS


@hookimpl
def register_separations() -> Sequence[Separation]:
    """What nobody decides about themselves."""
    return SEPARATIONS


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """How long employees may object to their cards."""
    return [SETTINGS]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Analysing studies, computing cards."""
    return JOBS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """Studies, factors, trees, appraisal."""
    return NAV


@hookimpl
def register_importers() -> Sequence[Importer]:
    """Answers out of files."""
    return IMPORTERS


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The figures of a result."""
    return [EXPORTER]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may hear."""
    return EVENTS


@hookimpl
def tenant_enabled(first_time: bool) -> None:
    """Give the group its factors when it switches Kano appraisal on for the first time."""
    if first_time:
        seed_factors()


@hookimpl
def seed_demo(rng: Random, size: float) -> None:
    """The library of factors, studies, appraisals of two months."""
    seed(rng, size)


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """Which studies a customer answered, and what."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject) -> ErasureReport:
    """What a customer answered."""
    return duties.erase(subject)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """The answers go to the winner."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And come back."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Who gave an answer, after two years."""
    return duties.apply_retention(at)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
