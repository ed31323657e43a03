"""Registering a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.models import Case, Channel, EventKind
from plugins.complaints.operations.categories import check_category
from plugins.complaints.operations.history import note
from plugins.complaints.operations.times import aim, begin_times
from plugins.complaints.permissions import CREATE, NOT_ABOUT_ONESELF
from saas.plugin_api import (
    Customer,
    FollowupTask,
    Invalid,
    Member,
    NotFound,
    Store,
    Vehicle,
    _,
    current_actor,
    keep_apart,
    load,
    local_day,
    now,
    publish,
    read_phones,
    require,
    session,
    take_number,
)

NUMBER_LETTERS = "TS"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetails:
    """What the complaint says; may be completed later.

    complainant_phone: as typed, of somebody who is no customer; none leaves the number on record as it is.
    """

    description: str
    demand: str = ""
    category_id: int | None = None
    severity: int = 2
    safety: bool = False
    occurred_on: date | None = None
    vehicle_id: int | None = None
    model_text: str = ""
    complainant_name: str = ""
    complainant_phone: str | None = None
    concerned_id: int | None = None

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> CaseDetails:
        """What a checked form or body says; what it holds besides is left out."""
        return cls(**{field.name: typed[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A complaint that is being registered. received_at: aware, none for now."""

    store_id: int
    channel: Channel
    details: CaseDetails
    customer_id: int | None = None
    task_id: int | None = None
    received_at: datetime | None = None


def register_case(new: NewCase) -> Case:
    """Register a complaint under the store's next number and tell others.

    Raises Forbidden without the right, Invalid for a store out of reach, a customer, vehicle or task that is not there,
    a number that is none, a day or time to come, and a complaint of nobody.
    """
    return add_case(_store(new.store_id), new)


def add_case(store: Store, new: NewCase) -> Case:
    """Add a complaint, its number, its history and its clocks; whoever calls has seen to it that it may be registered."""
    received_at = new.received_at or now()
    case = Case(
        document_no="",
        channel=new.channel,
        store_id=store.id,
        customer_id=new.customer_id,
        task_id=new.task_id,
        received_at=received_at,
        registered_by_id=current_actor().member_id,
        description="",
    )
    aim(case)
    _check(new, received_at)
    apply_details(case, new.details, zone=store.timezone)
    # As late as can be: whoever registers in the same store waits for this transaction from here on.
    period = local_day(received_at, store.timezone).strftime("%Y%m")
    case.document_no = take_number(NUMBER_LETTERS, period=period, store_id=store.id, store_code=store.code)
    session().add(case)
    note(case, EventKind.REGISTERED)
    begin_times(case)
    publish(ComplaintReceived(case_id=case.id, store_id=store.id, severity=case.severity, safety=case.safety))
    return case


def apply_details(case: Case, details: CaseDetails, *, zone: str) -> None:
    """Write what the complaint says; raises Invalid for what cannot be."""
    _exists(Vehicle, details.vehicle_id, "vehicle_id")
    _exists(Member, details.concerned_id, "concerned_id")
    keep_apart(NOT_ABOUT_ONESELF, details.concerned_id, than=[case.handler_id], field="concerned_id")
    check_category(details.category_id, kept=case.category_id)
    if details.occurred_on is not None and details.occurred_on > local_day(now(), zone):
        raise Invalid("occurred_on", _("This day is still to come."))
    if case.customer_id is None and not details.complainant_name:
        raise Invalid("complainant_name", _("Say who complained, or choose the customer."))
    if details.complainant_phone is not None:
        _write_phone(case, details.complainant_phone)
    for field in (
        "description", "demand", "category_id", "severity", "safety", "occurred_on",
        "vehicle_id", "model_text", "complainant_name", "concerned_id",
    ):  # fmt: skip
        setattr(case, field, getattr(details, field))


def _store(store_id: int) -> Store:
    require(CREATE)
    try:
        store = load(Store, store_id)
        require(CREATE, store_id=store.id)
    except NotFound:
        raise Invalid("store_id", _("Choose one of your stores.")) from None
    return store


def _check(new: NewCase, received_at: datetime) -> None:
    if received_at > now():
        raise Invalid("received_at", _("This time is still to come."))
    _exists(Customer, new.customer_id, "customer_id")
    _exists(FollowupTask, new.task_id, "task_id")


def _exists(model: type[Customer | Vehicle | FollowupTask | Member], row_id: int | None, field: str) -> None:
    if row_id is None:
        return
    try:
        load(model, row_id)
    except NotFound:
        raise Invalid(field, _("This does not exist, or no longer.")) from None


def _write_phone(case: Case, typed: str) -> None:
    phones = read_phones(typed).phones if typed else ()
    if typed and not phones:
        raise Invalid("complainant_phone", _("This is no telephone number."))
    case.complainant_phone = phones[0].e164 if phones else None
    case.complainant_tail = phones[0].e164[-4:] if phones else ""
