"""What the customers contribute: pages, API, rights, navigation, events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint

from saas.core.contracts.audit_labels import AuditLabel
from saas.core.contracts.duties import EraseMode, ErasureReport, ExportFile, MergeReport, Subject
from saas.core.contracts.exporters import Exporter
from saas.core.customers import duties
from saas.core.customers.api import api
from saas.core.customers.audit_words import LABELS
from saas.core.customers.events import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    CustomerMoved,
    CustomersMerged,
    CustomersUnmerged,
)
from saas.core.customers.exporting import EXPORTER
from saas.core.customers.permissions import PERMISSIONS, READ
from saas.core.customers.queries import visible_customer
from saas.core.customers.views import pages, search
from saas.platform.events import Event
from saas.platform.i18n import _l
from saas.platform.permissions import Permission
from saas.platform.plugins import Slot, SlotKind, hookimpl
from saas.platform.web import NavItem, Section

NAV = (
    NavItem(
        key="customers",
        label=_l("Customers"),
        endpoint="customers.index",
        icon="users",
        section=Section.CUSTOMERS,
        weight=10,
        permission=READ,
    ),
)

SLOTS = (
    Slot(name="core.customer", title=_l("A customer"), look=lambda row_id: visible_customer(row_id, READ)),
    Slot(name="core.customer_form", title=_l("The form of a customer"), kind=SlotKind.FORM),
    Slot(name="core.customers", title=_l("The list of customers"), kind=SlotKind.LIST),
)


@hookimpl
def register_blueprints() -> Sequence[Blueprint]:
    """The pages and the API."""
    return [pages, search, api]


@hookimpl
def register_permissions() -> Sequence[Permission]:
    """The rights over customers."""
    return PERMISSIONS


@hookimpl
def register_slots() -> Sequence[Slot]:
    """The customer, their form, the list of customers."""
    return SLOTS


@hookimpl
def register_nav() -> Sequence[NavItem]:
    """The customer list."""
    return NAV


@hookimpl
def register_events() -> Sequence[type[Event]]:
    """What others may listen to."""
    return [
        CustomerCreated,
        CustomerChanged,
        CustomerMoved,
        CustomersMerged,
        CustomersUnmerged,
        CustomerErased,
    ]


@hookimpl
def register_exporters() -> Sequence[Exporter]:
    """The customer list."""
    return [EXPORTER]


@hookimpl
def export_personal_data(subject: Subject) -> Iterable[ExportFile]:
    """The customer, contacts, identity numbers."""
    return duties.export(subject)


@hookimpl(trylast=True)
def erase_personal_data(subject: Subject, mode: EraseMode) -> ErasureReport:
    """All of it but the empty row that ledgers refer to; after everybody whose rows refer to these."""
    return duties.erase(subject, mode)


@hookimpl
def merge_customers(winner_id: int, loser_ids: tuple[int, ...]) -> MergeReport:
    """Contacts, identity numbers, tokens, guesses."""
    return duties.merge(winner_id, loser_ids)


@hookimpl
def unmerge_customers(report: MergeReport) -> int:
    """And bring them back."""
    return duties.unmerge(report)


@hookimpl
def register_audit_labels() -> Sequence[AuditLabel]:
    """What the audit calls its acts."""
    return LABELS
