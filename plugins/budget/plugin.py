"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from flask import Blueprint

from plugins.budget import demo, models, navigation
from plugins.budget.api import api
from plugins.budget.audit_words import LABELS
from plugins.budget.auditing_data import AUDIT_DATA
from plugins.budget.claim_data import CLAIM_DATA
from plugins.budget.exporting import EXPORTERS
from plugins.budget.importing import IMPORTERS
from plugins.budget.jobs import JOBS, SCHEDULES
from plugins.budget.operations import seed_categories
from plugins.budget.permissions import PERMISSIONS, SEPARATIONS
from plugins.budget.service import SERVICES
from plugins.budget.settings import SETTINGS
from plugins.budget.views import pages
from saas.plugin_api import (
    AuditLabel,
    Category,
    Exporter,
    Importer,
    Job,
    NavItem,
    Permission,
    PluginInfo,
    PluginSettings,
    Schedule,
    Separation,
    Service,
    SettingsPage,
    TenantModel,
    _l,
    hookimpl,
)

info = PluginInfo(
    name="budget",
    title=_l("Service budgets"),
    summary=_l("Plan what after-sales may spend, hold spending against it, and see where the year will end."),
    description=_l(
        "Budgets by store, department, category and month are written from volumes and standard rates, reviewed by "
        "finance and put into force. What is ordered or claimed is set aside at once, so that nobody spends what is not there."
    ),
    version="1.0.0",
    category=Category.FINANCE,
    author="The authors of Aftercare",
    licence="LicenseRef-Proprietary",
    core=">=0.1",
    icon="wallet",
    migrations="migrations",
    data_categories=(*CLAIM_DATA, *AUDIT_DATA),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Pages and API."""
    return [pages, api]


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """Categories, budgets with their versions and lines, balances and the ledger."""
    return models.TABLES


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over budgets."""
    return PERMISSIONS


@hookimpl
def register_separations() -> Sequence[Separation]:
    """What nobody does both of."""
    return SEPARATIONS


@hookimpl
def register_services() -> Sequence[Service]:
    """Holding the spending of other plugins against the budget."""
    return SERVICES


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The board, the budgets, their analysis, expense claims and audit findings with the number of those that wait."""
    return navigation.NAV


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Looking over claims, closing requests whose time is over, counting visits."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return SCHEDULES


@hookimpl
def register_importers() -> Sequence[Importer]:
    """Volumes by month, from the systems that count them, and past costs from the books."""
    return IMPORTERS


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """Budgets by month, structure of cost, variances, expenses by what they were for, and findings of audits."""
    return list(EXPORTERS.values())


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The group's cost categories."""
    return navigation.SETTINGS_PAGES


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """How spending is held against budgets."""
    return [SETTINGS]


@hookimpl
def tenant_enabled(first_time: bool) -> None:
    """Give the group cost categories when it switches budgets on for the first time."""
    if first_time:
        seed_categories()


@hookimpl
def seed_demo(rng: Random, size: float) -> None:
    """A budget in force in every store, what was spent of it, and next year's before finance."""
    demo.seed(rng, size)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
