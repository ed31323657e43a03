"""The list of studies, and the form by which one is prepared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Study
from plugins.kano.operations import StudyDetails, change_study, create_study
from plugins.kano.permissions import READ, WRITE
from plugins.kano.queries import StudyFilter, factors, studies_page, study_by_id, study_factors
from plugins.kano.schemas import KanoStudySchema, StudyFilterSchema
from plugins.kano.views.blueprint import WORDS, differences, pages
from plugins.kano.words.study import TABS, factor_name
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    filter_names,
    form_version,
    kept_filters,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(StudyFilterSchema)


@pages.get("/", endpoint="studies")
@requires(READ)
def show_studies() -> Response:
    """The studies, the newest first."""
    wanted = StudyFilter(**read_filters(StudyFilterSchema, request.args))
    arguments = request.args
    page = studies_page(wanted, limit=PAGE, after=arguments.get("after"), before=arguments.get("before"))
    return render(
        "kano/studies.html",
        page=page,
        wanted=wanted,
        tabs=TABS,
        link=_link,
        may_write=allowed(WRITE),
        **WORDS,
    )


@pages.get("/studies/new", endpoint="new_study")
@requires(WRITE)
def show_new() -> Response:
    """The form of a new study."""
    return _page(None)


@pages.post("/studies/new", endpoint="add_study")
@requires(WRITE)
def add() -> AnyResponse:
    """Prepare a study."""
    return _save(None, create_study)


@pages.get("/studies/<int:study_id>/edit", endpoint="edit_study")
@requires(WRITE)
def show_edit(study_id: int) -> Response:
    """The form of a draft."""
    return _page(study_by_id(study_id))


@pages.post("/studies/<int:study_id>/edit", endpoint="change_study")
@requires(WRITE)
def change(study_id: int) -> AnyResponse:
    """Change a draft."""
    study = study_by_id(study_id)
    return _save(study, lambda details: change_study(study_id, details, version=form_version() or 0))


def _link(**changes: Any) -> str:
    return url_for("kano.studies", **kept_filters(FILTERS, **changes))


def _save(study: Study | None, act: Callable[[StudyDetails], Study]) -> AnyResponse:
    try:
        with session().begin_nested():
            saved = act(StudyDetails(**read_form(KanoStudySchema, request)))
    except Invalid as error:
        return _page(study, error)
    except Conflict as error:
        return _page(study, Invalid("", error.message), status=409)
    tell(_("The study was saved. Look through its questions, then open it."))
    return redirect(url_for("kano.study", study_id=saved.id), 303)


def _page(study: Study | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"by_link": True, "factor_ids": [one.id for one in factors(only_active=True)]}
    if study is not None:
        session().refresh(study)
        stored = _stored(study)
    version = form_version() if error and status != 409 else study.row_version if study else None
    choices = {"factor_ids": _factor_choices(stored["factor_ids"])}
    form = Form(KanoStudySchema, stored, error=error, version=version, choices=choices)
    return render(
        "kano/study_form.html",
        status=status if error else 200,
        form=form,
        study=study,
        title=study.title if study else _("New study"),
        action=url_for("kano.change_study", study_id=study.id) if study else url_for("kano.add_study"),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(study: Study) -> dict[str, Any]:
    chosen = [row.StudyFactor.factor_id for row in study_factors(study.id)]
    kept = {name: getattr(study, name) for name in KanoStudySchema().load_fields if hasattr(study, name)}
    own = study.table_name == "own"
    lines = [" ".join(row) for row in study.table_cells] if own else []
    return kept | {"factor_ids": chosen, "cells": lines}


def _factor_choices(chosen: list[int]) -> list[tuple[str, str]]:
    return [
        (str(one.id), factor_name(one.names, active=one.active))
        for one in factors()
        if one.active or one.id in chosen
    ]
