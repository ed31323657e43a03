"""The steps after the columns: check, run, report, with the work in progress between them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.imports.kinds import kind_of, may_work_on
from saas.core.imports.models import ImportRun, ImportStatus, Phase
from saas.core.imports.operations import (
    Standing,
    cancel_import,
    may_go_on,
    standing_of,
    start_check,
    start_run,
)
from saas.core.imports.permissions import OWN_READ, OWN_WRITE
from saas.core.imports.queries import faults_page, import_within_reach, unknown_stores
from saas.core.imports.views.blueprint import CHECK, REPORT, pages, step_of, steps
from saas.core.imports.words import (
    EFFECTS,
    STATES,
    TONES,
    VERDICTS,
    problem_in_words,
    refusal_in_words,
)
from saas.platform.clock import now
from saas.platform.errors import Conflict
from saas.platform.permissions import requires
from saas.platform.web import Level, is_fragment_request, render, tell

ROWS = 50


@pages.get("/<int:import_id>", endpoint="show")
@requires(OWN_READ)
def show(import_id: int) -> AnyResponse:
    """The work in progress; an import that waits for a person is shown at its step."""
    run = import_within_reach(import_id)
    standing = standing_of(run)
    if not standing.busy:
        address = url_for(_page_of(run, standing), import_id=run.id)
        if is_fragment_request():
            answer = make_response("", 200)
            answer.headers["HX-Redirect"] = address
            return answer
        return redirect(address, 303)
    rate, left = _pace(run, standing)
    return render(
        "imports/progress.html",
        run=run,
        standing=standing,
        steps=steps(run, standing),
        step=step_of(standing),
        rate=rate,
        left=left,
        states=STATES,
        may_write=may_work_on(run),
    )


def _page_of(run: ImportRun, standing: Standing) -> str:
    if standing.status is ImportStatus.MAPPED and may_work_on(run) and kind_of(run.importer).here:
        return "imports.columns"
    return "imports.check" if standing.status is ImportStatus.CHECKED else "imports.report"


def _pace(run: ImportRun, standing: Standing) -> tuple[float | None, float | None]:
    """Rows a second and seconds left, as soon as they can be told."""
    if run.started_at is None or not standing.done:
        return None, None
    seconds = (now() - run.started_at).total_seconds()
    rate = standing.done / max(seconds, 0.001)
    return rate, max(standing.total - standing.done, 0) / rate


@pages.get("/<int:import_id>/check", endpoint="check")
@requires(OWN_READ)
def show_check(import_id: int) -> AnyResponse:
    """What a run would do."""
    run = import_within_reach(import_id)
    standing = standing_of(run)
    if not run.checked:
        return redirect(url_for("imports.show", import_id=run.id), 303)
    return _show_report(run, standing, Phase.CHECK)


@pages.get("/<int:import_id>/report", endpoint="report")
@requires(OWN_READ)
def show_report(import_id: int) -> Response:
    """What the run did."""
    run = import_within_reach(import_id)
    return _show_report(run, standing_of(run), Phase.RUN)


def _show_report(run: ImportRun, standing: Standing, phase: Phase) -> Response:
    faults = faults_page(
        run, phase, limit=ROWS, after=request.args.get("after"), before=request.args.get("before")
    )
    checking, kind = phase is Phase.CHECK, kind_of(run.importer)
    return render(
        "imports/report.html",
        run=run,
        standing=standing,
        phase=phase,
        checking=checking,
        report=run.checked if checking else run.report,
        faults=faults,
        steps=steps(run, standing),
        step=CHECK if checking else REPORT,
        unknown=unknown_stores(run) if checking and kind.own else [],
        may_go_on=kind.here and may_go_on(run, standing),
        may_write=may_work_on(run),
        states=STATES,
        tones=TONES,
        kind=kind,
        tables=kind.tables,
        effects=EFFECTS,
        verdicts=VERDICTS,
        in_words=problem_in_words,
        refusal=refusal_in_words(run.error) if run.error else "",
    )


@pages.post("/<int:import_id>/check", endpoint="begin_check")
@requires(OWN_WRITE)
def begin_check(import_id: int) -> AnyResponse:
    """Check the file again."""
    return _begin(import_id, start_check)


@pages.post("/<int:import_id>/run", endpoint="begin_run")
@requires(OWN_WRITE)
def begin_run(import_id: int) -> AnyResponse:
    """Run the import, or the rest of it."""
    return _begin(import_id, start_run)


@pages.post("/<int:import_id>/cancel", endpoint="cancel")
@requires(OWN_WRITE)
def cancel(import_id: int) -> AnyResponse:
    """Stop what is under way."""
    return _begin(import_id, cancel_import)


def _begin(import_id: int, act: Callable[[int], ImportRun]) -> AnyResponse:
    run = import_within_reach(import_id)
    try:
        act(run.id)
    except Conflict as error:
        tell(error.message, Level.WARNING)
    return redirect(url_for("imports.show", import_id=run.id), 303)
