"""Quality issues for tests, at any of their steps."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from plugins.complaints.quality.history import write_down
from plugins.complaints.quality.models import IssueCase, IssueContact, QualityIssue
from plugins.complaints.quality.states import Department, IssueLine, IssueState, Outcome, Subcause
from plugins.complaints.states import ResultKind
from plugins.complaints.work_models import CauseClass
from saas.platform.database import session

_numbers = itertools.count(1)
_DAY = date(2026, 11, 9)


def quality_issue(
    store_id: int | None, case_id: int, *, text: str = "批次缺陷", answer: str = "", **fields: Any
) -> QualityIssue:
    """An issue of the store in the current group with one complaint, a letter and a line of history.

    text: all that was said of it. answer: to the letter, none yet where it is empty.
    """
    state = fields.setdefault("state", IssueState.CONFIRMED)
    made = QualityIssue(
        number=f"ZL-TEST-{next(_numbers):06}",
        store_id=store_id,
        is_running=state is not IssueState.CLOSED,
        problem=text,
        part_no="L1TD698151",
        cause=CauseClass.PRODUCT,
        subcause=Subcause.ELSE,
        subcause_text=text,
        how_found=text,
        measure=ResultKind.REPLACED,
        done=text,
        watched=text,
        watched_until=_DAY,
        improved=text,
        outcome=Outcome.WORKED if state is IssueState.CLOSED else None,
        outcome_text=text,
        **fields,
    )
    session().add(made)
    session().flush()
    session().add_all(
        [
            IssueCase(issue_id=made.id, case_id=case_id),
            IssueContact(
                issue_id=made.id,
                department=Department.PURCHASING,
                who="周工",
                written_on=_DAY,
                question=text,
                answer=answer,
                answered_on=_DAY if answer else None,
            ),
        ]
    )
    write_down(made, IssueLine.BEGUN, text=text)
    session().flush()
    return made
