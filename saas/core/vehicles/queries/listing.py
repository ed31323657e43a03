"""The list of the group's vehicles: searched by a piece of plate or VIN, filtered, paged by keyset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    select,
    union,
)

from saas.core.customers.models import Customer, SearchToken
from saas.core.customers.permissions import READ as READ_CUSTOMER
from saas.core.customers.queries import within_reach
from saas.core.customers.search_tokens import MAX_TOKEN, TokenKind, fold
from saas.core.organisation.models import Store
from saas.core.vehicles.models import CustomerVehicle, Energy, OwnershipRole, Vehicle
from saas.core.vehicles.permissions import READ
from saas.core.vehicles.queries.lists import reachable
from saas.platform.clock import today
from saas.platform.database import Page, keyset_page
from saas.platform.database.paging import capped_count
from saas.platform.tenancy import current_tenant

DUE_DAYS = 30
_LAST = "\U0010ffff"


class VehicleSort(StrEnum):
    """In which order a list stands."""

    PLATE = "plate"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSearch:
    """What the list is narrowed to.

    text: a piece of a plate or VIN. due: maintenance is overdue or due within thirty days of `on`, a day.
    ownerless: nobody owns it now.
    """

    text: str = ""
    store_id: int | None = None
    energy: Energy | None = None
    due: bool = False
    ownerless: bool = False
    sort: VehicleSort = VehicleSort.PLATE


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRow:
    """A line of the list; owner_id and owner of the one who owns it now, empty for one out of reach."""

    id: int
    plate: str
    vin: str
    title: str
    energy: Energy
    store: str
    owned: bool
    owner_id: int | None
    owner: str
    delivered_on: date | None
    next_maintenance_on: date | None


def vehicle_list_page(
    wanted: VehicleSearch, zone: str, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[VehicleRow]:
    """One page of the vehicles within reach; one statement. zone: whose today counts.

    Raises Invalid for a cursor that was never answered.
    """
    delivered = wanted.sort is VehicleSort.DELIVERED
    first = Vehicle.delivered_or_never if delivered else Vehicle.plate
    found = keyset_page(
        _selected(wanted, zone),
        keys=[first, Vehicle.id],
        limit=limit,
        after=after,
        before=before,
        descending=delivered,
    )
    return Page(rows=[_row(row) for row in found.rows], after=found.after, before=found.before)


def count_vehicles(wanted: VehicleSearch, zone: str) -> int:
    """How many there are, counted up to 1001."""
    return capped_count(_filtered(wanted, zone))


def matching(text: str) -> ColumnElement[bool]:
    """The criterion of the vehicles that a piece finds: any piece of a plate, the beginning or end of a VIN.

    Pieces are looked up in the tokens that vehicles give to their customers; a vehicle that nobody is tied to has
    none and is found by the beginning of its plate or VIN.
    """
    piece = fold(text).upper()[:MAX_TOKEN]
    if not piece:
        return false()
    mine = Vehicle.tenant_id == current_tenant()
    return Vehicle.id.in_(
        union(
            _by_token(piece),
            select(Vehicle.id).where(mine, Vehicle.plate.startswith(piece, autoescape=True)),
            select(Vehicle.id).where(mine, Vehicle.vin.startswith(piece, autoescape=True)),
        )
    )


def _by_token(piece: str) -> Select[int]:
    vehicle_id = cast(func.split_part(SearchToken.source, ":", 2), BigInteger)
    return select(vehicle_id).where(
        SearchToken.tenant_id == current_tenant(),
        SearchToken.token >= literal(piece),
        SearchToken.token < literal(piece + _LAST),
        SearchToken.kind.in_([TokenKind.PLATE.value, TokenKind.VIN.value]),
    )


def _filtered(wanted: VehicleSearch, zone: str) -> Select[Any]:
    statement = select(Vehicle.id).where(Vehicle.tenant_id == current_tenant(), reachable(READ))
    if wanted.text:
        statement = statement.where(matching(wanted.text))
    if wanted.store_id is not None:
        statement = statement.where(Vehicle.store_id == wanted.store_id)
    if wanted.energy is not None:
        statement = statement.where(Vehicle.energy == wanted.energy)
    if wanted.due:
        statement = statement.where(Vehicle.next_maintenance_on <= today(zone) + timedelta(days=DUE_DAYS))
    if wanted.ownerless:
        statement = statement.where(~exists().where(_owned_now()))
    return statement


def _owned_now() -> ColumnElement[bool]:
    return and_(
        CustomerVehicle.tenant_id == Vehicle.tenant_id,
        CustomerVehicle.vehicle_id == Vehicle.id,
        CustomerVehicle.is_current,
        CustomerVehicle.role == OwnershipRole.OWNER,
    )


def _selected(wanted: VehicleSearch, zone: str) -> Select[Any]:
    tie, owner = CustomerVehicle.__table__.alias("tie"), Customer
    owned = and_(
        tie.c.tenant_id == Vehicle.tenant_id,
        tie.c.vehicle_id == Vehicle.id,
        tie.c.is_current,
        tie.c.role == OwnershipRole.OWNER,
    )
    same = and_(owner.tenant_id == tie.c.tenant_id, owner.id == tie.c.customer_id)
    statement: Select[Any] = _filtered(wanted, zone)
    shown: Any = (
        statement.outerjoin(tie, owned)
        .outerjoin(owner, and_(same, within_reach(READ_CUSTOMER)))
        .outerjoin(Store, and_(Store.tenant_id == Vehicle.tenant_id, Store.id == Vehicle.store_id))
        .with_only_columns(
            Vehicle,
            tie.c.id.label("tie_id"),
            owner.id.label("owner_id"),
            owner.name,
            Store.name.label("store"),
        )
    )
    selected: Select[Any] = shown
    return selected


def _row(found: Any) -> VehicleRow:
    vehicle: Vehicle = found.Vehicle
    return VehicleRow(
        id=vehicle.id,
        plate=vehicle.plate,
        vin=vehicle.vin or "",
        title=" ".join(filter(None, [vehicle.make, vehicle.model or vehicle.series])),
        energy=vehicle.energy,
        store=found.store or "",
        owned=found.tie_id is not None,
        owner_id=found.owner_id,
        owner=found.name or "",
        delivered_on=vehicle.delivery_date,
        next_maintenance_on=vehicle.next_maintenance_on,
    )
