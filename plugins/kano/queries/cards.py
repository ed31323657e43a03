"""Reads of cycles, cards, their items and the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, cast, func, select

from plugins.kano.models import Card, CardItem, Cycle, Dimension, Indicator, Rating, SourceKind, Tree
from plugins.kano.permissions import CARD_READ
from plugins.kano.queries.values import NOTHING, DueIndicator, ItemValue, period_of, values_now
from saas.plugin_api import (
    Member,
    MetricSubject,
    NotFound,
    Page,
    Store,
    _,
    current_actor,
    current_tenant,
    keyset_page,
    metric_rows,
    scope_filter,
    session,
)


def reachable(permission: str = CARD_READ) -> ColumnElement[bool]:
    """The criterion of the cards within reach: of one's stores, of one's team, or one's own."""
    return scope_filter(permission, store_column=Card.store_id, owner_column=Card.member_id)


def cycles_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[Any]:
    """Cycles in which a card is within reach, the newest month first, with counts of those cards."""
    counts = (
        select(
            Card.cycle_id,
            func.count().label("cards"),
            func.count(Card.published_at).label("published"),
            func.avg(Card.score).label("mean"),
        )
        .where(Card.tenant_id == current_tenant(), reachable())
        .group_by(Card.cycle_id)
        .subquery()
    )
    statement = (
        select(Cycle, counts.c.cards, counts.c.published, counts.c.mean, Tree.title.label("tree"))
        .join(counts, counts.c.cycle_id == Cycle.id)
        .join(Tree, and_(Tree.tenant_id == Cycle.tenant_id, Tree.id == Cycle.tree_id))
        .where(Cycle.tenant_id == current_tenant())
    )
    return keyset_page(
        statement, keys=(Cycle.first, Cycle.id), limit=limit, after=after, before=before, descending=True
    )


def cycle_row(cycle_id: int) -> Any:
    """A cycle in which a card is within reach, with its tree. Raises NotFound."""
    mine = select(Card.id).where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle_id, reachable())
    statement = (
        select(Cycle, Tree)
        .join(Tree, and_(Tree.tenant_id == Cycle.tenant_id, Tree.id == Cycle.tree_id))
        .where(Cycle.tenant_id == current_tenant(), Cycle.id == cycle_id, mine.exists())
    )
    return _one(session().execute(statement).one_or_none())


def cards_page(
    cycle_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """The cards of a cycle within reach, the highest score first, those without one last."""
    # A cursor holds no exact numbers; the id tells equal ones apart.
    score = cast(func.coalesce(Card.score, Decimal(-1)), Float)
    statement = _cards().where(Card.cycle_id == cycle_id, reachable())
    return keyset_page(
        statement, keys=(score, Card.id), limit=limit, after=after, before=before, descending=True
    )


def my_cards_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[Any]:
    """The cards of whoever acts, the newest first, also those that are not published yet."""
    statement = _cards().where(Card.member_id == current_actor().member_id, reachable())
    return keyset_page(statement, keys=(Card.id,), limit=limit, after=after, before=before, descending=True)


def grade_counts(cycle_id: int) -> dict[str, int]:
    """How many cards of a cycle within reach have which grade; those without one under an empty code."""
    statement = (
        select(Card.grade, func.count().label("n"))
        .where(Card.tenant_id == current_tenant(), Card.cycle_id == cycle_id, reachable())
        .group_by(Card.grade)
    )
    return {row.grade: row.n for row in session().execute(statement)}


def card_row(card_id: int) -> Any:
    """A card within reach with cycle, tree, member's and store's name. Raises NotFound."""
    return _one(session().execute(_cards().where(Card.id == card_id, reachable())).one_or_none())


def items_of(card_id: int) -> Sequence[Any]:
    """The items of a card in the order of the tree, each with its indicator and dimension."""
    statement = (
        select(CardItem, Indicator, Dimension)
        .join(
            Indicator,
            and_(Indicator.tenant_id == CardItem.tenant_id, Indicator.id == CardItem.indicator_id),
        )
        .join(
            Dimension,
            and_(Dimension.tenant_id == Indicator.tenant_id, Dimension.id == Indicator.dimension_id),
        )
        .where(CardItem.tenant_id == current_tenant(), CardItem.card_id == card_id)
        .order_by(Dimension.position, Indicator.position)
    )
    return session().execute(statement).all()


def ratings_of(card_id: int) -> Sequence[Any]:
    """The marks that were given on a card, with who gave them."""
    statement = (
        select(Rating, Member.display_name.label("rater"))
        .join(Member, and_(Member.tenant_id == Rating.tenant_id, Member.id == Rating.rater_id))
        .where(Rating.tenant_id == current_tenant(), Rating.card_id == card_id)
        .order_by(Rating.indicator_id, Rating.id)
    )
    return session().execute(statement).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One row behind a value: when, what it counted, and of a mark by whom and why."""

    row_id: int
    happened_on: date
    value: Decimal
    about: str = ""


def evidence(row: Any, item: Any, *, after: int | None = None, limit: int = 50) -> Sequence[Evidence]:
    """The rows behind an item of a card: of the figure, or the marks of superiors.

    Raises NotFound for a figure whose module is off, Unavailable when it cannot be computed at the moment.
    """
    indicator: Indicator = item.Indicator
    if indicator.source_kind is SourceKind.RATING:
        return _marks(row.Card.id, indicator.id, after, limit)
    period = period_of(row.Cycle, item.Dimension.cadence)
    found = metric_rows(
        indicator.metric_key,
        period,
        by=MetricSubject.MEMBER,
        subject_id=row.Card.member_id,
        after=after,
        limit=limit,
    )
    return [
        Evidence(
            row_id=one.row_id,
            happened_on=one.happened_on,
            value=one.value,
        )
        for one in found
    ]


def value_now(row: Any, item: Any) -> ItemValue:
    """What an item would be if it were computed now: the same, as long as the same rows are behind it."""
    due = DueIndicator(indicator=item.Indicator, period=period_of(row.Cycle, item.Dimension.cadence))
    return values_now([due], [row.Card]).get((row.Card.id, item.Indicator.id), NOTHING)


def _marks(card_id: int, indicator_id: int, after: int | None, limit: int) -> Sequence[Evidence]:
    statement = (
        select(Rating, Member.display_name.label("rater"))
        .join(Member, and_(Member.tenant_id == Rating.tenant_id, Member.id == Rating.rater_id))
        .where(
            Rating.tenant_id == current_tenant(),
            Rating.card_id == card_id,
            Rating.indicator_id == indicator_id,
            Rating.id > (after or 0),
        )
        .order_by(Rating.id)
        .limit(limit)
    )
    return [
        Evidence(
            row_id=row.Rating.id,
            happened_on=row.Rating.updated_at.date(),
            value=row.Rating.mark,
            about=_(", ").join(text for text in (row.rater, row.Rating.comment) if text),
        )
        for row in session().execute(statement)
    ]


def _cards() -> Select[*tuple[Any, ...]]:
    return (
        select(Card, Cycle, Tree, Member.display_name.label("member"), Store.name.label("store"))
        .join(Cycle, and_(Cycle.tenant_id == Card.tenant_id, Cycle.id == Card.cycle_id))
        .join(Tree, and_(Tree.tenant_id == Cycle.tenant_id, Tree.id == Cycle.tree_id))
        .join(Member, and_(Member.tenant_id == Card.tenant_id, Member.id == Card.member_id))
        .outerjoin(Store, and_(Store.tenant_id == Card.tenant_id, Store.id == Card.store_id))
        .where(Card.tenant_id == current_tenant())
    )


def _one(row: Any) -> Any:
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return row
