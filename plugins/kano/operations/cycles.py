"""Appraisal cycles: begun for some people, rated, computed, published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import (
    Card,
    Cycle,
    CycleState,
    Rating,
    SourceKind,
    Tree,
    TreeState,
)
from plugins.kano.permissions import CARD_PUBLISH, CYCLE, NOT_ONESELF, RATE, SUBJECT
from plugins.kano.queries.trees import indicators_of
from plugins.kano.queries.values import due_indicators
from saas.plugin_api import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Period,
    _,
    active_members_with,
    current_actor,
    current_tenant,
    enqueue,
    home_stores,
    load,
    load_for_change,
    now,
    record,
    require,
    require_another,
    scope_filter,
    session,
    today,
    zone_of,
)

COMPUTE = "kano.compute_cards"


def begin_cycle(tree_id: int, month: date, member_ids: Collection[int], *, title: str = "") -> Cycle:
    """Begin the appraisal of these members over the month that a day lies in, the next at the latest, by an approved tree.

    The weights are those of its indicators as they are now. Raises Forbidden without the right, Invalid for a tree that is
    not approved, a month after the next, one that was begun, and members who cannot be appraised.
    """
    require(CYCLE)
    tree = _tree(tree_id)
    period = _month(tree.id, month)
    wanted = sorted(set(member_ids))
    able = dict(active_members_with(SUBJECT))
    if not wanted or any(one not in able for one in wanted):
        raise Invalid("member_ids", _("Choose members who can be appraised."))
    cycle = Cycle(
        tree_id=tree.id,
        month=f"{period.first:%Y-%m}",
        first=period.first,
        last=period.last,
        title=title or tree.title,
        weights=_weights(tree.id),
    )
    session().add(cycle)
    session().flush()
    places = home_stores(wanted)
    session().add_all(Card(cycle_id=cycle.id, member_id=one, store_id=places.get(one)) for one in wanted)
    session().flush()
    record("kano.cycle.begun", "kano_cycle", cycle.id, detail={"month": period.first, "members": len(wanted)})
    return cycle


def ask_for_cards(cycle_id: int) -> Cycle:
    """Have the cards of an open cycle computed in the background.

    Raises Forbidden, NotFound, Conflict before its month begins, and when it is published.
    """
    require(CYCLE)
    cycle = load_for_change(Cycle, cycle_id)
    if cycle.state is not CycleState.OPEN:
        raise Conflict(_("This cycle is published; its cards stay as they are."))
    if cycle.first > today(zone_of(None)):
        raise Conflict(_("The month of this cycle has not begun; there is nothing to compute yet."))
    cycle.runs_asked += 1
    session().flush()
    enqueue(
        COMPUTE,
        {"cycle_id": cycle.id, "run": cycle.runs_asked},
        dedupe=f"{cycle.id}:{cycle.runs_asked}",
    )
    record("kano.cycle.asked", "kano_cycle", cycle.id, detail={"run": cycle.runs_asked})
    return cycle


def rate(card_id: int, indicator_id: int, *, mark: Decimal, comment: str = "") -> Rating:
    """Give a person a mark, 0 to 100, or change one's own; the card is to be computed again.

    Raises NotFound out of reach, Forbidden for oneself, Conflict for a published card and before the month begins, Invalid
    for an indicator that is not rated in the cycle and for a mark out of range.
    """
    card = card_for_change(card_id, RATE)
    rater = current_actor().member_id
    if rater is None:
        raise Forbidden(_("A person decides this, not a program."))
    require_another(NOT_ONESELF, RATE, than=[card.member_id])
    if not 0 <= mark <= 100:
        raise Invalid("mark", _("Enter a mark from 0 to 100."))
    cycle = load(Cycle, card.cycle_id)
    if cycle.first > today(zone_of(card.store_id)):
        raise Conflict(_("The month of this cycle has not begun; there is nothing to rate yet."))
    rated = {
        one.indicator.id for one in due_indicators(cycle) if one.indicator.source_kind is SourceKind.RATING
    }
    if indicator_id not in rated:
        raise Invalid("indicator_id", _("This is not rated in this cycle."))
    rating = _rating(card.id, indicator_id, rater)
    rating.mark, rating.comment = mark, comment
    session().add(rating)
    # What was computed does not know the mark.
    card.run = 0
    session().flush()
    record("kano.card.rated", "kano_card", card.id, detail={"indicator_id": indicator_id, "mark": str(mark)})
    return rating


def publish_cards(cycle_id: int) -> int:
    """Lock the cards within reach for good, all but one's own; returns how many.

    When no card is left the cycle is published. Raises Conflict while one of them is not computed, or all are.
    """
    require(CARD_PUBLISH)
    cycle = load_for_change(Cycle, cycle_id)
    reach = scope_filter(CARD_PUBLISH, store_column=Card.store_id, owner_column=Card.member_id)
    mine = select(Card).where(
        Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id, Card.published_at.is_(None), reach
    )
    actor = current_actor().member_id
    cards = session().scalars(mine.order_by(Card.id).with_for_update()).all()
    cards = [card for card in cards if card.member_id != actor]
    if not cards:
        raise Conflict(_("There is no card to publish here."))
    if cycle.runs_done < cycle.runs_asked:
        raise Conflict(_("The cards are being computed. Publish them when that is done."))
    if waiting := [card for card in cards if not card.run]:
        raise Conflict(
            _("%(n)d cards are not computed since their last mark. Compute them first.", n=len(waiting))
        )
    require_another(NOT_ONESELF, CARD_PUBLISH, than=[card.member_id for card in cards])
    for card in cards:
        card.published_at, card.published_by = now(), actor
    session().flush()
    _end(cycle)
    record("kano.card.published", "kano_cycle", cycle.id, detail={"cards": len(cards)})
    return len(cards)


def card_for_change(card_id: int, permission: str) -> Card:
    """A card within reach, locked. Raises NotFound, Forbidden, Conflict for a published one."""
    card = load_for_change(Card, card_id)
    require(permission, store_id=card.store_id, owner_id=card.member_id)
    if card.published_at is not None:
        raise Conflict(_("This card is published and stays as it is."))
    return card


def _tree(tree_id: int) -> Tree:
    try:
        tree = load(Tree, tree_id)
    except NotFound:
        raise Invalid("tree_id", _("This does not exist, or no longer.")) from None
    if tree.state is not TreeState.APPROVED:
        raise Invalid("tree_id", _("Choose an approved tree."))
    return tree


def _month(tree_id: int, day: date) -> Period:
    period, this_month = Period.month(day), Period.month(today(zone_of(None)))
    # Goals are set before the month begins, and no earlier: until then the tree may still change.
    if period.first > Period.month(this_month.last + timedelta(days=1)).first:
        raise Invalid("month", _("Choose this month, the next, or one that is over."))
    begun = (
        select(func.count())
        .select_from(Cycle)
        .where(Cycle.tenant_id == current_tenant(), Cycle.tree_id == tree_id, Cycle.first == period.first)
    )
    if session().scalar(begun):
        raise Invalid("month", _("The cycle of this month was begun with this tree."))
    return period


def _weights(tree_id: int) -> dict[str, str]:
    linear = [one for one in indicators_of(tree_id) if one.kind is KpiKind.LINEAR]
    return {str(one.id): f"{one.weight:f}" for one in linear}


def _rating(card_id: int, indicator_id: int, rater_id: int) -> Rating:
    mine = select(Rating).where(
        Rating.tenant_id == current_tenant(),
        Rating.card_id == card_id,
        Rating.indicator_id == indicator_id,
        Rating.rater_id == rater_id,
    )
    found = session().scalars(mine).one_or_none()
    return found or Rating(card_id=card_id, indicator_id=indicator_id, rater_id=rater_id)


def _end(cycle: Cycle) -> None:
    left = (
        select(func.count())
        .select_from(Card)
        .where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle.id, Card.published_at.is_(None))
    )
    if not session().scalar(left):
        cycle.state, cycle.published_at = CycleState.PUBLISHED, now()
        session().flush()
