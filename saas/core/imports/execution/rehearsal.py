"""The dry run: every row is judged, nothing of it is written but the rows that need attention."""

from __future__ import annotations

from typing import Any

from saas.core.imports.execution.reporting import report_of
from saas.core.imports.faults import forget_faults, keep_faults
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.pieces import Piece
from saas.core.imports.plans import Plan, plan_of
from saas.core.imports.tallies import Tally, ledgers
from saas.platform.clock import now
from saas.platform.database import load_for_change


def begin_check(import_run_id: int) -> tuple[Plan, Tally] | None:
    """Begin, or begin anew; none when the import does not wait for a check. Raises ImporterAway."""
    run = load_for_change(ImportRun, import_run_id)
    if run.status is not ImportStatus.CHECKING:
        return None
    forget_faults(run.id, Phase.CHECK)
    plan = plan_of(run)
    return plan, Tally(tables=ledgers(plan.work.tables))


def rehearse(plan: Plan, piece: Piece[Any], tally: Tally) -> None:
    """Count what a piece would do, and keep its rows that need attention."""
    plan.work.keep_within_reach(piece)
    effects = plan.work.rehearse(piece)
    keep_faults(plan.import_run_id, Phase.CHECK, list(piece.faults.values()))
    tally.add_piece(piece)
    tally.add_effects(effects)


def complete_check(plan: Plan, tally: Tally) -> dict[str, Any]:
    """Write the figures; the import may run now."""
    run = load_for_change(ImportRun, plan.import_run_id)
    run.checked = report_of(run, tally, Phase.CHECK)
    run.status = ImportStatus.CHECKED
    run.finished_at = now()
    return {"rows": tally.rows, "failed": tally.failed}
