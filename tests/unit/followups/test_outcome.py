"""What a call's result does to its task."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.followups.models import AttemptResult, TaskStatus
from saas.core.followups.outcome import UNREACHED, Outcome, Try, outcome_of

ZONE = "Asia/Shanghai"
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


def outcome(result: AttemptResult, *, tries: list[Try] | None = None, **given_: object) -> Outcome:
    told: dict[str, object] = {"max_days": 5, "retry_days": 1, **given_}
    return outcome_of(result, at=AT, zone=ZONE, tries=tries or [], **told)  # type: ignore[arg-type]


def missed(*days: int) -> list[Try]:
    return [Try(day=date(2026, 11, day), result=AttemptResult.NO_ANSWER) for day in days]


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (AttemptResult.CONNECTED, TaskStatus.COMPLETED),
        (AttemptResult.REFUSED, TaskStatus.REFUSED),
        (AttemptResult.WRONG_NUMBER, TaskStatus.INVALID_CONTACT),
        (AttemptResult.NO_ANSWER, TaskStatus.ASSIGNED),
        (AttemptResult.OFF, TaskStatus.ASSIGNED),
        (AttemptResult.BUSY, TaskStatus.ASSIGNED),
    ],
)
def test_outcome_first_try(result: AttemptResult, status: TaskStatus) -> None:
    assert outcome(result).status is status


def test_outcome_no_answer_comes_back_the_next_day_at_another_hour() -> None:
    again = outcome(AttemptResult.NO_ANSWER).not_before
    assert again is not None
    assert again.astimezone(UTC) == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)  # 16:00 in Shanghai


def test_outcome_busy_comes_back_the_same_day_but_not_for_ever() -> None:
    assert outcome(AttemptResult.BUSY).not_before == AT + timedelta(minutes=30)
    third = outcome(AttemptResult.BUSY, tries=missed(20, 20))
    assert third.not_before is not None
    assert third.not_before > AT + timedelta(hours=12)


def test_outcome_fifth_day_without_reaching_ends_as_unreachable() -> None:
    assert outcome(AttemptResult.NO_ANSWER, tries=missed(16, 17, 18)).status is TaskStatus.ASSIGNED
    assert outcome(AttemptResult.NO_ANSWER, tries=missed(16, 17, 18, 19)).status is TaskStatus.UNREACHABLE


def test_outcome_several_tries_of_one_day_count_as_one_day() -> None:
    assert outcome(AttemptResult.OFF, tries=missed(19, 19, 19, 20, 20)).status is TaskStatus.ASSIGNED


def test_outcome_callback_waits_for_the_agreed_time() -> None:
    agreed = AT + timedelta(days=2)
    assert outcome(AttemptResult.CALLBACK, callback_at=agreed) == Outcome(
        status=TaskStatus.ASSIGNED, not_before=agreed
    )
    with pytest.raises(ValueError, match="callback"):
        outcome(AttemptResult.CALLBACK)


def test_outcome_wrong_number_goes_on_with_another_number() -> None:
    assert outcome(AttemptResult.WRONG_NUMBER, other_number=True).status is TaskStatus.ASSIGNED


@given(
    result=st.sampled_from(sorted(UNREACHED)),
    days=st.lists(st.integers(1, 20), max_size=12),
    max_days=st.integers(1, 8),
    retry_days=st.integers(1, 10),
)
def test_outcome_unreached_task_waits_or_ends_by_its_days(
    result: AttemptResult, days: list[int], max_days: int, retry_days: int
) -> None:
    told = outcome(result, tries=missed(*days), max_days=max_days, retry_days=retry_days)
    reached_limit = len({*days, 20}) >= max_days
    assert (told.status is TaskStatus.UNREACHABLE) is reached_limit
    assert reached_limit or (told.not_before is not None and told.not_before > AT)
