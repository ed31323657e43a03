"""A part in one store: what lies there, what moved, what is held, and what may be done with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts import words
from plugins.parts.models import Lot, LotState, PartPlan, Reservation, ReservationState
from plugins.parts.numbers import plain
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
    ORDER_READ,
    POLICY_WRITE,
    STOCK_ADJUST,
    STOCK_READ,
    STOCK_WRITE,
    SUPPLIER_READ,
)
from plugins.parts.planning_pictures import cost_chart, demand_chart
from plugins.parts.queries import (
    demand_of,
    document_numbers,
    lots_in,
    movements_page,
    place,
    reservations_page,
)
from plugins.parts.queries.orders import ordered_for
from plugins.parts.queries.planning import lasting_alerts, open_proposals, plan_of
from plugins.parts.queries.suppliers import names_of
from plugins.parts.schemas.goods import (
    PartCorrectSchema,
    PartIssueFormSchema,
    PartLotStateSchema,
    PartPolicySchema,
    PartReceiptFormSchema,
    PartReserveFormSchema,
    PartScrapSchema,
    PartTakeBackFormSchema,
    PartUnmetFormSchema,
)
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.words import planning as planning_words
from plugins.parts.words.classes import class_reasons
from plugins.parts.words.lots import priced_options, why_so_many
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
)

PLACE = "/parts/<int:part_id>/stores/<int:store_id>"
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A form of the page: its schema, who may use it, and what it does. typed: what was read from it; key: its own."""

    schema: type[Schema]
    permission: str
    act: Callable[[int, int, Mapping[str, Any], str], object]


def _keep(part_id: int, store_id: int, typed: Mapping[str, Any], _key: str) -> object:
    return keep_part(part_id, store_id, Policy.from_input(typed), version=form_version())


DEEDS: Mapping[str, Deed] = {
    "issue": Deed(
        schema=PartIssueFormSchema,
        permission=STOCK_WRITE,
        act=lambda part, store, typed, key: issue(part, store, Issued(**typed), key=key),
    ),
    "receive": Deed(
        schema=PartReceiptFormSchema,
        permission=STOCK_WRITE,
        act=lambda part, store, typed, key: receive(part, store, Received(**typed), key=key),
    ),
    "reserve": Deed(
        schema=PartReserveFormSchema,
        permission=STOCK_WRITE,
        act=lambda part, store, typed, key: reserve(Wish(part_id=part, store_id=store, **typed), key=key),
    ),
    "unmet": Deed(
        schema=PartUnmetFormSchema,
        permission=STOCK_WRITE,
        act=lambda part, store, typed, key: record_unmet(part, store, **typed, key=key),
    ),
    "take_back": Deed(
        schema=PartTakeBackFormSchema,
        permission=STOCK_WRITE,
        act=lambda part, store, typed, key: take_back(part, store, **typed, key=key),
    ),
    "scrap": Deed(
        schema=PartScrapSchema,
        permission=STOCK_ADJUST,
        act=lambda part, store, typed, key: scrap(part, store, **typed, key=key),
    ),
    "correct": Deed(
        schema=PartCorrectSchema,
        permission=STOCK_ADJUST,
        act=lambda part, store, typed, key: correct(part, store, **typed, key=key),
    ),
    "keep": Deed(schema=PartPolicySchema, permission=POLICY_WRITE, act=_keep),
}


@pages.get(PLACE, endpoint="place")
@requires(STOCK_READ)
def show_place(part_id: int, store_id: int) -> Response:
    """A part in a store within reach."""
    return _show(part_id, store_id)


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
    deed = DEEDS[name]
    try:
        with session().begin_nested():
            deed.act(part_id, store_id, read_form(deed.schema, request), secrets.token_urlsafe(16))
    except Invalid as error:
        return _show(part_id, store_id, name, error, status=422)
    except Conflict as error:
        # What was typed stays in its form, beside the stock as it stands now.
        return _show(part_id, store_id, name, Invalid("", error.message), status=409)
    tell(_("The stock was saved."))
    return redirect(url_for("parts.place", part_id=part_id, store_id=store_id), 303)


def _show(
    part_id: int, store_id: int, refused: str = "", error: Invalid | None = None, *, status: int = 200
) -> Response:
    row = place(part_id, store_id)
    lots = lots_in(part_id, store_id)
    held = reservations_page(
        part_id=part_id, store_id=store_id, state=ReservationState.ACTIVE, limit=SHOWN
    ).rows
    moved = movements_page(part_id=part_id, store_id=store_id, limit=SHOWN).rows
    return render(
        "parts/place.html",
        status=status,
        row=row,
        part=row.Part,
        store=row.Store,
        kept=row.PartStore,
        balance=row.Balance,
        lots=lots,
        held=held,
        moved=moved,
        document_numbers=document_numbers(line.LedgerEntry.document for line in moved),
        asked=demand_of(part_id, store_id),
        ordered=ordered_for([(part_id, store_id)]).get((part_id, store_id), (None, None)),
        may_see_orders=allowed(ORDER_READ, store_id=store_id),
        forms=_forms(row, lots, held, refused, error),
        may_write=allowed(STOCK_WRITE, store_id=store_id),
        may_adjust=allowed(STOCK_ADJUST, store_id=store_id),
        **_planned(row),
        **_WORDS,
    )


def _planned(row: Any) -> dict[str, Any]:
    """What the nights found of it, and the pictures of the plan; nothing before the first."""
    at = (row.Part.id, row.Store.id)
    plan, alerts = plan_of(*at), lasting_alerts(*at)
    return {
        "plan": plan,
        "alerts": alerts,
        "class_reasons": class_reasons(row.PartStore, plan.period if plan else ""),
        "proposals": open_proposals(*at) if alerts else (),
        "demand_chart": demand_chart(plan, str(words.UNITS[row.Part.unit])) if plan else None,
        "cost_chart": cost_chart(plan) if plan else None,
        **(_priced(plan) if plan and allowed(SUPPLIER_READ) else {}),
    }


def _priced(plan: PartPlan) -> dict[str, Any]:
    """Which price the quantity reaches, and what the others would cost; for those who may see what suppliers ask."""
    options = priced_options(plan.lot)
    names = names_of({one.supplier_id for one in options}) if options else {}
    return {"why_so_many": why_so_many(plan.lot), "options": options, "sellers": names}


_WORDS: Mapping[str, Any] = {
    **WORDS,
    "movements": words.MOVEMENTS,
    "reasons": {key.value: word for key, word in words.WRITE_OFFS.items()},
    "lot_states": words.LOT_STATES,
    "purposes": words.PURPOSES,
    "demands": words.DEMANDS,
    "alert_kinds": planning_words.ALERT_KINDS,
    "alert_states": planning_words.ALERT_STATES,
    "ways": planning_words.WAYS,
    "doubts": planning_words.DOUBTS,
    "why": planning_words.why,
    "LotState": LotState,
}


def _forms(row: Any, lots: Any, held: Any, refused: str, error: Invalid | None) -> dict[str, Form]:
    kept = row.PartStore
    choices = {
        "reservation_id": [(str(one.Reservation.id), _called(one.Reservation)) for one in held],
        "lot_id": [(str(lot.id), _lot_called(lot)) for lot in lots],
    }
    found = {}
    for name, deed in DEEDS.items():
        if not allowed(deed.permission, store_id=row.Store.id):
            continue
        stored = _stored(kept) if name == "keep" else _FIRST.get(name, {})
        found[name] = Form(
            deed.schema,
            stored,
            error=error if name == refused else None,
            choices={key: offered for key, offered in choices.items() if key in deed.schema().fields},
            version=(kept.row_version if kept else 0) if name == "keep" else None,
        )
    return found


_FIRST: Mapping[str, Mapping[str, object]] = {
    "issue": {"kind": "sale"},
    "reserve": {"purpose": "sale"},
    "unmet": {"kind": "lost", "reason": "sold_out"},
}
"""What stands in a form before anything is typed."""


def _stored(kept: Any) -> Mapping[str, object]:
    if kept is None:
        return {"stocked": True}
    texts = {name: plain(getattr(kept, name)) for name in _NUMBERS}
    own = kept.own_class.value if kept.own_class else None
    return {
        **texts,
        "bin": kept.bin,
        "stocked": kept.stocked,
        "own_class": own,
        "class_reason": kept.class_reason,
        "pinned": kept.pinned,
    }


_NUMBERS = ("minimum", "maximum", "reorder_point", "safety_stock", "order_quantity")


def _called(held: Reservation) -> str:
    return " · ".join(filter(None, (held.reference, plain(held.open_quantity))))


def _lot_called(lot: Lot) -> str:
    until = lot.expires_on.isoformat() if lot.expires_on else ""
    return " · ".join(filter(None, (lot.lot_no, plain(lot.on_hand), until)))
