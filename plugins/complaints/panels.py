"""What complaints show on the pages of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from plugins.complaints.models import Case, Channel
from plugins.complaints.permissions import CREATE, READ
from plugins.complaints.queries import (
    CaseFilter,
    cases_page,
    of_customer_of_task,
    open_count,
    open_counts,
    reachable_task,
    told_of,
)
from plugins.complaints.states import ResultKind
from plugins.complaints.words import CHANNELS, RESULTS, SEVERITIES, STATES, in_locale
from saas.plugin_api import (
    Action,
    Fact,
    FactSource,
    Panel,
    Rendered,
    SlotContext,
    TimelineEntry,
    _,
    _l,
    allowed,
    ngettext,
)

SHOWN = 5


def _customer(context: SlotContext) -> Rendered:
    return _last(CaseFilter(state="all", customer_id=context.object_id))


def _vehicle(context: SlotContext) -> Rendered:
    return _last(CaseFilter(state="all", vehicle_id=context.object_id))


def _task(context: SlotContext) -> Rendered:
    return _last(CaseFilter(state="all", customer_id=reachable_task(context.object_id).customer_id))


def _last(wanted: CaseFilter) -> Rendered:
    page = cases_page(wanted, limit=SHOWN)
    if not page.rows:
        return Rendered(empty=_l("No complaint yet"))
    words = {"states": STATES, "severities": SEVERITIES, "in_locale": in_locale}
    return Rendered(template="complaints/panel.html", context={"rows": page.rows, **words})


PANELS = [
    Panel(
        key=key,
        slot=slot,
        title=_l("Complaints"),
        render=render,
        permission=READ,
        icon="message-report",
        weight=40,
    )
    for key, slot, render in (
        ("cases", "core.customer", _customer),
        ("cases_of_vehicle", "core.vehicle", _vehicle),
        ("cases_of_task", "core.followup_task", _task),
    )
]

ACTIONS = [
    Action(
        key="register",
        slot="core.customer",
        label=_l("Register a complaint"),
        endpoint="complaints.new",
        argument="customer_id",
        permission=CREATE,
        icon="message-report",
    ),
    Action(
        key="register_from_call",
        slot="core.followup_task",
        label=_l("Register a complaint"),
        endpoint="complaints.new",
        argument="task_id",
        permission=CREATE,
        icon="message-report",
    ),
]


def list_facts(customer_ids: Sequence[int]) -> Mapping[int, Sequence[Fact]]:
    """The same for the customers of one page of the list."""
    if not allowed(READ):
        return {}
    return {customer: _chip(count) for customer, count in open_counts(customer_ids).items()}


def _open_of_customer(context: SlotContext) -> list[Fact]:
    return _chip(open_count(Case.customer_id == context.object_id))


def _open_of_vehicle(context: SlotContext) -> list[Fact]:
    return _chip(open_count(Case.vehicle_id == context.object_id))


def _open_of_task(context: SlotContext) -> list[Fact]:
    return _chip(open_count(of_customer_of_task(context.object_id)))


FACTS = [
    FactSource(key="open", slot="core.customer", facts=_open_of_customer, permission=READ),
    FactSource(key="open_of_vehicle", slot="core.vehicle", facts=_open_of_vehicle, permission=READ),
    FactSource(key="open_of_task", slot="core.followup_task", facts=_open_of_task, permission=READ),
]


def _chip(count: int) -> list[Fact]:
    if not count:
        return []
    text = ngettext("%(n)d open complaint", "%(n)d open complaints", count)
    return [Fact(text=text, tone="bad", icon="message-report", weight=20)]


def timeline(customer_id: int, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The customer's complaints, each at the moment it was received."""
    if not allowed(READ):
        return []
    return [
        TimelineEntry(
            at=case.received_at,
            key=f"complaints.case:{case.id}",
            title=_("Complaint %(number)s", number=case.document_no),
            text=_told(case.channel, case.result_kind, case.description),
            icon="message-report",
            tone=STATES[case.state][1],
            endpoint="complaints.case",
            values={"case_id": case.id},
        )
        for case in told_of(customer_id, before, limit)
    ]


def _told(channel: Channel, result: ResultKind | None, description: str) -> str:
    end = f" → {RESULTS[result]}" if result else ""
    return f"{CHANNELS[channel]}: {description[:80]}{end}"
