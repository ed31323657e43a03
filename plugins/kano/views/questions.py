"""The pair of questions about a factor of a draft."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import StudyFactor
from plugins.kano.operations import QuestionTexts, change_questions
from plugins.kano.permissions import WRITE
from plugins.kano.queries import study_by_id
from plugins.kano.schemas import KanoQuestionsSchema
from plugins.kano.views.blueprint import differences, pages
from plugins.kano.words.study import in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/questions/<int:study_factor_id>", endpoint="questions")
@requires(WRITE)
def show_questions(study_factor_id: int) -> Response:
    """The form of a pair of questions."""
    return _page(load(StudyFactor, study_factor_id))


@pages.post("/questions/<int:study_factor_id>", endpoint="change_questions")
@requires(WRITE)
def change(study_factor_id: int) -> AnyResponse:
    """Reword a pair of questions."""
    factor = load(StudyFactor, study_factor_id)
    try:
        with session().begin_nested():
            texts = QuestionTexts(**read_form(KanoQuestionsSchema, request))
            change_questions(study_factor_id, texts, version=form_version() or 0)
    except Invalid as error:
        return _page(factor, error)
    except Conflict as error:
        return _page(factor, Invalid("", error.message), status=409)
    tell(_("The questions were saved."))
    return redirect(url_for("kano.study", study_id=factor.study_id), 303)


def _page(factor: StudyFactor, error: Invalid | None = None, *, status: int = 422) -> Response:
    session().refresh(factor)
    stored = _stored(factor)
    version = form_version() if error and status != 409 else factor.row_version
    form = Form(KanoQuestionsSchema, stored, error=error, version=version)
    return render(
        "kano/questions.html",
        status=status if error else 200,
        form=form,
        factor=factor,
        study=study_by_id(factor.study_id),
        name=in_locale(factor.names),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(factor: StudyFactor) -> dict[str, Any]:
    return {
        "functional_zh": factor.functional.get("zh_CN", ""),
        "dysfunctional_zh": factor.dysfunctional.get("zh_CN", ""),
        "functional_en": factor.functional.get("en", ""),
        "dysfunctional_en": factor.dysfunctional.get("en", ""),
    }
