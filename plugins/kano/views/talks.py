"""Noting the talk of a superior with an employee about the employee's card."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Card
from plugins.kano.operations.talks import note_talk
from plugins.kano.permissions import NOT_ONESELF, RATE
from plugins.kano.queries.cards import card_row
from plugins.kano.queries.objections import talks_of
from plugins.kano.schemas.objections import KanoTalkSchema
from plugins.kano.views.blueprint import pages
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    current_actor,
    read_form,
    render,
    require,
    require_another,
    requires,
    session,
    tell,
    today,
    zone_of,
)


@pages.get("/cycles/cards/<int:card_id>/talk", endpoint="talk")
@requires(RATE)
def show_talk(card_id: int) -> Response:
    """The form of a note."""
    return _page(card_id)


@pages.post("/cycles/cards/<int:card_id>/talk", endpoint="note_talk")
@requires(RATE)
def note(card_id: int) -> AnyResponse:
    """Note what was said."""
    card_row(card_id)
    try:
        with session().begin_nested():
            note_talk(card_id, **read_form(KanoTalkSchema, request))
    except Invalid as error:
        return _page(card_id, error, status=422)
    except Conflict as error:
        return _page(card_id, Invalid("", error.message), status=409)
    tell(_("The talk was noted. The employee finds it on the card and acknowledges it."))
    return redirect(url_for("kano.card", card_id=card_id), 303)


def _page(card_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = card_row(card_id)
    card: Card = row.Card
    require(RATE, store_id=card.store_id, owner_id=card.member_id)
    require_another(NOT_ONESELF, RATE, than=[card.member_id])
    return render(
        "kano/talk.html",
        status=status,
        row=row,
        form=Form(KanoTalkSchema, _begun(card), error=error),
    )


def _begun(card: Card) -> dict[str, object]:
    """What one noted last and the employee has not acknowledged, else the form of a talk of today."""
    mine = [
        one.Talk
        for one in talks_of(card.id)
        if one.Talk.agreed_at is None and one.Talk.noted_by_id == current_actor().member_id
    ]
    if mine:
        return {"held_on": mine[-1].held_on, "said": mine[-1].said}
    return {"held_on": today(zone_of(card.store_id))}
