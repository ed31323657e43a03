"""Factors and studies of Kano appraisal at each of their steps."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from plugins.kano.models import (
    Card,
    CardVersion,
    Cycle,
    Objection,
    SchemeState,
    Talk,
    WeightMethod,
    WeightScheme,
)
from plugins.kano.operations.computing import compute_some_cards
from plugins.kano.operations.cycles import begin_cycle, rate
from plugins.kano.operations.schemes import Said, make_scheme, note_judgements
from plugins.kano.operations.trees import approve_tree, start_tree
from plugins.kano.queries.trees import dimensions_of, indicators_of
from saas.platform.clock import now, today
from saas.platform.database import load, session
from tests.contract.fuzz.scenes import Kind, Scene, number
from tests.factories.kano import new_factor
from tests.factories.kano_cards import OCTOBER, new_subject


def _factor(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        return new_factor(f"{scene.word} {number()}")


def _tree(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        tree = start_tree("individual", title=f"{scene.word} {number()}")
        for one in indicators_of(tree.id):
            one.names = {"zh_CN": scene.word}
        return tree.id


def _approved(scene: Scene) -> int:
    tree_id = _tree(scene)
    with scene.world.acting(scene.person):
        return approve_tree(tree_id).id


def _indicator(scene: Scene) -> int:
    tree_id = scene["tree"]
    with scene.world.acting(scene.person):
        return indicators_of(tree_id)[-1].id


def _dimension(scene: Scene) -> int:
    tree_id = scene["tree"]
    with scene.world.acting(scene.person):
        return dimensions_of(tree_id)[0].id


def _subject(scene: Scene) -> int:
    shop = scene["store"]
    with scene.world.acting():
        return new_subject(f"{scene.word} {number()}", shop)


def _cycle(scene: Scene) -> int:
    tree_id, who = _approved(scene), scene["subject"]
    with scene.world.acting(scene.person):
        return begin_cycle(tree_id, OCTOBER, [who], title=scene.word).id


def _card(scene: Scene) -> int:
    cycle_id = scene["cycle"]
    with scene.world.acting(scene.person):
        return session().scalars(select(Card.id).where(Card.cycle_id == cycle_id)).one()


def _rated(scene: Scene) -> int:
    cycle_id = scene["cycle"]
    with scene.world.acting(scene.person):
        return indicators_of(load(Cycle, cycle_id).tree_id)[-1].id


def _rating(scene: Scene) -> int:
    card, indicator = scene["card"], scene["rated_indicator"]
    with scene.world.acting(scene.person):
        return rate(card, indicator, mark=Decimal(80), comment=scene.word).id


def _computed(scene: Scene) -> int:
    cycle_id = _cycle(scene)
    with scene.world.acting(scene.person):
        compute_some_cards(cycle_id, 1)
    return cycle_id


def _item(scene: Scene) -> int:
    """The card of a cycle that was computed."""
    cycle_id = scene["computed_cycle"]
    with scene.world.acting(scene.person):
        return session().scalars(select(Card.id).where(Card.cycle_id == cycle_id)).one()


def _item_indicator(scene: Scene) -> int:
    cycle_id = scene["computed_cycle"]
    with scene.world.acting(scene.person):
        return indicators_of(load(Cycle, cycle_id).tree_id)[0].id


def _own_card(scene: Scene) -> int:
    tree_id = _approved(scene)
    with scene.world.acting(scene.person):
        cycle = begin_cycle(tree_id, OCTOBER, [scene.person.member_id], title=scene.word)
        compute_some_cards(cycle.id, 1)
        card = session().scalars(select(Card).where(Card.cycle_id == cycle.id)).one()
        # Nobody publishes their own.
        card.published_at = now()
        return card.id


def _goals(scene: Scene) -> int:
    """One's own card of a cycle that nobody computed yet."""
    tree_id = _approved(scene)
    with scene.world.acting(scene.person):
        cycle = begin_cycle(tree_id, OCTOBER, [scene.person.member_id], title=scene.word)
        return session().scalars(select(Card.id).where(Card.cycle_id == cycle.id)).one()


def _own_indicator(scene: Scene) -> int:
    card_id = scene["own_card"]
    with scene.world.acting(scene.person):
        return indicators_of(load(Cycle, load(Card, card_id).cycle_id).tree_id)[0].id


def _talk(scene: Scene) -> int:
    card_id = scene["own_card"]
    with scene.world.acting(scene.person):
        return _added(
            Talk(
                card_id=card_id,
                held_on=today("Asia/Shanghai"),
                said=scene.word,
                noted_by_id=scene.person.member_id,
                noted_at=now(),
            )
        )


def _published(scene: Scene) -> int:
    """The card of somebody else, published by nobody who decides."""
    card_id = scene["computed_card"]
    with scene.world.acting(scene.person):
        load(Card, card_id).published_at = now()
        return card_id


def _objection(scene: Scene) -> int:
    card_id, indicator_id = scene["published_card"], scene["item_indicator"]
    with scene.world.acting(scene.person):
        return _added(
            Objection(card_id=card_id, indicator_id=indicator_id, reason=scene.word, raised_at=now())
        )


def _version(scene: Scene) -> int:
    objection_id = scene["objection"]
    with scene.world.acting(scene.person):
        card_id = load(Objection, objection_id).card_id
        return _added(CardVersion(card_id=card_id, objection_id=objection_id, until=now(), items=[]))


def _added(row: Objection | CardVersion | Talk) -> int:
    session().add(row)
    session().flush()
    return row.id


def _scheme(scene: Scene) -> int:
    tree_id = scene["tree"]
    with scene.world.acting(scene.person):
        made = make_scheme(tree_id, WeightMethod.EXPERT, title=f"{scene.word} {number()}")
        ids = [one.id for one in indicators_of(tree_id)]
        note_judgements(made.id, scene.word, [Said(indicator_id=one, value=Decimal(1)) for one in ids])
        return made.id


def _consistent(scene: Scene) -> int:
    made = _scheme(scene)
    with scene.world.acting(scene.person):
        scheme = load(WeightScheme, made)
        ids = [one.id for one in indicators_of(scheme.tree_id)]
        scheme.result = {"weights": {str(one): "0.1" for one in ids}, "consistent": True}
        scheme.state = SchemeState.CONSISTENT
        return made


KINDS = {
    "scheme": Kind(_scheme, "kano_weight_scheme"),
    "consistent_scheme": Kind(_consistent, "kano_weight_scheme"),
    "factor": Kind(_factor, "kano_factor"),
    "tree": Kind(_tree, "kano_tree"),
    "approved_tree": Kind(_approved, "kano_tree"),
    "dimension": Kind(_dimension),
    "indicator": Kind(_indicator, "kano_indicator"),
    "subject": Kind(_subject, "member"),
    "cycle": Kind(_cycle, "kano_cycle"),
    "card": Kind(_card, "kano_card"),
    "rated_indicator": Kind(_rated),
    "rating": Kind(_rating, "kano_rating"),
    "computed_cycle": Kind(_computed, "kano_cycle"),
    "computed_card": Kind(_item, "kano_card"),
    "item_indicator": Kind(_item_indicator),
    "own_card": Kind(_own_card, "kano_card"),
    "own_goals": Kind(_goals, "kano_card"),
    "own_indicator": Kind(_own_indicator),
    "own_talk": Kind(_talk, "kano_talk"),
    "published_card": Kind(_published, "kano_card"),
    "objection": Kind(_objection, "kano_objection"),
    "card_version": Kind(_version, "kano_card_version"),
}
