"""A tree whose best grade is for half of the cards at most: computed, published, objected to, told and changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from plugins.kano.models import Tree
from plugins.kano.operations.cycles import ask_for_cards, publish_cards
from plugins.kano.operations.trees import GradeCut, TreeDetails, change_tree
from plugins.kano.rulings import Outcome, Ruling
from plugins.kano.tests.appraising import NOON, Office, card_of, done, figures, published, rated, run
from plugins.kano.tests.conftest import Browser, House
from plugins.kano.tests.test_objections import decided, objected
from plugins.kano.tests.test_trees import drafted
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person

Open = Callable[[Person], Browser]
pytestmark = pytest.mark.req("K-11")
CUTS = [
    GradeCut(code=code, minimum=Decimal(at), most=most)
    for code, at, most in (("excellent", 90, Decimal(20)), ("good", 80, Decimal(30)), ("pass", 60, None), ("fail", 0, None))
]  # fmt: skip


@pytest.fixture
def half(office: Office) -> Office:
    """Of the two who are appraised one may be excellent; both have done all their work."""
    share_out(office)
    done(office, office.one, 60)
    done(office, office.two, 60)
    return office


def share_out(office: Office) -> None:
    """Let half of the cards be excellent at most."""
    with inside(office.group.id):
        tree = load(Tree, office.tree_id)
        tree.bands = [{**band, "most": "50" if band["code"] == "excellent" else None} for band in tree.bands]
        session().flush()


def grades(office: Office) -> list[str]:
    """Of the two."""
    return [figures(office, one)["grade"] for one in (office.one, office.two)]


def test_cycle_gives_a_grade_to_its_share_whatever_was_computed_before(half: Office) -> None:
    rated(half, half.one, 98)
    rated(half, half.two, 95)
    run(half)
    assert grades(half) == ["excellent", "good"]
    rated(half, half.two, 99)
    run(half)
    run(half)
    assert grades(half) == ["good", "excellent"]
    rated(half, half.one, 99)
    run(half)
    assert grades(half) == ["excellent", "excellent"], "equal scores are graded alike"


def test_cards_are_not_published_while_they_are_computed(half: Office) -> None:
    rated(half, half.one, 98)
    rated(half, half.two, 95)
    run(half)
    with moved(NOON), half.acting(half.hr):
        ask_for_cards(half.cycle_id)
    with moved(NOON), half.acting(half.boss), pytest.raises(Conflict, match="being computed"):
        publish_cards(half.cycle_id)


def test_card_says_why_it_is_graded_below_its_score(half: Office, browser: Open) -> None:
    rated(half, half.one, 98)
    rated(half, half.two, 95)
    run(half)
    boss = browser(half.boss)
    why = "At most 50% of the cycle&#39;s cards may be graded Excellent, and others have higher scores."
    assert why in boss.get(f"/cycles/cards/{card_of(half, half.two)}").text
    assert why not in boss.get(f"/cycles/cards/{card_of(half, half.one)}").text
    assert "at most 50% of the cards" in browser(half.hr).get(f"/trees/{half.tree_id}").text


@pytest.mark.parametrize(("corrected", "grade"), [(60, "excellent"), (50, "good")])
def test_upheld_objection_moves_one_card_and_no_other(office: Office, corrected: int, grade: str) -> None:
    share_out(office)
    done(office, office.one, 45)
    done(office, office.two, 60)
    rated(office, office.one, 98)
    rated(office, office.two, 97)
    published(office)
    assert figures(office, office.one)["score"] > 90
    assert grades(office) == ["good", "excellent"]
    # All work done is more than the other has; some more of it is not.
    decided(
        office, objected(office), Ruling(outcome=Outcome.CORRECT, answer="补录", value=Decimal(corrected))
    )
    assert grades(office) == [grade, "excellent"]


def test_shares_are_the_trees_own_and_the_last_grade_has_none(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst):
        tree = change_tree(tree_id, TreeDetails(title="新", cuts=CUTS))
        assert [band["most"] for band in tree.bands] == ["20", "30", None, None]
        last = [*CUTS[:3], GradeCut(code="fail", minimum=Decimal(0), most=Decimal(5))]
        with pytest.raises(Invalid, match="takes all others"):
            change_tree(tree_id, TreeDetails(title="新", cuts=last))


def test_what_was_typed_stays_where_it_is_refused(house: House, browser: Open) -> None:
    tree_id = drafted(house)
    analyst = browser(house.analyst)
    typed = {"title": "新", "bonus_limit": "5"}
    for place, (code, at, most) in enumerate(
        (("excellent", "90", "20"), ("good", "95", "30.5"), ("pass", "60", ""), ("fail", "0", ""))
    ):
        typed |= {f"cuts-{place}-code": code, f"cuts-{place}-minimum": at, f"cuts-{place}-most": most}
    refused = analyst.post(f"/trees/{tree_id}", **typed)
    assert refused.status_code == 422
    assert "have to fall from the best grade down" in refused.text
    assert 'value="95"' in refused.text
    assert 'value="30.5"' in refused.text
    saved = analyst.post(f"/trees/{tree_id}", **typed | {"cuts-1-minimum": "80"})
    assert saved.status_code == 303, saved.text
    with inside(house.group.id):
        bands = load(Tree, tree_id).bands
    assert [band["minimum"] for band in bands] == ["90", "80", "60", "0"]
    assert [band["most"] for band in bands] == ["20", "30.5", None, None]
