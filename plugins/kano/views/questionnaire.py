"""The questionnaire for whoever has its link; nobody is asked who they are."""

from __future__ import annotations

from flask import Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.operations import Questionnaire, find_questionnaire, send_answers
from plugins.kano.schemas import KanoSubmissionSchema
from plugins.kano.views.asking import asked, empty, pairs_of
from plugins.kano.views.blueprint import public
from saas.plugin_api import Form, Invalid, NotFound, open_to_all, read_form, render, session


@public.get("/thanks", endpoint="thanks")
@open_to_all("It thanks whoever answered, and shows nothing of anybody.")
def thank() -> Response:
    """Thanks for the answers."""
    return render("kano/thanks.html", group=g.tenant)


@public.get("/<token>", endpoint="questionnaire")
def show(token: str) -> Response:
    """The questions, in an order of this respondent's own."""
    return _page(_open(token), token)


@public.post("/<token>", endpoint="send_answers")
def send(token: str) -> AnyResponse:
    """Keep the answers, once."""
    opened = _open(token)
    try:
        with session().begin_nested():
            typed = read_form(KanoSubmissionSchema, request)
            send_answers(token, typed["submission"], pairs_of(typed))
    except Invalid as error:
        return _page(opened, token, error)
    return redirect(url_for("kano_public.thanks"), 303)


def _open(token: str) -> Questionnaire:
    try:
        return find_questionnaire(token)
    except NotFound:
        # An address that is not there, whether it never was, is closed, or is another group's.
        abort(404)


def _page(opened: Questionnaire, token: str, error: Invalid | None = None) -> Response:
    study = opened.study
    form = Form(KanoSubmissionSchema, empty(study), error=error)
    return render(
        "kano/questionnaire.html",
        status=422 if error else 200,
        study=study,
        named=opened.named,
        token=token,
        group=g.tenant,
        form=form,
        **asked(study, form),
    )
