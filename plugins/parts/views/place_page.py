"""The page of a part in one store: what lies there, what moved, what is held, what the nights planned, and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema

from plugins.parts import words
from plugins.parts.models import Lot, LotState, PartPlan, Reservation, ReservationState
from plugins.parts.numbers import plain
from plugins.parts.permissions import ORDER_READ, POLICY_WRITE, STOCK_ADJUST, STOCK_WRITE, SUPPLIER_READ
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
    PartPolicySchema,
    PartReceiptFormSchema,
    PartReserveFormSchema,
    PartScrapSchema,
    PartTakeBackFormSchema,
    PartUnmetFormSchema,
)
from plugins.parts.views.blueprint import WORDS
from plugins.parts.words import planning as planning_words
from plugins.parts.words.classes import class_reasons
from plugins.parts.words.lots import priced_options, why_so_many
from saas.plugin_api import Form, Invalid, allowed, render

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form of the page: what is typed into it, and who may use it."""

    schema: type[Schema]
    permission: str


SHEETS: Mapping[str, Sheet] = {
    "issue": Sheet(schema=PartIssueFormSchema, permission=STOCK_WRITE),
    "receive": Sheet(schema=PartReceiptFormSchema, permission=STOCK_WRITE),
    "reserve": Sheet(schema=PartReserveFormSchema, permission=STOCK_WRITE),
    "unmet": Sheet(schema=PartUnmetFormSchema, permission=STOCK_WRITE),
    "take_back": Sheet(schema=PartTakeBackFormSchema, permission=STOCK_WRITE),
    "scrap": Sheet(schema=PartScrapSchema, permission=STOCK_ADJUST),
    "correct": Sheet(schema=PartCorrectSchema, permission=STOCK_ADJUST),
    "keep": Sheet(schema=PartPolicySchema, permission=POLICY_WRITE),
}


def place_page(
    part_id: int, store_id: int, refused: str = "", error: Invalid | None = None, *, status: int = 200
) -> Response:
    """The page. refused: the form that was not taken, with the error and its status."""
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
    for name, sheet in SHEETS.items():
        if not allowed(sheet.permission, store_id=row.Store.id):
            continue
        stored = _stored(kept) if name == "keep" else _FIRST.get(name, {})
        found[name] = Form(
            sheet.schema,
            stored,
            error=error if name == refused else None,
            choices={key: offered for key, offered in choices.items() if key in sheet.schema().fields},
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
