"""Objections to cards: the list, one with all that is to be known of it, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Objection, ObjectionState
from plugins.kano.operations.objections import decide_objection
from plugins.kano.permissions import CARD_READ, OBJECTION_DECIDE
from plugins.kano.queries.cards import card_row, items_of, value_now
from plugins.kano.queries.objections import ObjectionFilter, objection_row, objections_page
from plugins.kano.rulings import Ruling
from plugins.kano.schemas.objections import KanoRulingSchema, ObjectionFilterSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.views.trees import WORDS
from plugins.kano.words import objections as words
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    Unavailable,
    _,
    allowed,
    filter_names,
    form_version,
    kept_filters,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(ObjectionFilterSchema)
OBJECTION = "/objections/<int:objection_id>"


@pages.get("/objections/", endpoint="objections")
@requires(CARD_READ)
def show_objections() -> Response:
    """The objections to cards within reach, the newest first."""
    wanted = ObjectionFilter(**read_filters(ObjectionFilterSchema, request.args))
    page = objections_page(
        wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "kano/objections.html",
        page=page,
        wanted=wanted,
        tabs=words.TABS,
        objection_states=words.STATES,
        may_decide=_may_decide,
        link=lambda **changes: url_for("kano.objections", **kept_filters(FILTERS, **changes)),
        **WORDS,
    )


@pages.get(OBJECTION, endpoint="objection")
@requires(CARD_READ)
def show_objection(objection_id: int) -> Response:
    """An objection to a card within reach."""
    return _page(objection_id)


@pages.post(f"{OBJECTION}/decide", endpoint="decide_objection")
@requires(OBJECTION_DECIDE)
def decide(objection_id: int) -> AnyResponse:
    """Decide it."""
    objection_row(objection_id)
    try:
        with session().begin_nested():
            ruling = Ruling(**read_form(KanoRulingSchema, request))
            decide_objection(objection_id, ruling, version=form_version())
    except Invalid as error:
        return _page(objection_id, error, status=422)
    except Conflict as error:
        # What was typed stays, beside the objection as it stands now.
        return _page(objection_id, Invalid("", error.message), status=409)
    tell(_("The objection is decided. The employee reads your answer on the card."))
    return redirect(url_for("kano.objection", objection_id=objection_id), 303)


def _page(objection_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = objection_row(objection_id)
    objection: Objection = row.Objection
    session().refresh(objection)
    may_decide = _may_decide(row)
    return render(
        "kano/objection.html",
        status=status,
        row=row,
        objection=objection,
        source=_source(row) if may_decide else None,
        form=Form(KanoRulingSchema, {}, error=error, version=objection.row_version) if may_decide else None,
        # An error belongs to its form; where that is not there any more, it stands above the page.
        refused="" if error is None or may_decide else error.message,
        barred=objection.state is ObjectionState.OPEN and row.party and _has_right(row),
        objection_states=words.STATES,
        **WORDS,
    )


def _may_decide(row: Any) -> bool:
    return row.Objection.state is ObjectionState.OPEN and not row.party and _has_right(row)


def _has_right(row: Any) -> bool:
    return allowed(OBJECTION_DECIDE, store_id=row.Card.store_id, owner_id=row.Card.member_id)


def _source(row: Any) -> dict[str, Any]:
    """What the source of the value says now, or why it says nothing."""
    item = next((one for one in items_of(row.Card.id) if one.Indicator.id == row.Indicator.id), None)
    if item is None:
        return {"now": None, "problem": _("Not computed yet")}
    try:
        return {"now": value_now(card_row(row.Card.id), item), "problem": ""}
    except (NotFound, Unavailable) as error:
        return {"now": None, "problem": error.message}
