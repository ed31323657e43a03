"""The table of transitions and the check of completeness, on every combination and on random walks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.complaints.completeness import Missing, Told, missing
from plugins.complaints.states import (
    ENDED,
    OPEN,
    STAGES,
    TRANSITIONS,
    CaseState,
    ResultKind,
    Stage,
    Step,
    state_after,
    steps_of,
)

STEPS = st.lists(st.sampled_from(Step), max_size=30)


@given(STEPS)
def test_walk_never_closes_what_was_not_acknowledged_and_classified(steps: list[Step]) -> None:
    state, taken = CaseState.RECEIVED, []
    for step in steps:
        after = state_after(state, step)
        if after is None:
            continue
        taken.append(step)
        if step is Step.SETTLE:
            reopened = Step.REOPEN in taken
            assert reopened or {Step.ACKNOWLEDGE, Step.CLASSIFY} <= set(taken)
        state = after
    assert (state is CaseState.RECEIVED) == (not set(taken) - {Step.ASSIGN})


@given(STEPS)
def test_walk_leaves_an_end_only_by_reopening(steps: list[Step]) -> None:
    state = CaseState.RECEIVED
    for step in steps:
        after = state_after(state, step)
        if after is None:
            continue
        if state in ENDED:
            assert (step, after) == (Step.REOPEN, CaseState.REOPENED)
        state = after


@given(st.sampled_from(CaseState), st.sampled_from(Step))
def test_steps_of_a_state_are_those_that_lead_somewhere(state: CaseState, step: Step) -> None:
    assert (step in steps_of(state)) == (state_after(state, step) is not None)


def test_every_state_can_be_reached() -> None:
    assert set(TRANSITIONS.values()) == set(CaseState)


def test_every_open_state_can_be_left() -> None:
    assert all(any(state_after(state, step) in ENDED for step in Step) for state in OPEN)
    assert not any(state.is_open for state in ENDED)


@pytest.mark.parametrize(
    ("result", "step"),
    [
        (ResultKind.WITHDRAWN, Step.WITHDRAW),
        (ResultKind.DUPLICATE, Step.MARK_DUPLICATE),
        (ResultKind.REPAIRED, Step.SETTLE),
        (ResultKind.UNFOUNDED, Step.SETTLE),
    ],
)
def test_result_says_how_a_complaint_ends(result: ResultKind, step: Step) -> None:
    assert result.step is step


@given(st.booleans(), st.booleans(), st.text(max_size=5), st.text(max_size=5))
def test_missing_names_exactly_what_is_not_told(
    reachable: bool, vehicle: bool, description: str, demand: str
) -> None:
    told = Told(reachable=reachable, vehicle=vehicle, description=description, demand=demand)

    lacking = missing(told)

    assert (Missing.COMPLAINANT in lacking) == (not reachable)
    assert (Missing.VEHICLE in lacking) == (not vehicle)
    assert (Missing.DESCRIPTION in lacking) == (not description.strip())
    assert (Missing.DEMAND in lacking) == (not demand.strip())


def test_every_open_state_is_in_a_stage_of_the_board() -> None:
    assert set(STAGES) == set(OPEN)
    assert set(STAGES.values()) == set(Stage)


def test_only_what_costs_nothing_is_settled_at_once() -> None:
    dear = {kind for kind in ResultKind if not kind.is_quick}
    assert dear == {ResultKind.REPLACED, ResultKind.COMPENSATED, ResultKind.REFUNDED}
