"""What customers ask about their data: taken in, checked, assigned, approved by somebody else, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from marshmallow import Schema

from saas.core.accounts.queries import active_members_with, member_names
from saas.core.contracts.duties import EraseMode
from saas.core.customers.queries import visible_customer
from saas.core.organisation.queries import zone_of
from saas.core.organisation.views.saving import Conflicted, save
from saas.core.privacy import requesting
from saas.core.privacy.duty_words import DONE, MODES, owner_title
from saas.core.privacy.permissions import APPROVE_REQUESTS, HANDLE_REQUESTS, READ_REQUESTS
from saas.core.privacy.request_models import RequestKind, RequestState, SubjectRequest
from saas.core.privacy.request_queries import certificate_of, request_page
from saas.core.privacy.request_schemas import (
    AnswerSchema,
    AssignSchema,
    ProofSchema,
    ProposeSchema,
    RequestFilterSchema,
    RequestSchema,
)
from saas.core.privacy.request_words import KINDS, PROOFS, STATES, TONES
from saas.core.privacy.runner.queries import names_of
from saas.core.privacy.views.blueprint import pages
from saas.platform.clock import today
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import allowed, requires
from saas.platform.plugin_life import table_title
from saas.platform.tenancy import current_actor
from saas.platform.web import (
    Form,
    form_version,
    kept_filters,
    needs_proof,
    read_filters,
    read_form,
    render,
    tell,
)

PAGE = 50
_WORDS = {"kinds": KINDS, "states": STATES, "tones": TONES, "proofs": PROOFS}


@pages.get("/privacy/requests", endpoint="requests")
@requires(READ_REQUESTS)
def show_requests() -> Response:
    """The requests, the earliest deadline first."""
    wanted = read_filters(RequestFilterSchema, request.args)
    page = request_page(
        wanted["state"], limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "privacy/requests.html",
        page=page,
        state=wanted["state"],
        today=today(zone_of(None)),
        still_open=requesting.OPEN,
        names=names_of([one.customer_id for one in page.rows]),
        people=member_names([one.assignee_id for one in page.rows if one.assignee_id]),
        link=lambda **changes: url_for("privacy.requests", **kept_filters(("state",), **changes)),
        words=_WORDS,
    )


@pages.get("/customers/<int:customer_id>/requests/new", endpoint="new_request")
@requires(HANDLE_REQUESTS)
def new(customer_id: int) -> Response:
    """What the customer asks."""
    return _new_page(customer_id)


@pages.post("/customers/<int:customer_id>/requests/new", endpoint="take_in_request")
@requires(HANDLE_REQUESTS)
def take_in(customer_id: int) -> Response:
    """Take it in."""
    visible_customer(customer_id, HANDLE_REQUESTS)
    made: list[int] = []

    def work() -> None:
        typed = read_form(RequestSchema, request)
        made.append(requesting.receive_request(customer_id, **typed, zone=zone_of(None)).id)
        tell(_("The request was taken in."))

    faults = save(work)
    if faults is not None:
        return _new_page(customer_id, faults)
    return make_response(redirect(url_for("privacy.request", request_id=made[0]), 303))


@pages.get("/privacy/requests/<int:request_id>", endpoint="request")
@requires(READ_REQUESTS)
def show(request_id: int) -> Response:
    """One request: where it stands, and what can be done now."""
    return _page(load(SubjectRequest, request_id))


@pages.post("/privacy/requests/<int:request_id>/identity", endpoint="check_request")
@requires(HANDLE_REQUESTS)
def check(request_id: int) -> Response:
    """How it was seen who asks."""
    return _act(request_id, ProofSchema, requesting.check_identity, _("The identity is noted."))


@pages.post("/privacy/requests/<int:request_id>/assignee", endpoint="assign_request")
@requires(HANDLE_REQUESTS)
def assign(request_id: int) -> Response:
    """Who handles it."""
    return _act(request_id, AssignSchema, requesting.assign_request, _("The request was assigned."))


@pages.post("/privacy/requests/<int:request_id>/proposal", endpoint="propose_request")
@requires(HANDLE_REQUESTS)
def propose(request_id: int) -> Response:
    """Ask somebody else to approve."""
    return _act(request_id, ProposeSchema, requesting.propose_request, _("It waits for approval now."))


@pages.post("/privacy/requests/<int:request_id>/approval", endpoint="approve_request")
@requires(APPROVE_REQUESTS)
@needs_proof
def approve(request_id: int) -> Response:
    """Do what was proposed."""
    return _act(request_id, Schema, requesting.approve_request, _("It was approved and done."))


@pages.post("/privacy/requests/<int:request_id>/answer", endpoint="answer_request")
@requires(HANDLE_REQUESTS)
def answer(request_id: int) -> Response:
    """Answer it."""
    return _act(request_id, AnswerSchema, requesting.answer_request, _("The request was answered."))


@pages.post("/privacy/requests/<int:request_id>/refusal", endpoint="refuse_request")
@requires(HANDLE_REQUESTS)
def refuse(request_id: int) -> Response:
    """Refuse it, and say why."""

    def work(one: int, answer: str, version: int | None) -> None:
        requesting.refuse_request(one, answer, version=version)

    return _act(request_id, AnswerSchema, work, _("The request was refused."))


@pages.post("/privacy/requests/<int:request_id>/withdrawal", endpoint="withdraw_request")
@requires(HANDLE_REQUESTS)
def withdraw(request_id: int) -> Response:
    """The customer does not want it any more."""
    return _act(request_id, Schema, requesting.withdraw_request, _("The request was withdrawn."))


@pages.get("/privacy/erasures/<int:erasure_id>/certificate")
@requires(READ_REQUESTS)
def certificate(erasure_id: int) -> Response:
    """The proof of an erasure, to be printed."""
    proof = certificate_of(erasure_id)
    content = proof.content
    lines = [
        (owner_title(owner), table_title(table), word, count)
        for owner, told in content["parts"].items()
        for kind, word in DONE.items()
        for table, count in (told[kind] or {}).items()
    ]
    return render(
        "privacy/certificate.html",
        proof=proof,
        lines=lines,
        mode=MODES[EraseMode(content["mode"])],
        times=[datetime.fromisoformat(content[name]) for name in ("started_at", "finished_at")],
    )


def _act(request_id: int, schema: type[Schema], operation: Callable[..., object], said: str) -> Response:
    asked = load(SubjectRequest, request_id)

    def work() -> None:
        typed: dict[str, Any] = read_form(schema, request) if schema is not Schema else {}
        operation(request_id, **typed, version=form_version())
        tell(said)

    faults = save(work)
    if faults is not None:
        return _page(load(SubjectRequest, asked.id), faults)
    return make_response(redirect(url_for("privacy.request", request_id=request_id), 303))


def _new_page(customer_id: int, faults: Conflicted | None = None) -> Response:
    return render(
        "privacy/request_new.html",
        status=faults.status if faults else 200,
        customer=visible_customer(customer_id, HANDLE_REQUESTS),
        form=Form(RequestSchema, {}, error=faults.error if faults else None),
    )


def _page(asked: SubjectRequest, faults: Conflicted | None = None) -> Response:
    error, version = faults.error if faults else None, asked.row_version
    able = [(str(member), name) for member, name in active_members_with(HANDLE_REQUESTS)]
    forms = {
        "check": Form(ProofSchema, {}, error=error, version=version),
        "assign": Form(
            AssignSchema, {"member_id": asked.assignee_id}, version=version, choices={"member_id": able}
        ),
        "propose": Form(ProposeSchema, {}, version=version),
        "answer": Form(AnswerSchema, {}, error=error, version=version),
    }
    people = (
        asked.created_by,
        asked.checked_by_id,
        asked.proposed_by_id,
        asked.approved_by_id,
        asked.assignee_id,
    )
    return render(
        "privacy/request.html",
        status=faults.status if faults else 200,
        asked=asked,
        error=str(faults.error.message) if faults else "",
        forms=forms,
        can=_can(asked),
        grave=asked.kind in requesting.APPROVED_BY_TWO,
        is_erased=asked.kind is RequestKind.DELETE and asked.state is RequestState.DONE,
        names=names_of([asked.customer_id]),
        people=member_names([one for one in people if one]),
        words=_WORDS,
    )


def _can(asked: SubjectRequest) -> set[str]:
    """What the reader can do with it now."""
    handle, approve = allowed(HANDLE_REQUESTS), allowed(APPROVE_REQUESTS)
    grave = asked.kind in requesting.APPROVED_BY_TWO
    mine = current_actor().member_id in (asked.created_by, asked.checked_by_id, asked.proposed_by_id)
    able = {
        "close": handle and asked.state in requesting.OPEN,
        "check": handle and asked.state is RequestState.RECEIVED,
        "propose": handle and grave and asked.state is RequestState.CHECKED,
        "answer": handle and not grave and asked.state is RequestState.CHECKED,
        "approve": approve and asked.state is RequestState.PROPOSED and not mine,
    }
    return {name for name, holds in able.items() if holds}
