"""A published card whose one value was found to be another: what it said is kept, score and grade are computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from plugins.kano.models import Card, CardItem, CardVersion, Cycle, Objection, Tree
from plugins.kano.operations.computing import Basis, digest_of, hold_shares, note_score, part_of_item, scored
from plugins.kano.queries.values import ItemValue, due_indicators
from saas.plugin_api import current_tenant, load, now, session


def regrade(card: Card, objection: Objection, found: ItemValue) -> None:
    """Let the value of an item be another one; all other values stay as they were published.

    What the card said until now is kept for good. The card must be locked.
    """
    items = _items(card.id)
    session().add(_version(card, objection, items))
    values = {one.indicator_id: _stored(one) for one in items} | {objection.indicator_id: found}
    cycle = load(Cycle, card.cycle_id)
    basis = Basis(cycle=cycle, tree=load(Tree, cycle.tree_id), due=due_indicators(cycle))
    score = scored(basis, values)
    note_score(card, score)
    session().flush()
    hold_shares(cycle, basis.tree, moving=card)
    card.digest = digest_of(basis.due, values, score)
    parts = {int(part.name): part for part in score.parts}
    for item in items:
        for name, value in part_of_item(parts[item.indicator_id]).items():
            setattr(item, name, value)
    corrected = next(one for one in items if one.indicator_id == objection.indicator_id)
    corrected.value, corrected.n, corrected.digest = found.value, found.n, found.digest
    corrected.low, corrected.high = found.low, found.high
    corrected.figures = {"objection_id": objection.id, "typed": not objection.reread}
    session().flush()


def _items(card_id: int) -> Sequence[CardItem]:
    mine = select(CardItem).where(CardItem.tenant_id == current_tenant(), CardItem.card_id == card_id)
    return session().scalars(mine.order_by(CardItem.id)).all()


def _stored(item: CardItem) -> ItemValue:
    return ItemValue(value=item.value, n=item.n, low=item.low, high=item.high, digest=item.digest)


def _version(card: Card, objection: Objection, items: Sequence[CardItem]) -> CardVersion:
    return CardVersion(
        card_id=card.id,
        objection_id=objection.id,
        until=now(),
        score=card.score,
        base=card.base,
        bonus=card.bonus,
        grade=card.grade,
        grade_before=card.grade_before,
        coverage=card.coverage,
        digest=card.digest,
        items=[_kept(one) for one in items],
    )


def _kept(item: CardItem) -> Mapping[str, Any]:
    return {
        "indicator_id": item.indicator_id,
        "value": None if item.value is None else f"{item.value:f}",
        "n": item.n,
        "points": None if item.points is None else f"{item.points:f}",
        "contribution": None if item.contribution is None else f"{item.contribution:f}",
        "passed": item.passed,
        "digest": item.digest,
    }
