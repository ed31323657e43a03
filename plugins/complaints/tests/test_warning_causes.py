"""One alert for each cause, and the ways of an alert: pure rules."""

from __future__ import annotations

import random

import pytest

from plugins.complaints.warning.causes import Finding, causes
from plugins.complaints.warning.cells import Cell
from plugins.complaints.warning.states import (
    NEEDS_WORDS,
    RUNNING,
    AlertState,
    AlertStep,
    state_after,
    steps_of,
)

GROUP = Cell()


def finding(observed: float, expected: float, threshold: float, p_value: float = 0.0001) -> Finding:
    return Finding(observed=observed, expected=expected, threshold=threshold, p_value=p_value)


def test_cells_contain_and_meet() -> None:
    store, category = Cell(store_id=3), Cell(category_id=5)
    both = Cell(store_id=3, category_id=5)
    assert GROUP.contains(both)
    assert store.contains(both)
    assert not both.contains(store)
    assert store.meet(category) == both
    assert store.meet(Cell(store_id=4)) is None
    assert (GROUP.depth, store.depth, both.depth) == (0, 1, 2)
    assert len({GROUP.key, store.key, category.key, both.key}) == 4


def test_one_store_and_category_explains_its_store_its_category_and_the_group() -> None:
    cell = Cell(store_id=3, category_id=5)
    found = {
        GROUP: finding(30, 20, 29),
        Cell(store_id=3): finding(16, 6, 11),
        Cell(category_id=5): finding(15, 5, 10),
        cell: finding(12, 2, 6),
    }
    (cause,) = causes(found, list(found))
    assert cause.cell == cell
    assert set(cause.explains) == set(found)


def test_rise_in_all_stores_is_one_alert_of_the_category() -> None:
    stores = [Cell(store_id=number, category_id=5) for number in (1, 2, 3, 4)]
    found = {
        Cell(category_id=5): finding(40, 8, 15),
        **{cell: finding(10, 2, 6) for cell in stores},
    }
    (cause,) = causes(found, list(found))
    assert cause.cell == Cell(category_id=5)


def test_two_causes_are_two_alerts() -> None:
    one, other = Cell(store_id=1, category_id=5), Cell(store_id=2, category_id=6)
    found = {GROUP: finding(60, 20, 29), one: finding(20, 2, 6), other: finding(22, 2, 6)}
    assert {cause.cell for cause in causes(found, [one, other])} == {one, other}


def test_store_that_rose_more_than_all_others_is_told_beside_them() -> None:
    worst = Cell(store_id=1, category_id=5)
    others = [Cell(store_id=number, category_id=5) for number in (2, 3, 4)]
    found = {
        Cell(category_id=5): finding(70, 8, 15),
        worst: finding(40, 2, 6),
        **{cell: finding(10, 2, 6) for cell in others},
    }
    assert {cause.cell for cause in causes(found, list(found))} == {worst, Cell(category_id=5)}


def test_cause_in_a_part_that_is_common_explains_where_two_overlap() -> None:
    model = Cell(model="朗逸", category_id=5)
    store = Cell(store_id=1, category_id=5)
    common = Cell(store_id=1, model="朗逸", category_id=5)
    found = {model: finding(14, 4, 9), store: finding(13, 4, 9), common: finding(11, 1, 4)}
    (cause,) = causes(found, [model, store])
    assert set(cause.explains) == {model, store}


def test_running_alert_takes_up_what_it_explains_and_settled_things_stay_so() -> None:
    cell = Cell(store_id=3, category_id=5)
    found = {Cell(store_id=3): finding(16, 6, 11), cell: finding(12, 2, 6)}
    known = Cell(store_id=3)
    first = causes(found, [cell, known], known=[known])[0]
    assert first.cell == known
    quiet = {**found, known: finding(5, 6, 11)}
    assert causes(quiet, [cell], known=[known])[0].cell == cell
    assert causes({}, [], known=[known]) == []


def test_every_alarm_is_explained_exactly_once_whatever_was_found() -> None:
    rng = random.Random(7)
    cells = [
        Cell(store_id=store, model=model, category_id=category)
        for store in (0, 1, 2)
        for model in ("", "A", "B")
        for category in (0, 5, 6)
    ]
    for _ in range(300):
        found = {
            cell: finding(rng.randint(0, 30), rng.uniform(0.1, 12), rng.uniform(1, 20), rng.random())
            for cell in cells
        }
        alarms = rng.sample(cells, rng.randint(0, len(cells)))
        told = causes(found, alarms)
        explained = [cell for cause in told for cell in cause.explains]
        assert sorted(explained) == sorted(alarms)
        assert all(cause.cell in cause.explains for cause in told)
        assert causes(found, list(reversed(alarms))) == told


@pytest.mark.req("Q-15")
def test_way_of_an_alert() -> None:
    way = [
        (AlertStep.ACKNOWLEDGE, AlertState.ACKNOWLEDGED),
        (AlertStep.INVESTIGATE, AlertState.INVESTIGATING),
        (AlertStep.CONFIRM, AlertState.CONFIRMED),
        (AlertStep.ACT, AlertState.ACTING),
        (AlertStep.CLOSE, AlertState.CLOSED),
    ]
    state = AlertState.OPEN
    for step, after in way:
        assert state_after(state, step) is after
        state = after
    assert steps_of(AlertState.CLOSED) == steps_of(AlertState.REJECTED) == ()
    assert state_after(AlertState.OPEN, AlertStep.CONFIRM) is None
    assert AlertState.CLOSED not in RUNNING
    assert AlertStep.REJECT in NEEDS_WORDS
