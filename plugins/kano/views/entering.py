"""Entering what a customer told staff: at the counter, on the telephone, in a mail."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Study
from plugins.kano.operations import enter_answers
from plugins.kano.permissions import ENTER
from plugins.kano.queries import study_by_id
from plugins.kano.schemas import KanoAnswersSchema
from plugins.kano.views.asking import asked, empty, pairs_of
from plugins.kano.views.blueprint import WORDS, pages
from plugins.kano.views.picking import picked_customer, with_customers
from saas.plugin_api import (
    Conflict,
    Forbidden,
    Form,
    Invalid,
    _,
    open_stores,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/studies/<int:study_id>/answers/new", endpoint="new_answers")
@requires(ENTER)
def show_form(study_id: int) -> Response:
    """An empty questionnaire."""
    return _page(study_by_id(study_id))


@pages.post("/studies/<int:study_id>/answers/new", endpoint="enter_answers")
@requires(ENTER)
def enter(study_id: int) -> AnyResponse:
    """Keep the answers, and show the next empty questionnaire."""
    study = study_by_id(study_id)
    try:
        with session().begin_nested():
            typed = read_form(KanoAnswersSchema, request)
            enter_answers(
                study.id,
                typed["mode"],
                typed["submission"],
                pairs_of(typed),
                customer_id=typed["customer_id"],
                store_id=typed["store_id"],
            )
    except Invalid as error:
        return _page(study, error)
    except (Conflict, Forbidden) as error:
        return _page(study, Invalid("", error.message), status=409)
    tell(_("The answers were saved. The next questionnaire is empty."))
    return redirect(url_for("kano.new_answers", study_id=study.id), 303)


def _page(study: Study, error: Invalid | None = None, *, status: int = 422) -> Response:
    choices = {
        "store_id": [(str(store.id), store.name) for store in open_stores()],
        "customer_id": picked_customer(),
    }
    form = Form(with_customers(KanoAnswersSchema), empty(study), error=error, choices=choices)
    return render(
        "kano/enter.html",
        status=status if error else 200,
        study=study,
        form=form,
        **asked(study, form),
        **WORDS,
    )
