"""Appraisal cycles and cards over the API; rating and publishing are left to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.kano.api.blueprint import api
from plugins.kano.models import Card, CardItem, Cycle
from plugins.kano.operations import cycles as operations
from plugins.kano.permissions import CARD_READ, CYCLE
from plugins.kano.queries.cards import card_row, cards_page, cycle_row, cycles_page, items_of
from plugins.kano.schemas.cards import (
    KanoCardItemOut,
    KanoCardOut,
    KanoCardQuery,
    KanoCycleOut,
    KanoCycleSchema,
)
from saas.plugin_api import Page, listed, page_of, requires, tell_version


@api.get("/cycles")
@api.arguments(KanoCardQuery, location="query")
@api.response(200, page_of(KanoCycleOut))
@requires(CARD_READ)
def list_cycles(query: dict[str, Any]) -> dict[str, object]:
    """List the appraisal cycles in which a card is within reach, the newest month first."""
    page = cycles_page(**query)
    return listed(Page(rows=[row.Cycle for row in page.rows], after=page.after, before=page.before))


@api.post("/cycles")
@api.arguments(KanoCycleSchema)
@api.response(201, KanoCycleOut)
@requires(CYCLE)
def begin_cycle(body: Mapping[str, Any]) -> Cycle:
    """Begin an appraisal cycle."""
    return _told(operations.begin_cycle(**body))


@api.get("/cycles/<int:cycle_id>")
@api.response(200, KanoCycleOut)
@requires(CARD_READ)
def read_cycle(cycle_id: int) -> Cycle:
    """Show one appraisal cycle."""
    cycle: Cycle = cycle_row(cycle_id).Cycle
    return _told(cycle)


@api.post("/cycles/<int:cycle_id>/compute")
@api.response(202, KanoCycleOut)
@requires(CYCLE)
def compute_cards(cycle_id: int) -> Cycle:
    """Have the cards of a cycle computed in the background."""
    return _told(operations.ask_for_cards(cycle_id))


@api.get("/cycles/<int:cycle_id>/cards")
@api.arguments(KanoCardQuery, location="query")
@api.response(200, page_of(KanoCardOut))
@requires(CARD_READ)
def list_cards(query: dict[str, Any], cycle_id: int) -> dict[str, object]:
    """List the cards of a cycle within reach, the highest score first."""
    cycle_row(cycle_id)
    page = cards_page(cycle_id, **query)
    return listed(Page(rows=[row.Card for row in page.rows], after=page.after, before=page.before))


@api.get("/cards/<int:card_id>")
@api.response(200, KanoCardOut)
@requires(CARD_READ)
def read_card(card_id: int) -> Card:
    """Show one card."""
    card: Card = card_row(card_id).Card
    return card


@api.get("/cards/<int:card_id>/items")
@api.response(200, KanoCardItemOut(many=True))
@requires(CARD_READ)
def list_items(card_id: int) -> Sequence[CardItem]:
    """List the items of a card in the order of its tree."""
    card_row(card_id)
    return [row.CardItem for row in items_of(card_id)]


def _told(cycle: Cycle) -> Cycle:
    tell_version(cycle)
    return cycle
