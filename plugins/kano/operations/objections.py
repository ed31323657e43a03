"""Deciding objections to cards: upheld with another value, or rejected; always with a reason, by somebody else."""

from __future__ import annotations

from decimal import Decimal

from plugins.kano.events import ObjectionDecided
from plugins.kano.models import Card, CardItem, Indicator, Objection, ObjectionState, SourceKind
from plugins.kano.operations.regrading import regrade
from plugins.kano.permissions import CARD_READ, OBJECTION_DECIDE, OBJECTION_OTHERS
from plugins.kano.queries.cards import card_row, items_of, value_now
from plugins.kano.queries.objections import raters_of
from plugins.kano.queries.values import ItemValue
from plugins.kano.rulings import Outcome, Ruling
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    allowed,
    current_actor,
    load,
    load_for_change,
    now,
    publish,
    record,
    require,
    require_another,
    session,
)

_PLACES = Decimal("0.000001")


def decide_objection(objection_id: int, ruling: Ruling, *, version: int | None = None) -> Objection:
    """Decide an objection, once; the same again by the same person changes nothing.

    Where it is upheld the card's score and grade are computed anew, and what it said before is kept. Raises NotFound out
    of reach, Forbidden for a party and for programs, Invalid without an answer and for a value that changes nothing or
    cannot be, Conflict where it is decided already, VersionConflict.
    """
    # The card first, as whoever raises one locks it: two ways to the same rows would wait for each other.
    card = load_for_change(Card, load(Objection, objection_id).card_id)
    if not allowed(CARD_READ, store_id=card.store_id, owner_id=card.member_id):
        raise NotFound(_("This does not exist, or no longer."))
    require(OBJECTION_DECIDE, store_id=card.store_id, owner_id=card.member_id)
    parties = [card.member_id, card.published_by, *raters_of(card.id)]
    require_another(OBJECTION_OTHERS, OBJECTION_DECIDE, than=parties)
    objection = load_for_change(Objection, objection_id)
    if not ruling.answer.strip():
        raise Invalid("answer", _("Say why, in words that the employee can follow."))
    if objection.state is not ObjectionState.OPEN:
        return _decided_so(objection, ruling)
    if version is not None:
        load_for_change(Objection, objection_id, version=version)
    return settle(card, objection, ruling, current_actor().member_id)


def settle(card: Card, objection: Objection, ruling: Ruling, decider_id: int | None) -> Objection:
    """Write down a decision that is allowed, and let the card follow it."""
    found = None if ruling.outcome is Outcome.REJECT else _found(card, objection, ruling)
    upheld = found is not None
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    objection.answer, objection.decided_at, objection.decided_by_id = ruling.answer.strip(), now(), decider_id
    if found is not None:
        objection.reread, objection.corrected = ruling.outcome is Outcome.REREAD, found.value
        regrade(card, objection, found)
    session().flush()
    publish(ObjectionDecided(objection_id=objection.id, card_id=card.id, upheld=upheld))
    detail = {"card_id": card.id, "score": card.score, "grade": card.grade}
    record(f"kano.objection.{objection.state.value}", "kano_objection", objection.id, detail=detail)
    return objection


def _decided_so(objection: Objection, ruling: Ruling) -> Objection:
    state = ObjectionState.REJECTED if ruling.outcome is Outcome.REJECT else ObjectionState.UPHELD
    said = (objection.state, objection.answer, objection.decided_by_id)
    if said != (state, ruling.answer.strip(), current_actor().member_id):
        raise Conflict(_("This objection is decided; the decision stays as it is."))
    return objection


def _found(card: Card, objection: Objection, ruling: Ruling) -> ItemValue:
    """What stands on the card from now on."""
    row = next(one for one in items_of(card.id) if one.Indicator.id == objection.indicator_id)
    if ruling.outcome is Outcome.REREAD:
        return _read_again(value_now(card_row(card.id), row), row.CardItem)
    return _corrected(ruling.value, row.CardItem, row.Indicator)


def _corrected(value: Decimal | None, item: CardItem, indicator: Indicator) -> ItemValue:
    if value is None:
        raise Invalid("value", _("Write the value as it should be."))
    value = value.quantize(_PLACES)
    if indicator.source_kind is SourceKind.RATING and not 0 <= value <= 100:
        raise Invalid("value", _("Enter a mark from 0 to 100."))
    if value == item.value:
        raise Invalid(
            "value", _("This is the value on the card. Write another one, or reject the objection.")
        )
    return ItemValue(value=value, n=item.n, digest=item.digest)


def _read_again(found: ItemValue, item: CardItem) -> ItemValue:
    if found.off:
        raise Invalid("outcome", _("The module that measures it is off: its source cannot be read."))
    if found.value == item.value:
        raise Invalid(
            "outcome", _("The source gives the same value. Write another one, or reject the objection.")
        )
    return found
