"""Appraisal in the demo: an approved tree, last month published, this month under way."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from plugins.kano.demo import objections
from plugins.kano.models import Card, Cycle, Rating, SourceKind, Tree
from plugins.kano.operations.computing import compute_some_cards, note_computed
from plugins.kano.operations.cycles import begin_cycle, publish_cards
from plugins.kano.operations.trees import approve_tree, start_tree
from plugins.kano.permissions import CARD_PUBLISH, CYCLE, SUBJECT, TREE_APPROVE, TREE_WRITE
from plugins.kano.queries.trees import indicators_of
from saas.plugin_api import (
    active_members_with,
    allowed,
    current_actor,
    current_tenant,
    open_stores,
    session,
    today,
    zone_of,
)

PEOPLE = 12
_MORNING = time(1, 30)
_NEEDED = (TREE_WRITE, TREE_APPROVE, CYCLE, CARD_PUBLISH)
_WHY = ("抽查三次均合格。", "记录完整，偶有延误。", "主动协助同事，客户反馈好。", "需要加强产品知识。")


def seed(rng: Random, size: float) -> None:
    """Appraise some people over two months, as whoever acts; nothing for somebody who may not.

    Superiors rate the people of their stores. Who is alone is appraised too, but rated and published by nobody.
    """
    rater = current_actor().member_id
    able = [one for one, _name in active_members_with(SUBJECT)]
    calling = {one for one, _name in active_members_with("followups.task:work")}
    # Those first whose work follow-ups are: the tree counts them.
    people = sorted((one for one in able if one != rater), key=lambda one: one not in calling) or able
    if rater is None or not people or not all(allowed(one) for one in _NEEDED):
        return
    tree = approve_tree(start_tree("individual").id)
    start_tree("five_groups")
    chosen = people[: max(2, round(PEOPLE * size))]
    this_month = today(zone_of(None)).replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    for month in (last_month, this_month):
        cycle = begin_cycle(tree.id, month, chosen)
        _know_goals(cycle, everybody=month == last_month)
        if rater not in chosen:
            _rate(rng, tree, cycle, rater)
        _compute(cycle)
        if month == last_month and rater not in chosen:
            publish_cards(cycle.id)
            objections.seed(cycle)


def _know_goals(cycle: Cycle, *, everybody: bool) -> None:
    """On the first morning of the month all but a few said that they know their goals."""
    mine = select(Card).where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id)
    for number, card in enumerate(session().scalars(mine.order_by(Card.id))):
        if everybody or number % 4:
            card.goals_seen_at = datetime.combine(cycle.first, _MORNING, UTC)
    session().flush()


def _rate(rng: Random, tree: Tree, cycle: Cycle, rater_id: int) -> None:
    rated = [one.id for one in indicators_of(tree.id) if one.source_kind is SourceKind.RATING]
    superiors = {store.id: _superior(store.id, rater_id) for store in open_stores()}
    for card in session().scalars(
        select(Card).where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id).order_by(Card.id)
    ):
        superior = superiors.get(card.store_id or 0, rater_id)
        for indicator_id in rated:
            mark = Decimal(min(100, max(45, round(rng.gauss(82, 10)))))
            session().add(
                Rating(
                    card_id=card.id,
                    indicator_id=indicator_id,
                    rater_id=rater_id if superior == card.member_id else superior,
                    mark=mark,
                    comment=rng.choice(_WHY),
                )
            )
    session().flush()


def _superior(store_id: int, otherwise: int) -> int:
    """Whoever leads a store rates its people: somebody who may publish the cards there and is not whoever acts."""
    leading = {one for one, _name in active_members_with(CARD_PUBLISH, store_id=store_id)}
    everywhere = {one for one, _name in active_members_with(TREE_APPROVE)}
    return min(leading - everywhere, default=otherwise)


def _compute(cycle: Cycle) -> None:
    cycle.runs_asked, after, done = 1, 0, 0
    while True:
        after, some = compute_some_cards(cycle.id, 1, after=after)
        if not some:
            break
        done += some
    note_computed(cycle.id, 1, done)
