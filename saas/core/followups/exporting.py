"""Follow-up tasks as a table to take out; no number goes with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saas.core.contracts.exporters import Exporter
from saas.core.followups.queries import TaskFilter, tasks_page
from saas.core.followups.schemas import TaskFilterSchema
from saas.core.followups.words import STATUS, TYPES
from saas.platform.i18n import _l

EXPORT = "followups.task:export"


def task_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str | int]]:
    """The tasks of a filter within reach."""
    return map(_line, tasks_page(TaskFilter(**filters), limit=limit, permission=EXPORT).rows)


def _line(row: Any) -> list[str | int]:
    task = row.FollowupTask
    return [
        row.customer,
        row.plate or "",
        str(TYPES[task.followup_type]),
        task.due_from.isoformat(),
        task.due_to.isoformat(),
        str(STATUS[task.status][0]),
        task.attempt_count,
        row.assignee or "",
        row.store or "",
    ]


EXPORTER = Exporter(
    key="followups.task",
    title=_l("Follow-up tasks"),
    columns=(
        _l("Customer"),
        _l("Plate"),
        _l("Kind"),
        _l("Due from"),
        _l("At the latest"),
        _l("State"),
        _l("Tries"),
        _l("Specialist"),
        _l("Store"),
    ),
    rows=task_lines,
    permission=EXPORT,
    filters=TaskFilterSchema,
    list_endpoint="followups.tasks",
)
