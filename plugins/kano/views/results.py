"""The result of a study, and what is decided about its factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.exporting import EXPORTER
from plugins.kano.models import Study, StudyState
from plugins.kano.operations import Decision, decide_factors
from plugins.kano.permissions import EXPORT, READ, WRITE
from plugins.kano.queries import chosen_run, results, runs, study_by_id, study_factors
from plugins.kano.schemas import DecisionsSchema, ResultFilterSchema
from plugins.kano.views.blueprint import WORDS, pages
from plugins.kano.views.pictures import better_worse_map, class_shares, continuous_map
from plugins.kano.words.study import CUTS, DROP_REASONS, RULES
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/studies/<int:study_id>/results", endpoint="results")
@requires(READ)
def show_results(study_id: int) -> Response:
    """What the newest analysis found, or the one that is asked for."""
    return _page(study_by_id(study_id))


@pages.post("/studies/<int:study_id>/decisions", endpoint="decide")
@requires(WRITE)
def decide(study_id: int) -> AnyResponse:
    """Keep or drop factors."""
    study = study_by_id(study_id)
    try:
        with session().begin_nested():
            typed = read_form(DecisionsSchema, request)
            decide_factors(study_id, _decisions(typed["decisions"]), version=form_version())
    except Invalid as error:
        return _page(study, error)
    except Conflict as error:
        return _page(study, Invalid("", error.message), status=409)
    tell(_("The decisions were saved."))
    return redirect(url_for("kano.results", study_id=study_id), 303)


def _decisions(rows: Sequence[Mapping[str, Any]]) -> list[Decision]:
    return [
        Decision(study_factor_id=row["study_factor_id"], kept=row["kept"] == "keep", reason=row["reason"])
        for row in rows
    ]


def _page(study: Study, error: Invalid | None = None, *, status: int = 422) -> Response:
    session().refresh(study)
    number = None if error else read_filters(ResultFilterSchema, request.args).get("run")
    run = chosen_run(study.id, number)
    rows = results(run.id) if run else []
    return render(
        "kano/results.html",
        status=status if error else 200,
        study=study,
        run=run,
        rows=rows,
        runs=runs(study.id),
        form=_form(study, rows, error),
        charts=_charts(run, rows) if run else {},
        deciders={row.StudyFactor.id: row.decided_by for row in study_factors(study.id)},
        export_url=_export_url(study.id, run.number) if run and allowed(EXPORT) else "",
        drop_reasons=DROP_REASONS,
        rules=RULES,
        cuts=CUTS,
        **WORDS,
    )


def _charts(run: Any, rows: Sequence[Any]) -> dict[str, Any]:
    return {
        "map": better_worse_map(run, rows),
        "shares": class_shares(rows),
        "continuous": continuous_map(rows),
    }


def _form(study: Study, rows: Sequence[Any], error: Invalid | None) -> Form | None:
    """The table of decisions, filled in with what is proposed; none for those who may not decide, or no more."""
    if study.state is not StudyState.ANALYSED or not allowed(WRITE) or not rows:
        return None
    stored = [
        {
            "study_factor_id": row.StudyFactor.id,
            "kept": "keep" if _kept(row) else "drop",
            "reason": row.StudyFactor.reason,
        }
        for row in rows
    ]
    return Form(DecisionsSchema, {"decisions": stored}, error=error, version=study.row_version)


def _kept(row: Any) -> bool:
    return bool(row.Result.keep if row.StudyFactor.kept is None else row.StudyFactor.kept)


def _export_url(study_id: int, run: int) -> str:
    return url_for("exports.export", table_key=EXPORTER.key, study_id=study_id, run=run)
