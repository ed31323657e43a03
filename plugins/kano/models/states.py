"""The states of a study, and which step leads from which to which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class StudyState(StrEnum):
    """How far a study is."""

    DRAFT = "draft"
    """Factors and questions are chosen; nobody answers yet."""
    COLLECTING = "collecting"
    """The questionnaire is open; its questions stay as they are."""
    CLOSED = "closed"
    """No further answers; it waits for its analysis."""
    ANALYSED = "analysed"
    """It has a result; factors are kept or dropped."""
    PUBLISHED = "published"
    """Result and decisions stand; indicators are made of them."""
    ARCHIVED = "archived"
    """Out of use, and readable."""


class Step(StrEnum):
    """What is done to a study."""

    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    FINISH = "finish"
    PUBLISH = "publish"
    ARCHIVE = "archive"


_AFTER: Final[Mapping[Step, Mapping[StudyState, StudyState]]] = {
    Step.OPEN: {StudyState.DRAFT: StudyState.COLLECTING},
    Step.CLOSE: {StudyState.COLLECTING: StudyState.CLOSED},
    # What was analysed stays closed: further answers would contradict the result.
    Step.REOPEN: {StudyState.CLOSED: StudyState.COLLECTING},
    Step.FINISH: {StudyState.CLOSED: StudyState.ANALYSED, StudyState.ANALYSED: StudyState.ANALYSED},
    Step.PUBLISH: {StudyState.ANALYSED: StudyState.PUBLISHED},
    Step.ARCHIVE: {
        StudyState.DRAFT: StudyState.ARCHIVED,
        StudyState.CLOSED: StudyState.ARCHIVED,
        StudyState.ANALYSED: StudyState.ARCHIVED,
        StudyState.PUBLISHED: StudyState.ARCHIVED,
    },
}


def state_after(state: StudyState, step: Step) -> StudyState | None:
    """The state that a step leads to, none where it is not allowed."""
    return _AFTER[step].get(state)


def steps_of(state: StudyState) -> frozenset[Step]:
    """What may be done in a state."""
    return frozenset(step for step, after in _AFTER.items() if state in after)
