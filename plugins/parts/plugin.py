"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from flask import Blueprint

from plugins.parts import demo, duties
from plugins.parts.api import api
from plugins.parts.audit_words import LABELS
from plugins.parts.data_uses import DATA_USES
from plugins.parts.events import EVENTS
from plugins.parts.exporting import EXPORTER
from plugins.parts.exporting_figures import FIGURES_EXPORTER
from plugins.parts.importers import IMPORTERS
from plugins.parts.jobs import JOBS, SCHEDULES
from plugins.parts.models import BUYING_MODELS, PLANNING_MODELS, STOCK_MODELS, TRANSFER_MODELS
from plugins.parts.navigation import NAV
from plugins.parts.permissions import PERMISSIONS, SEPARATIONS
from plugins.parts.settings import SETTINGS
from plugins.parts.views import pages, public
from saas.plugin_api import (
    AuditLabel,
    Category,
    Event,
    Exporter,
    Importer,
    Job,
    NavItem,
    Permission,
    PluginInfo,
    PluginSettings,
    RetentionReport,
    Schedule,
    Separation,
    TenantModel,
    _l,
    hookimpl,
)

info = PluginInfo(
    name="parts",
    title=_l("Parts and stock"),
    summary=_l("Know what lies in which store, have it when it is needed, and order no more than that."),
    description=_l(
        "Parts, what lies in each store with every movement in a ledger that nobody can change, what is reserved and for "
        "what, counts that do not tell what should be there, the stock of the whole group, suppliers, and purchase orders "
        "that somebody else approves."
    ),
    version="1.0.0",
    category=Category.PARTS,
    author="The authors of Aftercare",
    licence="LicenseRef-Proprietary",
    core=">=0.1",
    icon="package",
    migrations="migrations",
    data_categories=DATA_USES,
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Pages, the page for suppliers and the API."""
    return [pages, public, api]


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """Parts, what lies where, what moved, counts; plans, alerts and proposals; suppliers, orders, transfers."""
    return [*STOCK_MODELS, *PLANNING_MODELS, *BUYING_MODELS, *TRANSFER_MODELS]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over parts and stock."""
    return PERMISSIONS


@hookimpl
def register_separations() -> Sequence[Separation]:
    """What nobody decides about their own work."""
    return SEPARATIONS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list of stock."""
    return NAV


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """How long reservations hold."""
    return [SETTINGS]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Letting go of what was held too long."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every hour."""
    return SCHEDULES


@hookimpl
def register_importers() -> Sequence[Importer]:
    """The catalogue, what lies in the stores at the beginning, and price lists of suppliers."""
    return IMPORTERS


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The list of stock."""
    return [EXPORTER, FIGURES_EXPORTER]


@hookimpl
def seed_demo(rng: Random, size: float) -> None:
    """Parts in every store, asked for over a year and moved over two months."""
    demo.seed(rng, size)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """What suppliers wrote to orders goes in time."""
    return duties.apply_retention(at)


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may hear."""
    return EVENTS


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
