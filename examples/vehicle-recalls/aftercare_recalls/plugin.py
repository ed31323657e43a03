"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from flask import Blueprint
from saas.plugin_api import (
    Category,
    DataUse,
    EraseMode,
    ErasureReport,
    Exporter,
    ExportFile,
    FactSource,
    Importer,
    Job,
    LegalBasis,
    MergeReport,
    NavItem,
    Panel,
    Permission,
    PluginInfo,
    PluginSettings,
    RetentionReport,
    Schedule,
    SearchSource,
    Subject,
    Subscription,
    TenantModel,
    _l,
    hookimpl,
)

from aftercare_recalls import demo, duties, panels
from aftercare_recalls.api import api
from aftercare_recalls.exporting import EXPORTER
from aftercare_recalls.importers import IMPORTERS
from aftercare_recalls.jobs import JOBS, SCHEDULES, match_soon
from aftercare_recalls.models import Campaign, Entry, Match, Notice
from aftercare_recalls.permissions import PERMISSIONS, READ
from aftercare_recalls.queries import untold_count
from aftercare_recalls.settings import SETTINGS
from aftercare_recalls.subscribers import SUBSCRIPTIONS
from aftercare_recalls.views import pages

info = PluginInfo(
    name="recalls",
    title=_l("Recalls"),
    summary=_l("Find the vehicles that a manufacturer calls back, tell their owners, note what is done."),
    description=_l(
        "Bring in the lists of manufacturers as XLSX or CSV. The group's vehicles are found in them by VIN, at once and "
        "every night; customers and vehicles show it, and follow-ups of those in danger come first."
    ),
    version="1.0.0",
    category=Category.QUALITY,
    author="The authors of Aftercare",
    licence="MIT",
    core=">=0.1.0",
    icon="alert-triangle",
    migrations="migrations",
    data_categories=[
        DataUse(
            what=_l("VINs in the lists of manufacturers"),
            purpose=_l("To find the vehicles that are called back"),
            basis=LegalBasis.LEGAL_DUTY,
            columns=("recalls_entry.vin",),
        ),
        DataUse(
            what=_l("Who was told of a recall, and what was agreed"),
            purpose=_l("To show that owners were told"),
            basis=LegalBasis.LEGAL_DUTY,
            retention_days=duties.KEEP_DAYS,
            columns=("recalls_notice.note",),
        ),
    ],
)


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """Recalls, their lists, the group's vehicles in them, and who was told."""
    return [Campaign, Entry, Match, Notice]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over recalls."""
    return PERMISSIONS


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list, with the number of owners who should have been told."""
    return [
        NavItem(
            key="matches",
            label=_l("Recalls"),
            endpoint="recalls.matches",
            icon="alert-triangle",
            permission=READ,
            badge=untold_count,
        )
    ]


@hookimpl
def register_panels() -> Sequence[Panel]:
    """The open recalls of a vehicle."""
    return panels.PANELS


@hookimpl
def register_facts() -> Sequence[FactSource]:
    """A chip on vehicles and customers."""
    return panels.FACTS


@hookimpl
def register_search() -> Sequence[SearchSource]:
    """Recalls by number or title."""
    return panels.SEARCHES


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """What a group may set."""
    return [SETTINGS]


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Finding vehicles in the lists."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return SCHEDULES


@hookimpl
def register_subscriptions() -> Sequence[Subscription]:
    """New vehicles and new lists."""
    return SUBSCRIPTIONS


@hookimpl
def register_importers() -> Sequence[Importer]:
    """The lists of manufacturers."""
    return IMPORTERS


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The recalled vehicles."""
    return [EXPORTER]


@hookimpl
def followup_priority(value: Mapping[int, int], customers: Mapping[int, int]) -> Mapping[int, int]:
    """Customers whose vehicle could harm somebody are called first."""
    return panels.urgent_first(value, customers)


@hookimpl
def tenant_settings_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Where more of the lists counts from now on, the vehicles in it are found at once."""
    if new["by_beginning"] and not old["by_beginning"]:
        match_soon()


@hookimpl
def plugin_upgraded() -> None:
    """A newer version may find what an older one did not."""
    match_soon()


@hookimpl
def seed_demo(rng: Random, size: float) -> None:
    """Two recalls to look at."""
    demo.seed(rng, size)


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """What a customer was told of."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """That it was this customer who was told is forgotten."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """The customer that stays was told."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """It was the other one after all."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Who was told long ago is forgotten; what was done stays done."""
    return duties.forget(at)
