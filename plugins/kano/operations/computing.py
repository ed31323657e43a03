"""Computing cards: values, points, score and grade of some people at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Card, CardItem, Cycle, Indicator, Tree
from plugins.kano.queries.values import NOTHING, DueIndicator, ItemValue, due_indicators, values_now
from plugins.kano.scoring import (
    BonusPart,
    Direction,
    GatePart,
    GradeBand,
    GradedCard,
    LinearPart,
    Part,
    ScoreCard,
    ScoredPart,
    distributed,
    score_card,
)
from saas.plugin_api import current_tenant, load, load_for_change, now, record, session

CHUNK = 50
"""Cards that are computed and committed at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the cards of a cycle are computed by."""

    cycle: Cycle
    tree: Tree
    due: Sequence[DueIndicator]


def compute_some_cards(cycle_id: int, run: int, *, after: int = 0) -> tuple[int, int]:
    """Compute the next cards of a cycle that are not published: the id of the last one, and how many they were.

    Whoever computes them twice gets the same: the items are made anew from what is true now.
    """
    cycle = load(Cycle, cycle_id)
    mine = select(Card).where(
        Card.tenant_id == current_tenant(),
        Card.cycle_id == cycle_id,
        Card.id > after,
        Card.published_at.is_(None),
    )
    # Locked in one order, so that two runs, and a rating meanwhile, wait for each other.
    cards = session().scalars(mine.order_by(Card.id).limit(CHUNK).with_for_update()).all()
    if not cards:
        return after, 0
    basis = Basis(cycle=cycle, tree=load(Tree, cycle.tree_id), due=due_indicators(cycle))
    values = values_now(basis.due, cards)
    rows = [row for card in cards for row in _compute(card, basis, values, run)]
    ids = [card.id for card in cards]
    session().flush()
    session().execute(
        delete(CardItem).where(CardItem.tenant_id == current_tenant(), CardItem.card_id.in_(ids))
    )
    if rows:
        session().execute(insert(CardItem), rows)
    return cards[-1].id, len(cards)


def note_computed(cycle_id: int, run: int, cards: int) -> None:
    """Write down that a run has computed all cards, after no grade is given to more of them than its share."""
    cycle = load_for_change(Cycle, cycle_id)
    hold_shares(cycle, load(Tree, cycle.tree_id))
    cycle.runs_done, cycle.computed_at = max(cycle.runs_done, run), now()
    session().flush()
    record("kano.cycle.computed", "kano_cycle", cycle.id, detail={"run": run, "cards": cards})


def grade_bands(tree: Tree) -> list[GradeBand]:
    """The grades of a tree, by their codes, from the best down."""
    return [
        GradeBand(
            name=band["code"],
            minimum=Decimal(band["minimum"]),
            most=None if band.get("most") is None else Decimal(band["most"]),
        )
        for band in tree.bands
    ]


def hold_shares(cycle: Cycle, tree: Tree, *, moving: Card | None = None) -> None:
    """Let the cards of a cycle have no grade more often than its share; published ones keep theirs.

    moving: a published card that is graded anew, and may fall.
    """
    bands = grade_bands(tree)
    if all(band.most is None for band in bands):
        return
    # Two that are graded anew at once wait for each other here.
    load_for_change(Cycle, cycle.id)
    mine = (Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id)
    if moving is None:
        open_ones = select(Card.id).where(*mine, Card.published_at.is_(None)).order_by(Card.id)
        session().execute(open_ones.with_for_update())
    scored_ones = select(Card).where(*mine, Card.score.is_not(None)).order_by(Card.id)
    # As they stand now that nobody else changes them, not as this run first read them.
    cards = session().scalars(scored_ones.execution_options(populate_existing=True)).all()
    graded = [
        GradedCard(
            key=card.id,
            score=card.score or Decimal(0),
            grade=card.grade,
            fixed=card.published_at is not None and card is not moving,
        )
        for card in cards
    ]
    grades = distributed(graded, bands)
    for card in cards:
        card.grade = grades[card.id]
    session().flush()


def scored(basis: Basis, values: Mapping[int, ItemValue]) -> ScoreCard:
    """What the values, by indicator id, come to."""
    parts = [
        _part(one.indicator, basis.cycle, values.get(one.indicator.id, NOTHING).value) for one in basis.due
    ]
    return score_card(parts, bands=grade_bands(basis.tree), bonus_limit=basis.tree.bonus_limit)


def digest_of(due: Sequence[DueIndicator], values: Mapping[int, ItemValue], score: ScoreCard) -> str:
    """Of the rows behind all values and what they came to, in hexadecimal."""
    lines = [
        f"{one.indicator.id}:{values.get(one.indicator.id, NOTHING).digest}:"
        f"{values.get(one.indicator.id, NOTHING).value}"
        for one in due
    ]
    return hashlib.sha256("\n".join([*lines, f"{score.score}:{score.grade}"]).encode()).hexdigest()


def note_score(card: Card, found: ScoreCard) -> None:
    """Write on a card what its values come to."""
    card.score, card.base, card.bonus, card.coverage = found.score, found.base, found.bonus, found.coverage
    card.grade, card.grade_before = found.grade or "", found.grade_before_gates or ""
    card.failed_gates = [int(name) for name in found.failed_gates]


def part_of_item(part: ScoredPart) -> dict[str, Any]:
    """What became of a value, as an item of a card says it."""
    adds = part.points
    if part.kind is KpiKind.LINEAR and part.points is not None:
        adds = part.points * (part.share or Decimal(0))
    return {"points": part.points, "share": part.share, "contribution": adds, "passed": part.passed}


def _compute(
    card: Card, basis: Basis, values: Mapping[tuple[int, int], ItemValue], run: int
) -> list[dict[str, Any]]:
    own = {one.indicator.id: values.get((card.id, one.indicator.id), NOTHING) for one in basis.due}
    found = scored(basis, own)
    note_score(card, found)
    card.run, card.digest = run, digest_of(basis.due, own, found)
    return [_item(card.id, int(part.name), part, own[int(part.name)]) for part in found.parts]


def _item(card_id: int, indicator_id: int, part: ScoredPart, value: ItemValue) -> dict[str, Any]:
    return {
        "tenant_id": current_tenant(),
        "card_id": card_id,
        "indicator_id": indicator_id,
        "value": value.value,
        "n": value.n,
        "low": value.low,
        "high": value.high,
        **part_of_item(part),
        "digest": value.digest,
        "figures": {"off": True} if value.off else {},
    }


def _part(one: Indicator, cycle: Cycle, value: Decimal | None) -> Part:
    name = str(one.id)
    if one.kind is KpiKind.GATE:
        return GatePart(
            name=name,
            value=value,
            standard=one.target,
            ceiling=one.ceiling,
            direction=Direction(one.direction),
        )
    worst = one.worst if one.worst is not None else Decimal(0)
    if one.kind is KpiKind.BONUS:
        return BonusPart(
            name=name, value=value, start=worst, full=one.target, points=one.points or Decimal(0)
        )
    weight = Decimal(cycle.weights.get(name, "0"))
    return LinearPart(name=name, value=value, weight=weight, worst=worst, target=one.target)
