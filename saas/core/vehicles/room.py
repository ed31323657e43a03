"""What the vehicles contribute: pages, API, rights, navigation, cards and entries on the customers' pages, the default plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.customers.hooks import TimelineEntry
from saas.core.organisation.hooks import SettingsPage
from saas.core.vehicles import duties
from saas.core.vehicles.audit_words import LABELS
from saas.core.vehicles.events import VehicleAdded
from saas.core.vehicles.jobs import JOBS
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.operations import set_maintenance_plan
from saas.core.vehicles.panels import PANELS, list_facts, timeline_entries
from saas.core.vehicles.permissions import PERMISSIONS, PLAN, READ
from saas.core.vehicles.plan_api import api
from saas.core.vehicles.queries import visible_vehicle
from saas.core.vehicles.views import pages
from saas.platform.events import Event
from saas.platform.i18n import _l
from saas.platform.jobs import Job
from saas.platform.permissions import Permission
from saas.platform.plugins import Slot, SlotKind, hookimpl
from saas.platform.web import Fact, NavItem, Panel, Section

NAV = (
    NavItem(
        key="vehicles",
        label=_l("Vehicles"),
        endpoint="vehicles.index",
        icon="car",
        section=Section.CUSTOMERS,
        weight=20,
        permission=READ,
    ),
)

SETTINGS_PAGES = (
    SettingsPage(
        key="vehicles.plans",
        title=_l("Maintenance plans"),
        summary=_l("After how many months and kilometres vehicles are due."),
        endpoint="vehicles.plans",
        icon="gauge",
        permission=PLAN,
        weight=64,
    ),
)

SLOTS = (
    Slot(name="core.vehicle", title=_l("A vehicle"), look=lambda row_id: visible_vehicle(row_id, READ)),
    Slot(name="core.vehicle_form", title=_l("The form of a vehicle"), kind=SlotKind.FORM),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over vehicles."""
    return PERMISSIONS


@hookimpl
def register_slots() -> Sequence[Slot]:
    """The vehicle and its form."""
    return SLOTS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list of vehicles."""
    return NAV


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The maintenance plans."""
    return SETTINGS_PAGES


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Predicting the next maintenance."""
    return JOBS


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """That a vehicle was added."""
    return [VehicleAdded]


@hookimpl
def register_panels() -> Sequence[Panel]:
    """The customer's vehicles and visits."""
    return PANELS


@hookimpl
def customer_list_facts(customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """Plates in the list of customers."""
    return list_facts(customer_ids)


@hookimpl
def customer_timeline(customer_id: int, before: datetime | None, limit: int) -> Sequence[TimelineEntry]:
    """Visits and ownership."""
    return timeline_entries(customer_id, before, limit)


@hookimpl
def group_created(tenant_id: int) -> None:  # noqa: ARG001 - the group is the current tenant
    """Give a new group the usual maintenance plan for all vehicles."""
    set_maintenance_plan(Plan())


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """Vehicles, ties to them, visits."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """The ties and plates; visits stay without the person."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Ties and visits."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And bring them back."""
    return duties.unmerge(report)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
