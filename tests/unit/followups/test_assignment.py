"""Spreading tasks over those who call."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from saas.core.followups.assignment import Caller, Waiting, spread

CALLERS = [Caller(member_id=n, employee_id=100 + n) for n in range(1, 4)]


def waiting(count: int, adviser_id: int | None = None) -> list[Waiting]:
    return [Waiting(task_id=n, adviser_id=adviser_id) for n in range(count)]


def test_spread_evens_out_what_people_have_already() -> None:
    given_ = Counter(member for _task, member in spread(waiting(7), CALLERS, {1: 4, 2: 1, 3: 0}))
    assert given_ == {2: 3, 3: 4}


def test_spread_never_gives_a_task_to_its_adviser() -> None:
    pairs = list(spread(waiting(10, adviser_id=101), CALLERS, {}))
    assert len(pairs) == 10
    assert 1 not in {member for _task, member in pairs}


def test_spread_leaves_a_task_whose_only_caller_is_its_adviser() -> None:
    assert list(spread(waiting(3, adviser_id=101), CALLERS[:1], {})) == []


@given(
    advisers=st.lists(st.one_of(st.none(), st.integers(101, 104)), max_size=60),
    load=st.dictionaries(st.integers(1, 3), st.integers(0, 20)),
)
def test_spread_gives_each_task_once_and_keeps_loads_within_one(
    advisers: list[int | None], load: dict[int, int]
) -> None:
    tasks = [Waiting(task_id=n, adviser_id=adviser) for n, adviser in enumerate(advisers)]
    pairs = list(spread(tasks, CALLERS, load))
    assert [task for task, _member in pairs] == [task.task_id for task in tasks]
    barred = {task.task_id: task.adviser_id for task in tasks}
    assert all(barred[task] != 100 + member for task, member in pairs)
    if not any(advisers) and len(tasks) >= 60:
        ends = [
            load.get(caller.member_id, 0) + Counter(m for _t, m in pairs)[caller.member_id]
            for caller in CALLERS
        ]
        assert max(ends) - min(ends) <= 1
