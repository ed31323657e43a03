"""A card: what it says, what it is made of down to the rows, the marks of superiors, objections and talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, request, url_for

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Card, Cycle, Indicator
from plugins.kano.permissions import CARD_READ, RATE
from plugins.kano.queries.cards import card_row, evidence, items_of, ratings_of, value_now
from plugins.kano.queries.objections import objections_of, talks_of, versions_of
from plugins.kano.queries.values import due_indicators
from plugins.kano.schemas.objections import KanoObjectionSchema
from plugins.kano.settings import last_day_to_object
from plugins.kano.views.blueprint import pages
from plugins.kano.views.ratings import rated_here
from plugins.kano.views.trees import WORDS
from plugins.kano.words.objections import STATES
from saas.plugin_api import (
    Form,
    Invalid,
    NotFound,
    Unavailable,
    _,
    allowed,
    current_actor,
    render,
    requires,
    session,
    source_address,
    today,
    zone_of,
)

PAGE = 50


@pages.get("/cycles/cards/<int:card_id>", endpoint="card")
@requires(CARD_READ)
def show_card(card_id: int) -> Response:
    """A card within reach."""
    return card_page(card_id)


@pages.get("/cycles/cards/<int:card_id>/items/<int:indicator_id>", endpoint="card_item")
@requires(CARD_READ)
def show_item(card_id: int, indicator_id: int) -> Response:
    """The rows behind one item, and whether they are still the same."""
    return item_page(card_id, indicator_id)


def item_page(
    card_id: int, indicator_id: int, error: Invalid | None = None, *, status: int = 200
) -> Response:
    """An item with its rows, and what was or may be objected to its value."""
    row = card_row(card_id)
    item = next((one for one in items_of(card_id) if one.Indicator.id == indicator_id), None)
    if item is None:
        raise NotFound(_("This does not exist, or no longer."))
    after = request.args.get("after", type=int)
    rows, now, problem = _evidence(row, item, after)
    objection = next((one for one in objections_of(card_id) if one.Indicator.id == indicator_id), None)
    last, typed = _last_day(row.Card), bool(item.CardItem.figures.get("typed"))
    form = None
    if objection is None and last is not None and today(zone_of(row.Card.store_id)) <= last:
        form = Form(KanoObjectionSchema, {}, error=error)
    return render(
        "kano/card_item.html",
        status=status,
        row=row,
        item=item,
        rows=rows,
        address=lambda row_id: source_address(item.Indicator.metric_key, row_id),
        next_url=url_for("kano.card_item", card_id=card_id, indicator_id=indicator_id, after=rows[-1].row_id)
        if len(rows) == PAGE
        else "",
        now=now,
        same=now is not None
        and now.digest == item.CardItem.digest
        and (typed or now.value == item.CardItem.value),
        typed=typed,
        problem=problem,
        objection=objection,
        form=form,
        last_day=last,
        # An error belongs to its form; where that is not there any more, it stands above the page.
        refused="" if error is None or form is not None else error.message,
        objection_states=STATES,
        **WORDS,
    )


def card_page(card_id: int, problem: str = "", *, status: int = 200) -> Response:
    """A card with what it is made of, what was objected, and the talks about it."""
    row = card_row(card_id)
    session().refresh(row.Card)
    card, items = row.Card, items_of(card_id)
    own = card.member_id == current_actor().member_id
    superior = not own and allowed(RATE, store_id=card.store_id, owner_id=card.member_id)
    may_rate = superior and card.published_at is None
    objections, talks = objections_of(card_id), talks_of(card_id)
    unread = [one for one in objections if one.Objection.decided_at and not one.Objection.read_at]
    return render(
        "kano/card.html",
        status=status,
        row=row,
        card=card,
        items=items,
        gates=(gates := [one for one in items if one.Indicator.id in card.failed_gates]),
        shared_out=_shared_out(row, [one.Indicator.ceiling for one in gates]),
        own=own,
        # Until the values are there, the card shows what they will be judged by.
        goals=[] if items else _goals(row.Cycle),
        may_know_goals=own and card.published_at is None and card.goals_seen_at is None,
        problem=problem,
        to_rate=rated_here(row, ratings_of(card_id)) if may_rate else [],
        names={one.Indicator.id: one.Indicator.names for one in items},
        objections=objections,
        by_indicator={one.Indicator.id: one.Objection for one in objections},
        versions=versions_of(card_id),
        talks=talks,
        may_note=superior and card.published_at is not None,
        may_acknowledge=own and card.published_at is not None and bool(unread or not card.acknowledged_at),
        last_day=_last_day(card),
        objection_states=STATES,
        **WORDS,
    )


def _goals(cycle: Cycle) -> list[tuple[Indicator, Decimal | None]]:
    """The indicators of a cycle, each linear one with its share of all their weights."""
    due = [one.indicator for one in due_indicators(cycle)]
    weights = {
        one.id: Decimal(cycle.weights.get(str(one.id), "0")) for one in due if one.kind is KpiKind.LINEAR
    }
    total = sum(weights.values()) or Decimal(1)
    return [(one, weights[one.id] / total if one.id in weights else None) for one in due]


def _shared_out(row: Any, ceilings: Sequence[str]) -> Mapping[str, Any] | None:
    """The best grade that the card would have, were it not given to so many only; none where nothing holds the card down."""
    card, bands = row.Card, row.Tree.bands
    places = {band["code"]: place for place, band in enumerate(bands)}
    if card.grade not in places or card.grade_before not in places:
        return None
    place = max(places[code] for code in (card.grade_before, *ceilings))
    return bands[place] if place < places[card.grade] else None


def _last_day(card: Card) -> date | None:
    """Until when whoever looks may object to values on the card; none on another's, and before it is published."""
    if card.published_at is None or card.member_id != current_actor().member_id:
        return None
    return last_day_to_object(card.published_at, card.store_id)


def _evidence(row: Any, item: Any, after: int | None) -> tuple[Sequence[Any], Any, str]:
    try:
        return evidence(row, item, after=after, limit=PAGE), value_now(row, item), ""
    except (NotFound, Unavailable) as error:
        return (), None, error.message
