"""What an employee does with their own card: know its goals, see what it says, object to a value, agree to a talk."""

from __future__ import annotations

from sqlalchemy import select, update

from plugins.kano.events import ObjectionRaised
from plugins.kano.models import Card, CardItem, Objection, ObjectionState, Talk
from plugins.kano.permissions import CARD_READ
from plugins.kano.settings import last_day_to_object
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    publish,
    record,
    require,
    session,
    today,
    zone_of,
)


def acknowledge_card(card_id: int) -> Card:
    """Say that one has seen one's own published card, with the answers to what one objected to.

    Raises NotFound for another's, Forbidden, Conflict before it is published.
    """
    card = _own_card(card_id)
    answered = (
        update(Objection)
        .where(
            Objection.tenant_id == current_tenant(),
            Objection.card_id == card.id,
            Objection.state != ObjectionState.OPEN,
            Objection.read_at.is_(None),
        )
        .values(read_at=now())
        .returning(Objection.id)
    )
    read = sorted(session().scalars(answered))
    if card.acknowledged_at is None or read:
        card.acknowledged_at = card.acknowledged_at or now()
        session().flush()
        record("kano.card.acknowledged", "kano_card", card.id, detail={"answers": read})
    return card


def acknowledge_goals(card_id: int) -> Card:
    """Say that one knows what one is appraised by in a cycle; the same a second time changes nothing.

    Raises NotFound for another's card, Forbidden, Conflict when the card is published: goals come before results.
    """
    card = _mine(card_id)
    if card.goals_seen_at is None:
        if card.published_at is not None:
            raise Conflict(_("This card is published and stays as it is."))
        card.goals_seen_at = now()
        session().flush()
        record("kano.goals.acknowledged", "kano_card", card.id)
    return card


def object_to(card_id: int, indicator_id: int, *, reason: str) -> Objection:
    """Object to a value on one's own published card; the same a second time changes nothing.

    Raises NotFound for another's card and for what is not on it, Forbidden, Invalid without a reason, Conflict before the
    card is published, after the last day, and where one has objected to this value already.
    """
    card, why = _own_card(card_id), reason.strip()
    if not why:
        raise Invalid("reason", _("Say what is wrong with the value."))
    item = _item(card.id, indicator_id)
    known = _objection(card.id, indicator_id)
    if known is not None:
        if known.reason == why:
            return known
        raise Conflict(_("You have objected to this value already; each value is decided once."))
    last = last_day_to_object(card.published_at or now(), card.store_id)
    if today(zone_of(card.store_id)) > last:
        raise Conflict(_("Objections to this card could be raised until %(day)s.", day=last.isoformat()))
    objection = Objection(
        card_id=card.id, indicator_id=indicator_id, value=item.value, reason=why, raised_at=now()
    )
    session().add(objection)
    session().flush()
    publish(ObjectionRaised(objection_id=objection.id, card_id=card.id))
    record("kano.objection.raised", "kano_objection", objection.id, detail={"indicator_id": indicator_id})
    return objection


def agree_to_talk(card_id: int, talk_id: int) -> Talk:
    """Acknowledge the note of a talk about one's own card; from then on it stays as it is.

    Raises NotFound for another's, Forbidden, Conflict before the card is published.
    """
    card = _own_card(card_id)
    talk = load_for_change(Talk, talk_id)
    if talk.card_id != card.id:
        raise NotFound(_("This does not exist, or no longer."))
    if talk.agreed_at is None:
        talk.agreed_at = now()
        session().flush()
        record("kano.talk.agreed", "kano_card", card.id, detail={"held_on": talk.held_on})
    return talk


def _mine(card_id: int) -> Card:
    card = load_for_change(Card, card_id)
    if card.member_id != current_actor().member_id:
        raise NotFound(_("This does not exist, or no longer."))
    require(CARD_READ, store_id=card.store_id, owner_id=card.member_id)
    return card


def _own_card(card_id: int) -> Card:
    card = _mine(card_id)
    if card.published_at is None:
        raise Conflict(_("This card is not published yet."))
    return card


def _item(card_id: int, indicator_id: int) -> CardItem:
    mine = select(CardItem).where(
        CardItem.tenant_id == current_tenant(),
        CardItem.card_id == card_id,
        CardItem.indicator_id == indicator_id,
    )
    found = session().scalars(mine).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _objection(card_id: int, indicator_id: int) -> Objection | None:
    mine = select(Objection).where(
        Objection.tenant_id == current_tenant(),
        Objection.card_id == card_id,
        Objection.indicator_id == indicator_id,
    )
    return session().scalars(mine).one_or_none()
