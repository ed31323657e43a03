"""The run: a piece of the file, what it did, the counts and the position are one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text

from saas.core.imports.events import ImportCompleted
from saas.core.imports.execution.reporting import report_of
from saas.core.imports.faults import keep_faults
from saas.core.imports.models import ImportChunk, ImportRun, ImportStatus, Phase
from saas.core.imports.operations.starting import settle_cancelled
from saas.core.imports.pieces import Piece
from saas.core.imports.plans import Plan, plan_of
from saas.core.imports.tallies import Effect, Effects, Outcome, Tally
from saas.core.imports.works import taken
from saas.core.organisation.onboarding import Step
from saas.core.organisation.operations import finish_step
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.events import publish
from saas.platform.tenancy import current_tenant, tenant_key


def begin_run(import_run_id: int) -> tuple[Plan, Tally] | None:
    """Begin, or go on after the last committed piece; none when the import does not wait for its run.

    Raises ImporterAway where the plugin of its importer is off.
    """
    run = load_for_change(ImportRun, import_run_id)
    if run.status is not ImportStatus.RUNNING:
        return None
    plan = plan_of(run)
    return plan, Tally.from_report(run.report, _committed(run.id), plan.work.tables)


def take(plan: Plan, piece: Piece[Any], tally: Tally) -> None:
    """Write a piece; with it what it did, its rows that need attention, the counts and the position."""
    run = load_for_change(ImportRun, plan.import_run_id)
    if run.position >= piece.last_row:
        return  # another copy of this job was here
    _alone()
    plan.work.keep_within_reach(piece)
    effects = taken(plan.work, piece, piece.intakes)
    keep_faults(run.id, Phase.RUN, list(piece.faults.values()))
    session().add(
        ImportChunk(
            import_run_id=run.id,
            first_row=piece.first_row,
            last_row=piece.last_row,
            effects={str(table): outcome.as_lists() for table, outcome in effects.items()},
        )
    )
    before = tally.rows
    tally.add_piece(piece)
    tally.add_effects(effects)
    if (
        tally.rows.bit_length() > before.bit_length()
    ):  # at each doubling: the next piece is matched with what is there
        plan.work.refresh_statistics(tally.rows)
    run.position = piece.last_row
    run.report = tally.report()


def complete_run(plan: Plan, tally: Tally) -> dict[str, Any]:
    """The last transaction: report, event and audit entry."""
    plan.work.refresh_statistics(tally.rows)
    run = load_for_change(ImportRun, plan.import_run_id)
    run.report = report_of(run, tally, Phase.RUN)
    run.status = ImportStatus.DONE
    run.finished_at = now()
    totals = {effect: tally.total(effect) for effect in Effect}
    counts = {"rows": tally.rows, "failed": tally.failed, **{str(name): n for name, n in totals.items()}}
    publish(
        ImportCompleted(
            import_id=run.id,
            importer=run.importer,
            rows=tally.rows,
            created=totals[Effect.CREATED],
            updated=totals[Effect.UPDATED],
            unchanged=totals[Effect.UNCHANGED],
            failed=tally.failed,
        )
    )
    record("imports.run.completed", "import_run", run.id, detail=counts)
    if tally.rows > tally.failed and not run.importer:
        finish_step(Step.IMPORT)
    return counts


def stop_run(plan: Plan, tally: Tally, code: str, phase: Phase) -> dict[str, Any]:
    """End an import whose file breaks off; what was read before it is kept and reported."""
    run = load_for_change(ImportRun, plan.import_run_id)
    report = report_of(run, tally, phase)
    if phase is Phase.RUN:
        run.report = report
    else:
        run.checked = report
    run.status, run.error, run.finished_at = ImportStatus.FAILED, code, now()
    record("imports.run.failed", "import_run", run.id, detail={"code": code, "after_row": run.position})
    return {"rows": tally.rows, "code": code}


def stop_away(import_run_id: int) -> dict[str, Any]:
    """End an import whose plugin was switched off; it can go on when it is on again."""
    run = load_for_change(ImportRun, import_run_id)
    settle_cancelled(run)
    record("imports.run.stopped", "import_run", run.id, detail={"after_row": run.position})
    return {"importer": run.importer, "active": False}


def _alone() -> None:
    # Two files of a group may name the same new customer: they take turns, piece by piece.
    name = {"name": tenant_key("imports", "piece")}
    session().execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name)


def _committed(import_run_id: int) -> Iterator[Effects]:
    mine = (ImportChunk.tenant_id == current_tenant(), ImportChunk.import_run_id == import_run_id)
    statement = select(ImportChunk.effects).where(*mine).order_by(ImportChunk.last_row)
    # A few at a time: together they name everything that the file made.
    for effects in session().scalars(statement.execution_options(yield_per=10)):
        yield {name: Outcome.from_lists(lists) for name, lists in effects.items()}
