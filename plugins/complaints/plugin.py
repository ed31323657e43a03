"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

from flask import Blueprint

from plugins.complaints import calls, demo, duties, finding, leaving, navigation, panels
from plugins.complaints.audit_words import LABELS
from plugins.complaints.closure_script import add_closure_script
from plugins.complaints.events import EVENTS
from plugins.complaints.exporting import EXPORTER
from plugins.complaints.figures import routes as _figures  # noqa: F401  they hang on the blueprints of complaints
from plugins.complaints.figures.exporting import EXPORTER as FIGURES_EXPORTER
from plugins.complaints.figures.metrics import METRICS
from plugins.complaints.inventory import DATA_USES
from plugins.complaints.jobs import JOBS, SCHEDULES
from plugins.complaints.models import QUALITY_MODELS, WARNING_MODELS, WORK_MODELS, Case, CaseEvent, Category
from plugins.complaints.operations import seed_categories
from plugins.complaints.permissions import PERMISSIONS, SEPARATIONS
from plugins.complaints.quality import declared as quality
from plugins.complaints.quality import routes as _issues  # noqa: F401  they hang on the blueprints of complaints
from plugins.complaints.queries import case_row
from plugins.complaints.settings import SETTINGS
from plugins.complaints.subscribers import SUBSCRIPTIONS
from plugins.complaints.views import pages, public
from plugins.complaints.views.blueprint import SLOT
from plugins.complaints.warning import declared as warning
from plugins.complaints.warning import routes as _routes  # noqa: F401  they hang on the blueprints of complaints
from plugins.complaints.warning.demo import seed as seed_warnings
from plugins.complaints.warning.duties import forget_notes
from plugins.complaints.warning.events import EVENTS as WARNING_EVENTS
from plugins.complaints.warning.permissions import PERMISSIONS as WARNING_PERMISSIONS
from plugins.complaints.work_api import api
from saas.plugin_api import (
    Action,
    AuditLabel,
    ErasureReport,
    Event,
    Exporter,
    ExportFile,
    Fact,
    FactSource,
    FormExtension,
    Job,
    ListFilter,
    MergeReport,
    Metric,
    NavItem,
    Panel,
    Permission,
    Picture,
    PluginInfo,
    PluginSettings,
    RetentionReport,
    Schedule,
    SearchSource,
    Separation,
    SettingsPage,
    Slot,
    Subject,
    Subscription,
    TenantModel,
    TimelineEntry,
    Widget,
    _l,
    hookimpl,
)
from saas.plugin_api import Category as PluginCategory

info = PluginInfo(
    name="complaints",
    title=_l("Complaints"),
    summary=_l("Register complaints, answer them in time and close them with a result."),
    description=_l(
        "Each complaint gets a number, a time until which the customer must know that it was heard, a category, "
        "a handler, a history that nobody can change, and a result."
    ),
    version="1.0.0",
    category=PluginCategory.QUALITY,
    author="The authors of Aftercare",
    licence="LicenseRef-Proprietary",
    core=">=0.1",
    icon="message-report",
    migrations="migrations",
    pictures=(Picture(file="pictures/cases.png", title=_l("The list of complaints")),),
    data_categories=DATA_USES,
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """Pages, API, and the pages for customers."""
    return [pages, api, public]


@hookimpl
def register_models() -> Sequence[type[TenantModel]]:
    """Complaints, their history, the categories; early warnings; quality issues."""
    return [Case, CaseEvent, Category, *WORK_MODELS, *WARNING_MODELS, *QUALITY_MODELS]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over complaints."""
    return [*PERMISSIONS, *WARNING_PERMISSIONS, *quality.PERMISSIONS]


@hookimpl
def register_separations() -> Sequence[Separation]:
    """What nobody decides about themselves."""
    return SEPARATIONS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The list, with the number of those that wait too long."""
    return navigation.NAV


@hookimpl
def register_settings_pages() -> Sequence[SettingsPage]:
    """The group's categories."""
    return navigation.SETTINGS_PAGES


@hookimpl
def register_settings() -> Sequence[PluginSettings]:
    """How soon a complaint must be acknowledged."""
    return [SETTINGS]


@hookimpl
def register_panels() -> Sequence[Panel]:
    """The complaints of a customer, of a vehicle, and of the customer who is being called."""
    return panels.PANELS


@hookimpl
def register_actions() -> Sequence[Action]:
    """Registering one from the customer and from the call."""
    return panels.ACTIONS


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Flagging what is overdue, looking for early warnings."""
    return [*JOBS, *warning.JOBS]


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every night."""
    return [*SCHEDULES, *warning.SCHEDULES]


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The list of complaints, and their figures."""
    return [EXPORTER, FIGURES_EXPORTER]


@hookimpl
def register_metrics() -> Sequence[Metric]:
    """How many, how soon answered, how they end; appraisals read them."""
    return METRICS


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may hear."""
    return [*EVENTS, *WARNING_EVENTS]


@hookimpl
def register_subscriptions() -> Sequence[Subscription]:
    """Safety goes to a handler at once."""
    return SUBSCRIPTIONS


@hookimpl
def tenant_enabled(first_time: bool) -> None:
    """Give the group its categories when it switches complaints on for the first time."""
    if first_time:
        seed_categories()
        add_closure_script()


@hookimpl
def register_slots() -> Sequence[Slot]:
    """The page of a complaint."""
    return [Slot(name=SLOT, title=_l("A complaint"), look=case_row)]


@hookimpl
def register_form_extensions() -> Sequence[FormExtension]:
    """Taking a complaint down with the result of a call."""
    return calls.FORM_EXTENSIONS


@hookimpl
def register_search() -> Sequence[SearchSource]:
    """Complaints by number and by customer."""
    return finding.SEARCH


@hookimpl
def register_list_filters() -> Sequence[ListFilter]:
    """Customers who have an open complaint."""
    return finding.LIST_FILTERS


@hookimpl
def register_widgets() -> Sequence[Widget]:
    """How many are open, late and with nobody."""
    return finding.WIDGETS


@hookimpl
def register_facts() -> Sequence[FactSource]:
    """How many complaints are open."""
    return panels.FACTS


@hookimpl
def before_followup_complete(task_id: int) -> None:
    """Where a store wants it, a call with a low mark ends with a complaint."""
    calls.check_rating(task_id)


@hookimpl
def before_plugin_disable(plugin: str) -> None:
    """Complaints stay on while one of them says that somebody could come to harm."""
    leaving.refuse_while_somebody_could_come_to_harm(plugin)


@hookimpl
def followup_priority(value: Mapping[int, int], customers: Mapping[int, int]) -> Mapping[int, int]:
    """Where a group wants it, customers with an open complaint are called first."""
    return calls.call_first(value, customers)


@hookimpl
def seed_demo(rng: Random, size: float) -> None:
    """Complaints on several ways into the group, each some way to its end; two early warnings; three quality issues."""
    seed_warnings(rng, size)
    demo.seed(rng, size)


@hookimpl
def customer_list_facts(customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """How many complaints are open, for one page of customers."""
    return panels.list_facts(customer_ids)


@hookimpl
def customer_timeline(customer_id: int, before: datetime | None, limit: int) -> Sequence[TimelineEntry]:
    """The complaints of a customer."""
    return panels.timeline(customer_id, before, limit)


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """The complaints and what happened to them."""
    return duties.export(subject)


@hookimpl
def erase_personal_data(subject: Subject) -> ErasureReport:
    """Who complained, and what they said."""
    return duties.erase(subject)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """The complaints go to the winner."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And come back."""
    return duties.unmerge(report)


@hookimpl
def apply_retention(at: datetime) -> RetentionReport:
    """The words of complaints and of early warnings closed for three years."""
    forget_notes(at)
    return duties.apply_retention(at)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return [*LABELS, *warning.LABELS, *quality.LABELS]
