"""What the follow-ups contribute: pages, rights, navigation, panels, jobs, and a new group's starter pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.contracts.exporters import Exporter
from saas.core.contracts.metrics import Metric
from saas.core.followups import duties
from saas.core.followups.api import api
from saas.core.followups.audit_words import LABELS
from saas.core.followups.events import FollowupClosed
from saas.core.followups.exporting import EXPORTER
from saas.core.followups.jobs import JOBS, SCHEDULES
from saas.core.followups.metrics import METRICS
from saas.core.followups.panels import PANELS
from saas.core.followups.permissions import PERMISSIONS
from saas.core.followups.queries import card
from saas.core.followups.starter import add_starter_pack
from saas.core.followups.views import pages
from saas.platform.events import Event
from saas.platform.i18n import _l
from saas.platform.jobs import Job, Schedule
from saas.platform.permissions import Permission
from saas.platform.plugins import Slot, SlotKind, hookimpl
from saas.platform.web import NavItem, Panel, Section

NAV = (
    NavItem(
        key="workbench",
        label=_l("Workbench"),
        endpoint="followups.workbench",
        icon="phone-call",
        section=Section.WORK,
        weight=10,
        permission="followups.task:work",
    ),
    NavItem(
        key="tasks",
        label=_l("Follow-up tasks"),
        endpoint="followups.tasks",
        icon="list-check",
        section=Section.WORK,
        weight=20,
        permission="followups.task:read",
    ),
    NavItem(
        key="board",
        label=_l("Coverage"),
        endpoint="followups.board",
        icon="chart-bar",
        section=Section.WORK,
        weight=30,
        permission="followups.board:read",
    ),
    NavItem(
        key="rules",
        label=_l("Follow-up rules"),
        endpoint="followups.rules",
        icon="route",
        section=Section.SETTINGS,
        weight=40,
        permission="followups.rule:read",
    ),
)

SLOTS = (
    Slot(name="core.followup_task", title=_l("A follow-up task and its call"), look=card),
    Slot(name="core.followup_outcome", title=_l("The result of a follow-up call"), kind=SlotKind.FORM),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over follow-ups."""
    return PERMISSIONS


@hookimpl
def register_slots() -> Sequence[Slot]:
    """The task, its call, and the call's result."""
    return SLOTS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """Workbench, tasks, coverage, rules."""
    return NAV


@hookimpl
def register_panels() -> Sequence[Panel]:
    """The customer's follow-ups."""
    return PANELS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Making the due tasks."""
    return JOBS


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return SCHEDULES


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may listen to."""
    return [FollowupClosed]


@hookimpl
def group_created(tenant_id: int) -> None:  # noqa: ARG001 - the group is the current tenant
    """Give a new group the starter pack, switched off."""
    add_starter_pack()


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The list of tasks."""
    return [EXPORTER]


@hookimpl
def register_metrics() -> Sequence[Metric]:
    """Work done, customers reached, work in time, coverage, satisfaction."""
    return METRICS


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """Tasks, calls, answers."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """Calls and answers; tasks stay for the figures."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Tasks and calls."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And bring them back."""
    return duties.unmerge(report)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
