"""One's own cards: the list, and what one says to a card: its goals known, seen, objected to, a talk acknowledged."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.operations import own_cards as operations
from plugins.kano.permissions import CARD_READ
from plugins.kano.queries.cards import card_row, my_cards_page
from plugins.kano.schemas.objections import KanoObjectionSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.views.cards import card_page, item_page
from plugins.kano.views.trees import WORDS
from saas.plugin_api import Conflict, Invalid, _, read_form, render, requires, session, tell

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


@pages.post("/cycles/cards/<int:card_id>/acknowledge", endpoint="acknowledge_card")
@requires(CARD_READ)
def acknowledge(card_id: int) -> AnyResponse:
    """Say that one has seen one's own card."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.acknowledge_card(card_id)
    except Conflict as error:
        return card_page(card_id, error.message, status=409)
    tell(_("Noted that you have seen the card."))
    return redirect(url_for("kano.card", card_id=card_id), 303)


@pages.post("/cycles/cards/<int:card_id>/goals", endpoint="acknowledge_goals")
@requires(CARD_READ)
def acknowledge_goals(card_id: int) -> AnyResponse:
    """Say that one knows what one is appraised by."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.acknowledge_goals(card_id)
    except Conflict as error:
        return card_page(card_id, error.message, status=409)
    tell(_("Noted that you know your goals."))
    return redirect(url_for("kano.card", card_id=card_id), 303)


@pages.post("/cycles/cards/<int:card_id>/items/<int:indicator_id>/object", endpoint="object_to")
@requires(CARD_READ)
def object_to(card_id: int, indicator_id: int) -> AnyResponse:
    """Object to a value on one's own card."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.object_to(card_id, indicator_id, **read_form(KanoObjectionSchema, request))
    except Invalid as error:
        return item_page(card_id, indicator_id, error, status=422)
    except Conflict as error:
        return item_page(card_id, indicator_id, Invalid("", error.message), status=409)
    tell(_("Your objection was handed in. Somebody else decides it; the answer appears on your card."))
    return redirect(url_for("kano.card", card_id=card_id), 303)


@pages.post("/cycles/cards/<int:card_id>/talks/<int:talk_id>/agree", endpoint="agree_to_talk")
@requires(CARD_READ)
def agree_to_talk(card_id: int, talk_id: int) -> AnyResponse:
    """Acknowledge the note of a talk about one's own card."""
    card_row(card_id)
    try:
        with session().begin_nested():
            operations.agree_to_talk(card_id, talk_id)
    except Conflict as error:
        return card_page(card_id, error.message, status=409)
    tell(_("Noted that you acknowledge the talk."))
    return redirect(url_for("kano.card", card_id=card_id), 303)
