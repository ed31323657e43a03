"""The customer's own page behind an unguessable link: where their complaint stands, and what they say to a solution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, g, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.models import Case
from plugins.complaints.operations import agree_by_customer, decline_by_customer
from plugins.complaints.operations.solving import options_of
from plugins.complaints.own_page import case_of_link
from plugins.complaints.own_page_words import SOLUTIONS, STEPS, sentence_of, standing_of
from plugins.complaints.public_schemas import ComplaintOwnAgreementSchema, ComplaintOwnRefusalSchema
from plugins.complaints.views.blueprint import public
from plugins.complaints.work_models import OptionState, SolutionOption
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    NotFound,
    Store,
    _,
    bind_customer,
    form_version,
    load,
    read_form,
    render,
    session,
    tell,
)

_AGREED = (OptionState.ACCEPTED, OptionState.DONE)


@public.get("/case/<token>", endpoint="own_page")
def show(token: str) -> Response:
    """Where the complaint stands, and what is proposed."""
    return _page(_open(token), token)


@public.post("/case/<token>/agree", endpoint="own_agreement")
def agree(token: str) -> AnyResponse:
    """Keep that the customer agrees to one of the solutions."""

    def run(typed: dict[str, Any]) -> object:
        return agree_by_customer(token, option_id=typed["option_id"], version=form_version())

    return _decide(token, ComplaintOwnAgreementSchema, run)


@public.post("/case/<token>/decline", endpoint="own_refusal")
def decline(token: str) -> AnyResponse:
    """Keep that the customer wants none of them, and why."""

    def run(typed: dict[str, Any]) -> object:
        return decline_by_customer(token, text=typed["text"], version=form_version())

    return _decide(token, ComplaintOwnRefusalSchema, run)


def _decide(token: str, schema: type[Schema], run: Callable[[dict[str, Any]], object]) -> AnyResponse:
    case = _open(token)
    bind_customer(case.customer_id)
    try:
        with session().begin_nested():
            run(read_form(schema, request))
    except Invalid as error:
        return _page(case, token, error)
    except Conflict:
        # Why is the house's matter: the budget's, say. What was typed stays beside the complaint as it stands now.
        return _page(case, token, typed=request.form.get("text", ""), status=409)
    tell(_("Thank you, it is recorded."))
    return redirect(url_for("complaints_public.own_page", token=token), 303)


def _open(token: str) -> Case:
    try:
        return case_of_link(token)
    except NotFound:
        # A link that is not there, whether it never was, is too old, or is another group's.
        abort(404)


def _page(
    case: Case, token: str, error: Invalid | None = None, *, typed: str | None = None, status: int = 422
) -> Response:
    session().refresh(case)
    options = options_of(case.id)
    offered = [one for one in options if one.state is OptionState.OFFERED]
    version = case.row_version
    return render(
        "complaints/public_case.html",
        status=status if error or typed is not None else 200,
        case=case,
        token=token,
        group=g.tenant,
        store=load(Store, case.store_id),
        sentence=sentence_of(case.state),
        steps=[(label, "") for label in STEPS.values()],
        place=list(STEPS).index(standing_of(case.state)) + 1,
        offered=[(one, _agreement(one, version)) for one in offered],
        agreed=[one for one in options if one.state in _AGREED],
        refusal=Form(ComplaintOwnRefusalSchema, {"text": typed or ""}, error=error, version=version),
        not_recorded=typed,
        kinds=SOLUTIONS,
    )


def _agreement(option: SolutionOption, version: int) -> Form:
    return Form(ComplaintOwnAgreementSchema, {"option_id": option.id}, version=version)
