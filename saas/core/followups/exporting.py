"""Take follow-up tasks out of the system; no number goes with them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from saas.core.followups.queries import TaskFilter, tasks_page
from saas.core.followups.words import STATUS, TYPES
from saas.platform.files.exports import MOST, take_out
from saas.platform.files.sheets import SheetKind
from saas.platform.i18n import _

EXPORT = "followups.task:export"


def export_tasks(wanted: TaskFilter, kind: SheetKind, *, reason: str) -> bytes:
    """The tasks of a filter within reach as a file. Raises Invalid without a reason, and for more than fit."""
    rows = tasks_page(wanted, limit=MOST + 1, permission=EXPORT).rows
    header = [
        _("Customer"),
        _("Plate"),
        _("Kind"),
        _("Due from"),
        _("At the latest"),
        _("State"),
        _("Tries"),
        _("Specialist"),
        _("Store"),
    ]
    lines = [_line(row) for row in rows]
    return take_out("followups.task", kind, header, lines, filters=asdict(wanted), reason=reason)


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
