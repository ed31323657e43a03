"""Reads of objections to cards, of what cards said before, and of what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from plugins.kano.models import (
    Card,
    CardVersion,
    Cycle,
    Indicator,
    Objection,
    ObjectionState,
    Rating,
    Talk,
    Tree,
)
from plugins.kano.permissions import OBJECTION_DECIDE
from plugins.kano.queries.cards import reachable
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_actor,
    current_tenant,
    keyset_page,
    session,
)

Decider = aliased(Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFilter:
    """What a list of objections is narrowed to. state: a state, decided or all."""

    state: str = "open"


def objections_page(
    wanted: ObjectionFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the objections to cards within reach, the newest first; one statement."""
    states: dict[str, ColumnElement[bool]] = {
        "decided": Objection.state != ObjectionState.OPEN,
        **{state.value: Objection.state == state for state in ObjectionState},
    }
    narrowed = [states[wanted.state]] if wanted.state in states else []
    return keyset_page(
        _objections().where(reachable(), *narrowed),
        keys=[Objection.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def objection_row(objection_id: int) -> Any:
    """One objection to a card within reach with card, cycle, tree and names; raises NotFound. One statement."""
    statement = _objections().where(Objection.id == objection_id, reachable())
    found = session().execute(statement).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def objections_of(card_id: int) -> Sequence[Any]:
    """The objections to a card, in the order in which they were raised; one statement."""
    return session().execute(_objections().where(Objection.card_id == card_id).order_by(Objection.id)).all()


def versions_of(card_id: int) -> Sequence[CardVersion]:
    """What a card said before objections were upheld, the first one first."""
    mine = (CardVersion.tenant_id == current_tenant(), CardVersion.card_id == card_id)
    return session().scalars(select(CardVersion).where(*mine).order_by(CardVersion.id)).all()


def talks_of(card_id: int) -> Sequence[Any]:
    """The talks about a card, the first one first, each with who noted it."""
    statement = (
        select(Talk, Member.display_name.label("superior"))
        .join(Member, and_(Member.tenant_id == Talk.tenant_id, Member.id == Talk.noted_by_id))
        .where(Talk.tenant_id == current_tenant(), Talk.card_id == card_id)
        .order_by(Talk.held_on, Talk.id)
    )
    return session().execute(statement).all()


def raters_of(card_id: int) -> Sequence[int]:
    """The members who gave marks on a card."""
    mine = (Rating.tenant_id == current_tenant(), Rating.card_id == card_id)
    return session().scalars(select(Rating.rater_id).where(*mine).distinct()).all()


def open_objections() -> int | None:
    """How many objections wait that whoever looks may decide; none for the navigation where there are none."""
    statement = (
        select(func.count())
        .select_from(Objection)
        .join(Card, and_(Card.tenant_id == Objection.tenant_id, Card.id == Objection.card_id))
        .where(
            Objection.tenant_id == current_tenant(),
            Objection.state == ObjectionState.OPEN,
            reachable(OBJECTION_DECIDE),
            ~_party(),
        )
    )
    return session().scalar(statement) or None


def news_of_mine() -> int | None:
    """How many of one's own cards say something that one has not acknowledged: goals, the card, an answer, a talk."""
    tenant = current_tenant()
    answered = exists().where(
        Objection.tenant_id == tenant,
        Objection.card_id == Card.id,
        Objection.state != ObjectionState.OPEN,
        Objection.read_at.is_(None),
    )
    told = exists().where(Talk.tenant_id == tenant, Talk.card_id == Card.id, Talk.agreed_at.is_(None))
    statement = (
        select(func.count())
        .select_from(Card)
        .where(
            Card.tenant_id == tenant,
            Card.member_id == current_actor().member_id,
            reachable(),
            case(
                (Card.published_at.is_(None), Card.goals_seen_at.is_(None)),
                else_=or_(Card.acknowledged_at.is_(None), answered, told),
            ),
        )
    )
    return session().scalar(statement) or None


def _party() -> ColumnElement[bool]:
    """Whether whoever acts is one whom an objection to the card is about."""
    actor = current_actor().member_id
    if actor is None:
        return false()
    rated = exists().where(
        Rating.tenant_id == current_tenant(), Rating.card_id == Card.id, Rating.rater_id == actor
    )
    return or_(Card.member_id == actor, func.coalesce(Card.published_by, 0) == actor, rated)


def _objections() -> Select[*tuple[Any, ...]]:
    tenant = Objection.tenant_id
    return (
        select(
            Objection,
            Card,
            Cycle,
            Tree,
            Indicator,
            Member.display_name.label("member"),
            Store.name.label("store"),
            Decider.display_name.label("decider"),
            _party().label("party"),
        )
        .join(Card, and_(Card.tenant_id == tenant, Card.id == Objection.card_id))
        .join(Cycle, and_(Cycle.tenant_id == tenant, Cycle.id == Card.cycle_id))
        .join(Tree, and_(Tree.tenant_id == tenant, Tree.id == Cycle.tree_id))
        .join(Indicator, and_(Indicator.tenant_id == tenant, Indicator.id == Objection.indicator_id))
        .join(Member, and_(Member.tenant_id == tenant, Member.id == Card.member_id))
        .outerjoin(Store, and_(Store.tenant_id == tenant, Store.id == Card.store_id))
        .outerjoin(Decider, and_(Decider.tenant_id == tenant, Decider.id == Objection.decided_by_id))
        .where(Objection.tenant_id == current_tenant())
    )
