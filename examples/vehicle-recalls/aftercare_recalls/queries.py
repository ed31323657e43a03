"""What reads recalled vehicles, one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from saas.plugin_api import (
    CustomerVehicle,
    NotFound,
    Page,
    Vehicle,
    _,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
    today,
    zone_of,
)
from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from aftercare_recalls.models import Campaign, Match, MatchState, Notice
from aftercare_recalls.permissions import READ
from aftercare_recalls.settings import remind_days


def group_day() -> date:
    """Today where the group is."""
    return today(zone_of(None))


def matches_page(
    *,
    state: MatchState = MatchState.OPEN,
    number: str = "",
    permission: str = READ,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of recalled vehicles within reach, the newest first."""
    statement = _matches(permission).where(Match.state == state)
    if number:
        statement = statement.where(Campaign.number == number.upper())
    place = {"after": after, "before": before}
    return keyset_page(statement, keys=[Match.id], limit=limit, descending=True, **place)


def match_row(match_id: int, permission: str = READ) -> Any:
    """One recalled vehicle with its recall; raises NotFound for one out of reach."""
    found = session().execute(_matches(permission).where(Match.id == match_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def notices_of(match_id: int) -> Sequence[Notice]:
    """When owners were told of a recall, the latest first."""
    mine = (Notice.tenant_id == current_tenant(), Notice.match_id == match_id)
    return session().scalars(select(Notice).where(*mine).order_by(Notice.id.desc())).all()


def open_of_vehicle(vehicle_id: int) -> Sequence[Any]:
    """The open recalls of a vehicle, those about safety first."""
    statement = _matches().where(Match.vehicle_id == vehicle_id, Match.state == MatchState.OPEN)
    return session().execute(statement.order_by(Campaign.safety.desc(), Match.id)).all()


def open_counts(customer_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Open recalls of the vehicles that customers have now, all and about safety; those without any are left out.

    Without regard to who looks: for the order of work. For people, ask `visible_counts`.
    """
    return _counts(_owned().where(CustomerVehicle.customer_id.in_(customer_ids)))


def visible_counts(customer_id: int) -> tuple[int, int]:
    """Open recalls within reach of the vehicles that a customer has now: all, and those about safety."""
    mine = _owned().where(CustomerVehicle.customer_id == customer_id, _within_reach())
    return _counts(mine).get(customer_id, (0, 0))


def campaigns_like(text: str, limit: int) -> Sequence[Campaign]:
    """The recalls whose number begins like a text, or whose title holds it, the newest first."""
    found = Campaign.number.startswith(text.upper(), autoescape=True) | Campaign.title.contains(
        text, autoescape=True
    )
    statement = select(Campaign).where(Campaign.tenant_id == current_tenant(), found)
    return session().scalars(statement.order_by(Campaign.id.desc()).limit(limit)).all()


def untold_count() -> int | None:
    """How many owners within reach should have been told by now; none for the navigation where there are none."""
    late = group_day() - timedelta(days=remind_days())
    counted = select(func.count()).select_from(Match).join(Vehicle, _of_match(Vehicle, Match.vehicle_id))
    waiting = (Match.state == MatchState.OPEN, Match.found_on <= late, ~exists().where(*_about_match()))
    return (
        session().scalar(counted.where(Match.tenant_id == current_tenant(), _within_reach(), *waiting))
        or None
    )


def owner_of(vehicle_id: int) -> int | None:
    """The customer who has a vehicle now, none where nobody is known."""
    statement = select(CustomerVehicle.customer_id).where(
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.vehicle_id == vehicle_id,
        CustomerVehicle.is_current,
    )
    # An owner before a driver, a driver before who pays.
    rank = func.array_position(["owner", "driver", "payer"], CustomerVehicle.role)
    return session().scalar(statement.order_by(rank, CustomerVehicle.id).limit(1))


def _matches(permission: str = READ) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Match,
            Campaign.number,
            Campaign.title,
            Campaign.safety,
            Campaign.announced_on,
            Vehicle.plate,
            Vehicle.series,
            select(func.max(Notice.told_on)).where(*_about_match()).scalar_subquery().label("told_on"),
        )
        .join(Campaign, _of_match(Campaign, Match.campaign_id))
        .join(Vehicle, _of_match(Vehicle, Match.vehicle_id))
        .where(Match.tenant_id == current_tenant(), _within_reach(permission))
    )


def _about_match() -> tuple[ColumnElement[bool], ...]:
    return Notice.tenant_id == Match.tenant_id, Notice.match_id == Match.id


def _owned() -> Select[*tuple[Any, ...]]:
    safety = func.count(Match.id.distinct()).filter(Campaign.safety)
    return (
        select(CustomerVehicle.customer_id, func.count(Match.id.distinct()), safety)
        .join(Match, _of_match(CustomerVehicle, Match.vehicle_id, key="vehicle_id"))
        .join(Campaign, _of_match(Campaign, Match.campaign_id))
        .join(Vehicle, _of_match(Vehicle, Match.vehicle_id))
        .where(
            Match.tenant_id == current_tenant(),
            CustomerVehicle.is_current,
            Match.state == MatchState.OPEN,
        )
        .group_by(CustomerVehicle.customer_id)
    )


def _counts(statement: Select[*tuple[Any, ...]]) -> dict[int, tuple[int, int]]:
    return {customer: (count, safety) for customer, count, safety in session().execute(statement)}


def _within_reach(permission: str = READ) -> ColumnElement[bool]:
    return scope_filter(permission, store_column=Vehicle.store_id)


def _of_match(model: Any, column: Any, key: str = "id") -> ColumnElement[bool]:
    return and_(model.tenant_id == Match.tenant_id, getattr(model, key) == column)
