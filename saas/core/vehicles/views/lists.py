"""The list of vehicles."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for

from saas.core.organisation.queries import open_stores
from saas.core.vehicles.models import Energy
from saas.core.vehicles.permissions import READ, WRITE
from saas.core.vehicles.queries.listing import (
    VehicleRow,
    VehicleSearch,
    VehicleSort,
    count_vehicles,
    vehicle_list_page,
)
from saas.core.vehicles.views.blueprint import pages
from saas.core.vehicles.words import ENERGIES
from saas.platform.clock import today
from saas.platform.database.paging import COUNT_CAP
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.permissions import allowed, requires
from saas.platform.web import render
from saas.platform.web.filters import display_zone

PAGE = 50
IMPORT = "imports.run:write"
FILTERS = ("q", "store_id", "energy", "due", "ownerless", "sort")
DUE = _l("Due within 30 days")
OWNERLESS = _l("Nobody owns it")


@pages.get("/vehicles/")
@requires(READ)
def index() -> Response:
    """The vehicles within reach, by plate or the newest delivery first."""
    wanted, zone = _wanted(), display_zone()
    page = vehicle_list_page(
        wanted, zone, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    stores = {store.id: store.name for store in open_stores()}
    count = count_vehicles(wanted, zone)
    return render(
        "vehicles/list.html",
        page=page,
        wanted=wanted,
        count=count,
        capped=f"{COUNT_CAP}+" if count > COUNT_CAP else "",
        stores=stores,
        energies=ENERGIES,
        chips=_chips(wanted, stores),
        link=_link,
        today=today(zone),
        nothing_yet=_nothing_yet(),
        may_write=allowed(WRITE),
    )


@pages.get("/vehicles/pick")
@requires(READ)
def pick() -> Response:
    """The first vehicles that a picker's typed text finds: a piece of a plate, the beginning or end of a VIN."""
    text = request.args.get("q", "").strip()[:64]
    rows = vehicle_list_page(VehicleSearch(text=text), display_zone(), limit=20).rows if text else []
    return jsonify(items=[{"value": str(row.id), "text": _told_apart(row)} for row in rows])


def _told_apart(row: VehicleRow) -> str:
    return " · ".join(filter(None, [row.plate or row.vin[-8:], row.title, row.store]))


def _nothing_yet() -> str:
    """What whoever looks can do about an empty list."""
    if allowed(IMPORT) and allowed(WRITE):
        return _("Import the vehicles of your present system, or add one.")
    if allowed(IMPORT):
        return _("Import the vehicles of your present system.")
    if allowed(WRITE):
        return _("Add the first vehicle.")
    return _("The vehicles of your customers or your stores stand here once there are any.")


def _wanted() -> VehicleSearch:
    """What the address asks for; what is not known is left out."""
    energy, sort = request.args.get("energy", ""), request.args.get("sort", "")
    return VehicleSearch(
        text=request.args.get("q", "").strip()[:64],
        store_id=request.args.get("store_id", type=int),
        energy=Energy(energy) if energy in set(Energy) else None,
        due=bool(request.args.get("due")),
        ownerless=bool(request.args.get("ownerless")),
        sort=VehicleSort(sort) if sort in set(VehicleSort) else VehicleSort.PLATE,
    )


def _link(**changes: Any) -> str:
    """The address of this list with some filters changed, from its first page."""
    kept: dict[str, Any] = {name: request.args.get(name, "") for name in FILTERS}
    values = {**kept, **changes}
    return url_for("vehicles.index", **{key: value for key, value in values.items() if value})


def _chips(wanted: VehicleSearch, stores: dict[int, str]) -> list[tuple[LazyStr, str]]:
    chips: list[tuple[LazyStr, str]] = []
    if wanted.text:
        chips.append((_("Search: %(text)s", text=wanted.text), _link(q="")))
    if wanted.store_id is not None:
        chips.append((stores.get(wanted.store_id, "—"), _link(store_id="")))
    if wanted.energy is not None:
        chips.append((str(ENERGIES[wanted.energy]), _link(energy="")))
    if wanted.due:
        chips.append((str(DUE), _link(due="")))
    if wanted.ownerless:
        chips.append((str(OWNERLESS), _link(ownerless="")))
    return chips
