"""Sending a study to single customers, each with a link of their own."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.links import questionnaire_link
from plugins.kano.models import Study
from plugins.kano.operations import Letter, invite_customer
from plugins.kano.permissions import SEND
from plugins.kano.queries import study_by_id
from plugins.kano.schemas import KanoLetterSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.views.picking import picked_customer, with_customers
from saas.plugin_api import (
    Conflict,
    Forbidden,
    Form,
    Invalid,
    _,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/studies/<int:study_id>/invitations/new", endpoint="new_invitation")
@requires(SEND)
def show_letter(study_id: int) -> Response:
    """A letter to a customer, with words to begin with."""
    return _page(study_by_id(study_id))


@pages.post("/studies/<int:study_id>/invitations/new", endpoint="invite_customer")
@requires(SEND)
def invite(study_id: int) -> AnyResponse:
    """Send it, and show the letter for the next customer."""
    study = study_by_id(study_id)
    try:
        with session().begin_nested():
            typed = read_form(KanoLetterSchema, request)
            letter = Letter(subject=typed["subject"], body=typed["body"])
            invite_customer(study.id, typed["customer_id"], letter, address=questionnaire_link)
    except Invalid as error:
        return _page(study, error)
    except (Conflict, Forbidden) as error:
        return _page(study, Invalid("", error.message), status=409)
    tell(_("The study was sent. The letter is ready for the next customer."))
    return redirect(url_for("kano.new_invitation", study_id=study.id), 303)


def _page(study: Study, error: Invalid | None = None, *, status: int = 422) -> Response:
    letter = {
        "subject": study.title,
        "body": _(
            "We should like to know what you expect of our service. Please answer some questions: {link}"
        ),
    }
    choices = {"customer_id": picked_customer()}
    return render(
        "kano/invite.html",
        status=status if error else 200,
        study=study,
        form=Form(with_customers(KanoLetterSchema), letter, error=error, choices=choices),
    )
