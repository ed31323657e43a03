"""Early warnings for tests, as a nightly look leaves them."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from plugins.complaints.warning.cells import Cell
from plugins.complaints.warning.models import Alert, AlertCase, AlertEvidence, WarningRun
from plugins.complaints.warning.operations import write_down
from plugins.complaints.warning.states import AlertState, LineKind
from saas.platform.clock import now
from saas.platform.database import session

_numbers = itertools.count(1)
WEEK = date(2026, 11, 9)
_WORDS = [{"word": "渗油", "count": 5, "before": 0, "z": 4.1}]


def alert(store_id: int | None, *, case_id: int | None = None, text: str = "", **fields: Any) -> Alert:
    """A warning of the store in the current group with its evidence, and a line of history that says `text`."""
    number = next(_numbers)
    model = fields.setdefault("model", f"朗逸 {number}")
    state = fields.setdefault("state", AlertState.OPEN)
    found = {"observed": 9, "expected": 1.5, "threshold": 5.0, "p_value": 0.0001}
    made = Alert(
        number=f"YJ-TEST-{number:06}",
        scope=Cell(store_id=store_id or 0, model=model).key,
        store_id=store_id,
        is_running=state.is_running,
        raised_at=now(),
        first_week=WEEK,
        last_week=WEEK,
        detector="bayes",
        **found,
        **fields,
    )
    run = WarningRun(
        period=f"test:{number}", started_at=now(), finished_at=now(), week=WEEK, tests=9, words=_WORDS
    )
    session().add_all([made, run])
    session().flush()
    series = {
        "weeks": ["2026-11-02", WEEK.isoformat()],
        "counts": [1, 9],
        "exposure": None,
        "bounds_from": 1,
        "expected": [1.5],
        "threshold": [5.0],
    }
    evidence = AlertEvidence(
        alert_id=made.id, run_id=run.id, week=WEEK, detector="bayes", adjusted=0.001, series=series,
        explains=[], **found,
    )  # fmt: skip
    session().add(evidence)
    if case_id is not None:
        session().add(AlertCase(alert_id=made.id, case_id=case_id, week=WEEK))
    write_down(made, LineKind.RAISED, text=text)
    session().flush()
    return made
