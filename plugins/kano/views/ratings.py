"""Rating a person: one indicator at a time, the next one after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Indicator, Rating, SourceKind
from plugins.kano.operations import cycles as operations
from plugins.kano.permissions import NOT_ONESELF, RATE
from plugins.kano.queries.cards import card_row, ratings_of
from plugins.kano.queries.values import due_indicators
from plugins.kano.schemas.cards import KanoRatingSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.words.cards import plain
from plugins.kano.words.study import in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    _,
    current_actor,
    read_form,
    render,
    require,
    require_another,
    requires,
    session,
    tell,
)


@pages.get("/cycles/cards/<int:card_id>/ratings/<int:indicator_id>", endpoint="rating")
@requires(RATE)
def show_rating(card_id: int, indicator_id: int) -> Response:
    """The form of a mark."""
    return _page(card_id, indicator_id)


@pages.post("/cycles/cards/<int:card_id>/ratings/<int:indicator_id>", endpoint="rate_card")
@requires(RATE)
def rate(card_id: int, indicator_id: int) -> AnyResponse:
    """Give a mark and go on to what is not rated yet."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.rate(card_id, indicator_id, **read_form(KanoRatingSchema, request))
    except Invalid as error:
        return _page(card_id, indicator_id, error)
    except Conflict as error:
        return _page(card_id, indicator_id, Invalid("", error.message), status=409)
    tell(_("The mark was saved. The card has to be computed again."))
    left = [one for one, mine in rated_here(card_row(card_id), ratings_of(card_id)) if mine is None]
    if not left:
        return redirect(url_for("kano.card", card_id=card_id), 303)
    return redirect(url_for("kano.rating", card_id=card_id, indicator_id=left[0].id), 303)


def rated_here(row: Any, marks: Sequence[Any]) -> list[tuple[Indicator, Rating | None]]:
    """The indicators that are rated in a card's cycle, each with the mark of whoever acts."""
    rater = current_actor().member_id
    mine = {one.Rating.indicator_id: one.Rating for one in marks if one.Rating.rater_id == rater}
    return [
        (one.indicator, mine.get(one.indicator.id))
        for one in due_indicators(row.Cycle)
        if one.indicator.source_kind is SourceKind.RATING
    ]


def _page(card_id: int, indicator_id: int, error: Invalid | None = None, *, status: int = 422) -> Response:
    row = card_row(card_id)
    require(RATE, store_id=row.Card.store_id, owner_id=row.Card.member_id)
    require_another(NOT_ONESELF, RATE, than=[row.Card.member_id])
    listed = rated_here(row, ratings_of(card_id))
    found = next(((one, mine) for one, mine in listed if one.id == indicator_id), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    indicator, mine = found
    stored = {"mark": plain(mine.mark), "comment": mine.comment} if mine else {}
    return render(
        "kano/rating.html",
        status=status if error else 200,
        row=row,
        indicator=indicator,
        form=Form(KanoRatingSchema, stored, error=error),
        listed=listed,
        done=sum(1 for _one, given in listed if given is not None),
        in_locale=in_locale,
        plain=plain,
    )
