"""What this plugin is and what it contributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

from flask import Blueprint

from saas.plugin_api import (
    Category,
    DataUse,
    EraseMode,
    ErasureReport,
    Event,
    ExportFile,
    Fact,
    FactSource,
    Job,
    MergeReport,
    NavItem,
    Panel,
    Permission,
    PluginInfo,
    PluginSettings,
    RetentionReport,
    Schedule,
    Subject,
    Subscription,
    TenantModel,
    TimelineEntry,
    Widget,
    _l,
    hookimpl,
    move_rows,
    put_back,
)

from . import configuration, duties, operations, public, views, work
from .events import NoteDone
from .models import Note, Remark
from .rights import PERMISSIONS

info = PluginInfo(
    name="sound",
    title=_l("Notes"),
    summary=_l("Short notes on customers."),
    version="1.0.0",
    category=Category.QUALITY,
    licence="MIT",
    migrations="migrations",
    data_categories=(
        DataUse(
            what=_l("Notes"),
            purpose=_l("Remembering"),
            columns=("sound_note.body", "sound_note.caller", "sound_remark.words"),
            retention_days=duties.KEPT_DAYS,
        ),
    ),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Pages, API and public pages."""
    return [views.pages, views.api, public.pages]


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """The notes and what was added."""
    return [Note, Remark]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights."""
    return PERMISSIONS


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """What can be set."""
    return configuration.SETTINGS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list."""
    return views.NAV


@hookimpl
def register_panels() -> Sequence[Panel]:
    """On the customer."""
    return views.PANELS


@hookimpl
def register_widgets() -> Sequence[Widget]:
    """On the start page."""
    return views.WIDGETS


@hookimpl
def register_facts() -> Sequence[FactSource]:
    """On the customer."""
    return views.FACTS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Tidying."""
    return work.JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return work.SCHEDULES


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may hear."""
    return [NoteDone]


@hookimpl
def register_subscriptions() -> Sequence[Subscription]:
    """What it hears itself."""
    return work.SUBSCRIPTIONS


@hookimpl
def seed_demo(tenant_id: int, rng: Random, size: float) -> None:
    """Nothing: the kit makes rows from the columns."""


@hookimpl
def tenant_enabled(first_time: bool) -> None:
    """Nothing to set up."""


@hookimpl
def before_plugin_disable(plugin: str) -> None:
    """Nothing stands in the way."""
    operations.count_open()


@hookimpl
def followup_priority(value: Mapping[int, int], customers: Mapping[int, int]) -> Mapping[int, int]:
    """Whoever has an open note is called a little earlier."""
    having = {note.customer_id for note in operations.notes() if not note.done}
    return {task: value[task] - 1 if customers[task] in having else value[task] for task in value}


@hookimpl
def customer_list_facts(customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """A chip for those that have notes."""
    having = {note.customer_id for note in operations.notes()}
    return {one: [Fact(text=_l("Notes"))] for one in customer_ids if one in having}


@hookimpl
def customer_timeline(customer_id: int, before: datetime | None, limit: int) -> Sequence[TimelineEntry]:
    """The notes of a customer."""
    return [
        TimelineEntry(at=note.created_at, key=str(note.id), title=_l("Notes"), text=note.body)
        for note in operations.notes(customer_id)[:limit]
    ]


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """The notes on the subject."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """The notes on the subject go."""
    return duties.erase(subject)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Done notes go in time."""
    return duties.let_go_of_old(at)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """The notes go with the customer."""
    return move_rows(Note, "customer_id", winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And come back."""
    return put_back(report)
