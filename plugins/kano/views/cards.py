"""A card: what it says, what it is made of down to the rows, the marks of superiors; and one's own cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.operations import cycles as operations
from plugins.kano.permissions import CARD_READ, RATE
from plugins.kano.queries.cards import card_row, evidence, items_of, my_cards_page, ratings_of, value_now
from plugins.kano.views.blueprint import pages
from plugins.kano.views.ratings import rated_here
from plugins.kano.views.trees import WORDS
from saas.plugin_api import (
    Conflict,
    NotFound,
    Unavailable,
    _,
    allowed,
    current_actor,
    render,
    requires,
    session,
    source_address,
    tell,
)

PAGE = 50


@pages.get("/my-cards/", endpoint="my_cards")
@requires(CARD_READ)
def show_my_cards() -> Response:
    """The cards of whoever looks."""
    page = my_cards_page(limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "kano/my_cards.html",
        page=page,
        link=lambda **changes: url_for("kano.my_cards", **changes),
        **WORDS,
    )


@pages.get("/cycles/cards/<int:card_id>", endpoint="card")
@requires(CARD_READ)
def show_card(card_id: int) -> Response:
    """A card within reach."""
    return _page(card_id)


@pages.get("/cycles/cards/<int:card_id>/items/<int:indicator_id>", endpoint="card_item")
@requires(CARD_READ)
def show_item(card_id: int, indicator_id: int) -> Response:
    """The rows behind one item, and whether they are still the same."""
    row = card_row(card_id)
    item = next((one for one in items_of(card_id) if one.Indicator.id == indicator_id), None)
    if item is None:
        raise NotFound(_("This does not exist, or no longer."))
    after = request.args.get("after", type=int)
    rows, now, problem = _evidence(row, item, after)
    return render(
        "kano/card_item.html",
        row=row,
        item=item,
        rows=rows,
        address=lambda row_id: source_address(item.Indicator.metric_key, row_id),
        next_url=url_for("kano.card_item", card_id=card_id, indicator_id=indicator_id, after=rows[-1].row_id)
        if len(rows) == PAGE
        else "",
        now=now,
        same=now is not None and now.digest == item.CardItem.digest and now.value == item.CardItem.value,
        problem=problem,
        **WORDS,
    )


@pages.post("/cycles/cards/<int:card_id>/acknowledge", endpoint="acknowledge_card")
@requires(CARD_READ)
def acknowledge(card_id: int) -> AnyResponse:
    """Say that one has seen one's own card."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.acknowledge_card(card_id)
    except Conflict as error:
        return _page(card_id, error.message, status=409)
    tell(_("Noted that you have seen the card."))
    return redirect(url_for("kano.card", card_id=card_id), 303)


def _page(card_id: int, problem: str = "", *, status: int = 200) -> Response:
    row = card_row(card_id)
    session().refresh(row.Card)
    card, items = row.Card, items_of(card_id)
    own = card.member_id == current_actor().member_id
    may_rate = not own and card.published_at is None
    may_rate = may_rate and allowed(RATE, store_id=card.store_id, owner_id=card.member_id)
    return render(
        "kano/card.html",
        status=status,
        row=row,
        card=card,
        items=items,
        gates=[one for one in items if one.Indicator.id in card.failed_gates],
        own=own,
        problem=problem,
        to_rate=rated_here(row, ratings_of(card_id)) if may_rate else [],
        marks=ratings_of(card_id),
        names={one.Indicator.id: one.Indicator.names for one in items},
        **WORDS,
    )


def _evidence(row: Any, item: Any, after: int | None) -> tuple[Sequence[Any], Any, str]:
    try:
        return evidence(row, item, after=after, limit=PAGE), value_now(row, item), ""
    except (NotFound, Unavailable) as error:
        return (), None, error.message
