"""Ending a complaint, and opening it again."""

from __future__ import annotations

from plugins.complaints.events import ComplaintClosed
from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.history import case_for_change, note, take
from plugins.complaints.permissions import CLOSE
from plugins.complaints.states import ResultKind, Step
from saas.plugin_api import now, publish


def close_case(case_id: int, *, result: ResultKind, text: str, version: int | None = None) -> Case:
    """End a complaint with a result.

    text: what was done and what the customer said to it. Raises Conflict for one that has no category yet (unless the
    customer took it back or it is a duplicate) or has ended before.
    """
    case = case_for_change(case_id, CLOSE, version=version)
    take(case, result.step)
    case.closed_at, case.result_kind, case.result_text = now(), result, text
    note(case, EventKind.CLOSED, text=text)
    publish(ComplaintClosed(case_id=case.id, result=result.value))
    return case


def reopen_case(case_id: int, *, reason: str, version: int | None = None) -> Case:
    """Open an ended complaint again; it keeps its number. Raises Conflict for one that is open or a duplicate."""
    case = case_for_change(case_id, CLOSE, version=version)
    take(case, Step.REOPEN)
    case.closed_at, case.result_kind, case.result_text = None, None, ""
    case.reopen_count += 1
    note(case, EventKind.REOPENED, text=reason)
    return case
