"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Blueprint
from saas.plugin_api import (
    Action,
    Category,
    DataUse,
    EraseMode,
    ErasureReport,
    Event,
    ExportFile,
    FactSource,
    Importer,
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
    Widget,
    _l,
    hookimpl,
)

from aftercare_plugname import duties, panels
from aftercare_plugname.api import api
from aftercare_plugname.events import EVENTS
from aftercare_plugname.importers import IMPORTERS
from aftercare_plugname.jobs import JOBS, SCHEDULES
from aftercare_plugname.models import Note
from aftercare_plugname.permissions import PERMISSIONS, READ
from aftercare_plugname.queries import late_count
from aftercare_plugname.settings import SETTINGS
from aftercare_plugname.subscribers import SUBSCRIPTIONS
from aftercare_plugname.views import pages

info = PluginInfo(
    name="plugname",
    title=_l("Plugtitle"),
    summary=_l("Short notes on customers, each with a day by when something is to be done."),
    version="0.1.0",
    category=Category.QUALITY,
    author="Plugauthor",
    licence="MIT",
    core=">=plugcore",
    icon="notes",
    migrations="migrations",
    data_categories=[
        DataUse(
            what=_l("Notes that employees write about customers"),
            purpose=_l("To remember what was agreed with a customer"),
            retention_days=duties.KEEP_DAYS,
            columns=("plugname_note.text",),
        )
    ],
)


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """The notes."""
    return [Note]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over notes."""
    return PERMISSIONS


# >>> pages|api
@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Where notes are read and written."""
    return [
        # >>> pages
        pages,
        # <<<
        # >>> api
        api,
        # <<<
    ]


# <<<
# >>> pages
@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list, with the number of notes whose day has passed."""
    return [
        NavItem(
            key="notes",
            label=_l("Plugtitle"),
            endpoint="plugname.notes",
            icon="notes",
            permission=READ,
            badge=late_count,
        )
    ]


@hookimpl
def register_actions() -> Sequence[Action]:
    """Writing a note from the customer's page."""
    return panels.ACTIONS


# <<<
# >>> panel
@hookimpl
def register_panels() -> Sequence[Panel]:
    """The customer's open notes."""
    return panels.PANELS


# <<<
# >>> facts
@hookimpl
def register_facts() -> Sequence[FactSource]:
    """How many notes of the customer are open."""
    return panels.FACTS


# <<<
# >>> widget
@hookimpl
def register_widgets() -> Sequence[Widget]:
    """How many notes are late, on the start page."""
    return panels.WIDGETS


# <<<
# >>> settings
@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """What a group may set."""
    return [SETTINGS]


# <<<
# >>> job
@hookimpl
def register_jobs() -> Sequence[Job]:
    """Closing what was forgotten."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return SCHEDULES


# <<<
# >>> event
@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may hear."""
    return EVENTS


@hookimpl
def register_subscriptions() -> Sequence[Subscription]:
    """A note that says the same as an older one replaces it."""
    return SUBSCRIPTIONS


# <<<
# >>> importer
@hookimpl
def register_importers() -> Sequence[Importer]:
    """Notes from a spreadsheet."""
    return IMPORTERS


# <<<
@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """The notes about a customer who asks for their data."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """The notes about a customer who wants to be forgotten go."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """The notes go to the customer that stays."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """The notes go back."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """Notes that were done long ago go."""
    return duties.forget(at)
