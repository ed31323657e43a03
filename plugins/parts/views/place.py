"""What is done with a part in one store: given out, taken in, held, written off, corrected, kept by rules."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.models import Lot, Reservation
from plugins.parts.operations import (
    Issued,
    Policy,
    Received,
    Wish,
    correct,
    issue,
    keep_part,
    receive,
    record_unmet,
    release,
    reserve,
    scrap,
    set_lot_state,
    take_back,
)
from plugins.parts.permissions import (
    POLICY_WRITE,
    STOCK_ADJUST,
    STOCK_READ,
    STOCK_WRITE,
)
from plugins.parts.schemas.goods import (
    PartLotStateSchema,
)
from plugins.parts.views.blueprint import pages
from plugins.parts.views.place_page import SHEETS, place_page
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    form_version,
    load,
    read_form,
    requires,
    session,
    tell,
)

PLACE = "/parts/<int:part_id>/stores/<int:store_id>"


def _keep(part_id: int, store_id: int, typed: Mapping[str, Any], _key: str) -> object:
    return keep_part(part_id, store_id, Policy.from_input(typed), version=form_version())


_ACTS: Mapping[str, Callable[[int, int, Mapping[str, Any], str], object]] = {
    "issue": lambda part, store, typed, key: issue(part, store, Issued(**typed), key=key),
    "receive": lambda part, store, typed, key: receive(part, store, Received(**typed), key=key),
    "reserve": lambda part, store, typed, key: reserve(Wish(part_id=part, store_id=store, **typed), key=key),
    "unmet": lambda part, store, typed, key: record_unmet(part, store, **typed, key=key),
    "take_back": lambda part, store, typed, key: take_back(part, store, **typed, key=key),
    "scrap": lambda part, store, typed, key: scrap(part, store, **typed, key=key),
    "correct": lambda part, store, typed, key: correct(part, store, **typed, key=key),
    "keep": _keep,
}
"""What each form of the page does with what was typed; the last is the key of the act."""


@pages.get(PLACE, endpoint="place")
@requires(STOCK_READ)
def show_place(part_id: int, store_id: int) -> Response:
    """A part in a store within reach."""
    return place_page(part_id, store_id)


@pages.post(f"{PLACE}/issue", endpoint="issue")
@requires(STOCK_WRITE)
def issue_part(part_id: int, store_id: int) -> AnyResponse:
    """Give out what was sold or what an order needs."""
    return _act(part_id, store_id, "issue")


@pages.post(f"{PLACE}/receive", endpoint="receive")
@requires(STOCK_WRITE)
def receive_part(part_id: int, store_id: int) -> AnyResponse:
    """Take in what came without an order."""
    return _act(part_id, store_id, "receive")


@pages.post(f"{PLACE}/reserve", endpoint="reserve")
@requires(STOCK_WRITE)
def reserve_part(part_id: int, store_id: int) -> AnyResponse:
    """Hold so many for somebody."""
    return _act(part_id, store_id, "reserve")


@pages.post(f"{PLACE}/unmet", endpoint="unmet")
@requires(STOCK_WRITE)
def note_unmet(part_id: int, store_id: int) -> AnyResponse:
    """Write down what was asked for and not there."""
    return _act(part_id, store_id, "unmet")


@pages.post(f"{PLACE}/take-back", endpoint="take_back")
@requires(STOCK_WRITE)
def take_part_back(part_id: int, store_id: int) -> AnyResponse:
    """Take back what was given out."""
    return _act(part_id, store_id, "take_back")


@pages.post(f"{PLACE}/scrap", endpoint="scrap")
@requires(STOCK_ADJUST)
def scrap_part(part_id: int, store_id: int) -> AnyResponse:
    """Write off what cannot be used."""
    return _act(part_id, store_id, "scrap")


@pages.post(f"{PLACE}/correct", endpoint="correct")
@requires(STOCK_ADJUST)
def correct_part(part_id: int, store_id: int) -> AnyResponse:
    """Correct the books outside a count."""
    return _act(part_id, store_id, "correct")


@pages.post(f"{PLACE}/keep", endpoint="keep")
@requires(POLICY_WRITE)
def keep(part_id: int, store_id: int) -> AnyResponse:
    """Decide on class, bin and ordering numbers."""
    return _act(part_id, store_id, "keep")


@pages.post("/reservations/<int:reservation_id>/release", endpoint="release")
@requires(STOCK_WRITE)
def release_part(reservation_id: int) -> AnyResponse:
    """Let go what is held."""
    held = load(Reservation, reservation_id)
    release(reservation_id)
    tell(_("The reservation was let go."))
    return redirect(url_for("parts.place", part_id=held.part_id, store_id=held.store_id), 303)


@pages.post("/lots/<int:lot_id>/state", endpoint="lot_state")
@requires(STOCK_ADJUST)
def change_lot(lot_id: int) -> AnyResponse:
    """Keep a lot from going out, or let it out again."""
    lot = load(Lot, lot_id)
    set_lot_state(lot_id, read_form(PartLotStateSchema, request)["state"])
    tell(_("The lot was saved."))
    return redirect(url_for("parts.place", part_id=lot.part_id, store_id=lot.store_id), 303)


def _act(part_id: int, store_id: int, name: str) -> AnyResponse:
    try:
        with session().begin_nested():
            typed = read_form(SHEETS[name].schema, request)
            _ACTS[name](part_id, store_id, typed, secrets.token_urlsafe(16))
    except Invalid as error:
        return place_page(part_id, store_id, name, error, status=422)
    except Conflict as error:
        # What was typed stays in its form, beside the stock as it stands now.
        return place_page(part_id, store_id, name, Invalid("", error.message), status=409)
    tell(_("The stock was saved."))
    return redirect(url_for("parts.place", part_id=part_id, store_id=store_id), 303)
