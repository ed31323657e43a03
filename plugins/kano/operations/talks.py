"""The talk of a superior with an employee about the employee's card, as the superior notes it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from plugins.kano.models import Card, Cycle, Talk
from plugins.kano.permissions import NOT_ONESELF, RATE
from saas.plugin_api import (
    Conflict,
    Forbidden,
    Invalid,
    _,
    current_actor,
    current_tenant,
    load,
    load_for_change,
    now,
    record,
    require,
    require_another,
    session,
    today,
    zone_of,
)


def note_talk(card_id: int, *, held_on: date, said: str) -> Talk:
    """Note what was said in a talk about a published card; noted again for the same day it is worded anew.

    Whoever notes it vouches for it; once the employee has acknowledged it, it stays. Raises NotFound out of reach,
    Forbidden for oneself and for programs, Invalid for a day before the cycle or to come and without words, Conflict
    before the card is published, for a talk that somebody else noted, and for one that is acknowledged.
    """
    card = load_for_change(Card, card_id)
    require(RATE, store_id=card.store_id, owner_id=card.member_id)
    require_another(NOT_ONESELF, RATE, than=[card.member_id])
    superior = current_actor().member_id
    if superior is None:
        raise Forbidden(_("A person decides this, not a program."))
    if card.published_at is None:
        raise Conflict(_("This card is not published yet."))
    if not load(Cycle, card.cycle_id).first <= held_on <= today(zone_of(card.store_id)):
        raise Invalid("held_on", _("Choose a day since the month began, and none to come."))
    if not said.strip():
        raise Invalid("said", _("Write what was said."))
    talk = _talk(card.id, held_on) or Talk(card_id=card.id, held_on=held_on, noted_by_id=superior)
    if (talk.said, talk.noted_by_id) == (said.strip(), superior):
        return talk
    if talk.agreed_at is not None or talk.noted_by_id != superior:
        raise Conflict(_("The talk of this day is noted; it stays as it is."))
    talk.said, talk.noted_at = said.strip(), now()
    session().add(talk)
    session().flush()
    record("kano.talk.noted", "kano_card", card.id, detail={"held_on": held_on})
    return talk


def _talk(card_id: int, held_on: date) -> Talk | None:
    mine = select(Talk).where(
        Talk.tenant_id == current_tenant(), Talk.card_id == card_id, Talk.held_on == held_on
    )
    return session().scalars(mine.with_for_update()).one_or_none()
