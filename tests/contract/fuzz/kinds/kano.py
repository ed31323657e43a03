"""Factors and studies of Kano appraisal at each of their steps."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from plugins.kano.models import Card, Cycle, SchemeState, WeightMethod, WeightScheme
from plugins.kano.operations.computing import compute_some_cards
from plugins.kano.operations.cycles import begin_cycle, rate
from plugins.kano.operations.schemes import Said, make_scheme, note_judgements
from plugins.kano.operations.trees import approve_tree, start_tree
from plugins.kano.queries.trees import dimensions_of, indicators_of
from saas.platform.clock import now
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
        card = session().scalars(select(Card).where(Card.cycle_id == cycle.id)).one()
        # Nobody publishes their own.
        card.published_at = now()
        return card.id


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
}
