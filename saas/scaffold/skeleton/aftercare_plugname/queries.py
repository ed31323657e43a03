"""What reads notes, one statement each."""

from __future__ import annotations

from datetime import date
from typing import Any

from saas.plugin_api import (
    Customer,
    Page,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
    today,
    zone_of,
)
from sqlalchemy import ColumnElement, Select, and_, func, select

from aftercare_plugname.models import Note
from aftercare_plugname.permissions import READ


def group_day() -> date:
    """Today where the group is."""
    return today(zone_of(None))


def within_reach() -> ColumnElement[bool]:
    """The criterion of the notes that whoever acts may see: those on customers within their reach."""
    return scope_filter(READ, Customer.store_id, Customer.owner_id)


def notes_page(
    *,
    done: bool = False,
    customer_id: int | None = None,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of notes with their customers, the newest first."""
    statement = _notes().where(Note.done_at.is_not(None) if done else Note.done_at.is_(None))
    if customer_id is not None:
        statement = statement.where(Note.customer_id == customer_id)
    place = {"after": after, "before": before}
    return keyset_page(statement, keys=[Note.id], limit=limit, descending=True, **place)


# >>> pages|widget
def late_count() -> int | None:
    """How many open notes within reach are late; none for nothing to show."""
    return session().scalar(_counted().where(Note.due_on < group_day())) or None


# <<<
# >>> facts
def open_count(customer_id: int) -> int:
    """How many notes on a customer are open."""
    return session().scalar(_counted().where(Note.customer_id == customer_id)) or 0


# <<<
# >>> pages|widget|facts
def _counted() -> Select[int]:
    counted = select(func.count()).select_from(Note).join(Customer, _of_note())
    return counted.where(Note.tenant_id == current_tenant(), within_reach(), Note.done_at.is_(None))


# <<<
def _notes() -> Select[*tuple[Any, ...]]:
    noted = select(Note, Customer.name.label("customer")).join(Customer, _of_note())
    return noted.where(Note.tenant_id == current_tenant(), within_reach())


def _of_note() -> ColumnElement[bool]:
    return and_(Customer.tenant_id == Note.tenant_id, Customer.id == Note.customer_id)
