"""The steps of a study: each a button on its page."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Study
from plugins.kano.operations import (
    archive_study,
    ask_for_analysis,
    close_study,
    open_study,
    publish_study,
    reopen_study,
)
from plugins.kano.permissions import PUBLISH, WRITE
from plugins.kano.views.blueprint import pages
from plugins.kano.views.study import page_of_study
from saas.plugin_api import Conflict, LazyStr, _l, form_version, read_form, requires, session, tell


class NothingTyped(Schema):
    """A button that says all."""


@pages.post("/studies/<int:study_id>/open", endpoint="open_study")
@requires(WRITE)
def open_(study_id: int) -> AnyResponse:
    """Let the questionnaire be answered."""
    return _act(study_id, open_study, _l("The study is open: it can be answered."))


@pages.post("/studies/<int:study_id>/close", endpoint="close_study")
@requires(WRITE)
def close(study_id: int) -> AnyResponse:
    """Take no more answers."""
    return _act(study_id, close_study, _l("The study is closed: it takes no more answers."))


@pages.post("/studies/<int:study_id>/reopen", endpoint="reopen_study")
@requires(WRITE)
def reopen(study_id: int) -> AnyResponse:
    """Take answers again."""
    return _act(study_id, reopen_study, _l("The study is open: it can be answered."))


@pages.post("/studies/<int:study_id>/analyse", endpoint="analyse_study")
@requires(WRITE)
def analyse(study_id: int) -> AnyResponse:
    """Have it analysed."""
    return _act(study_id, ask_for_analysis, _l("The analysis is being calculated."))


@pages.post("/studies/<int:study_id>/publish", endpoint="publish_study")
@requires(PUBLISH)
def publish(study_id: int) -> AnyResponse:
    """Let result and decisions stand."""
    return _act(study_id, publish_study, _l("The study was published."))


@pages.post("/studies/<int:study_id>/archive", endpoint="archive_study")
@requires(WRITE)
def archive(study_id: int) -> AnyResponse:
    """Take it out of use."""
    return _act(study_id, archive_study, _l("The study was archived. It stays readable."))


def _act(study_id: int, act: Callable[..., Study], told: LazyStr) -> AnyResponse:
    read_form(NothingTyped, request)
    try:
        with session().begin_nested():
            act(study_id, version=form_version())
    except Conflict as error:
        return page_of_study(study_id, status=409, error=error.message)
    tell(str(told))
    return redirect(url_for("kano.study", study_id=study_id), 303)
