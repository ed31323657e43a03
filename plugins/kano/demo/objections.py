"""What staff say to their published cards in the demo: one objection is open, one upheld, one rejected; a talk is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from plugins.kano.models import Card, CardItem, Cycle, Indicator, Objection, SourceKind, Talk
from plugins.kano.operations.objections import settle
from plugins.kano.permissions import OBJECTION_DECIDE
from plugins.kano.queries.objections import raters_of
from plugins.kano.rulings import Outcome, Ruling
from saas.plugin_api import active_members_with, current_tenant, now, session, today, zone_of

_SAID = (
    "有两次回访已在系统外完成，未计入本月工作量。",
    "该项评分时我在外地培训，请复核。",
    "该数值包含了同事代我完成的回访，应核减。",
)
_TALK = "肯定了按时回访的表现；约定下月重点提升回访记录的完整性，每周一次复盘。"


def seed(cycle: Cycle) -> None:
    """Objections to values of the first people of a published cycle; nothing where nobody may decide them."""
    mine = select(Card).where(
        Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id, Card.published_at.is_not(None)
    )
    cards = session().scalars(mine.order_by(Card.id).limit(len(_SAID))).all()
    raised = [_raised(card, said) for card, said in zip(cards, _SAID, strict=False)]
    for card, objection in list(zip(cards, raised, strict=True))[1:]:
        decider = _decider(card)
        if objection is None or decider is None:
            continue
        correct = objection is raised[-1] and objection.value is not None and objection.value > 0
        ruling = (
            Ruling(
                outcome=Outcome.CORRECT,
                answer="核对记录，属实，已更正。",
                value=(objection.value or 0) * Decimal("0.9"),
            )
            if correct
            else Ruling(outcome=Outcome.REJECT, answer="评分依据三次抽查记录，培训期间未计入，评分不变。")
        )
        settle(card, objection, ruling, decider)
    _talk(cards)


def _raised(card: Card, said: str) -> Objection | None:
    """An objection to a value that is not zero; a mark where it speaks of one."""
    rated = "评分" in said
    statement = (
        select(CardItem)
        .join(Indicator, Indicator.id == CardItem.indicator_id)
        .where(
            CardItem.tenant_id == current_tenant(),
            Indicator.tenant_id == current_tenant(),
            CardItem.card_id == card.id,
            CardItem.value > 0,
            (Indicator.source_kind == SourceKind.RATING) == rated,
        )
        .order_by(Indicator.position)
        .limit(1)
    )
    item = session().scalars(statement).first()
    if item is None:
        return None
    made = Objection(
        card_id=card.id,
        indicator_id=item.indicator_id,
        value=item.value,
        reason=said,
        raised_at=now() - timedelta(hours=20),
    )
    session().add(made)
    session().flush()
    return made


def _decider(card: Card) -> int | None:
    """Somebody who may decide it and is no party."""
    parties = {card.member_id, card.published_by, *raters_of(card.id)}
    return min(
        (one for one, _name in active_members_with(OBJECTION_DECIDE) if one not in parties), default=None
    )


def _talk(cards: Sequence[Card]) -> None:
    for card in cards[:1]:
        for superior in sorted(raters_of(card.id))[:1]:
            day = today(zone_of(card.store_id))
            session().add(
                Talk(card_id=card.id, held_on=day, said=_TALK, noted_by_id=superior, noted_at=now())
            )
    session().flush()
