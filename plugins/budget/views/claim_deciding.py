"""Handing a claim in, and deciding on it; whoever decides is led to the next one that waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.claim_points import Point
from plugins.budget.operations.claim_overbudget import (
    agree_overbudget,
    approve_overbudget,
    refuse_overbudget,
    use_overbudget,
)
from plugins.budget.operations.claim_reviewing import (
    pass_department,
    pass_finance,
    reject_claim,
    return_claim,
)
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.operations.claiming import cancel_claim
from plugins.budget.permissions.claims import (
    CLAIM_CHECK,
    CLAIM_READ,
    CLAIM_REVIEW,
    CLAIM_WRITE,
    OVERBUDGET_AGREE,
    OVERBUDGET_APPROVE,
)
from plugins.budget.queries.claims import next_waiting
from plugins.budget.views.blueprint import pages, saved
from plugins.budget.views.claim_page import FORMS, show
from saas.plugin_api import _, form_version, read_form, requires, tell

Act = Callable[[Mapping[str, Any]], object]


@pages.post("/claims/<int:claim_id>/submit", endpoint="submit_claim")
@requires(CLAIM_WRITE)
def submit(claim_id: int) -> AnyResponse:
    """Hand it in."""
    return _act(claim_id, "submit", lambda typed: submit_claim(claim_id, **typed, version=form_version()))


@pages.post("/claims/<int:claim_id>/cancel", endpoint="cancel_claim")
@requires(CLAIM_WRITE)
def cancel(claim_id: int) -> AnyResponse:
    """Take it back."""
    cancel_claim(claim_id)
    tell(_("The claim was taken back."))
    return redirect(url_for("budget.claim", claim_id=claim_id), 303)


@pages.post("/claims/<int:claim_id>/go-on", endpoint="use_overbudget")
@requires(CLAIM_WRITE)
def go_on(claim_id: int) -> AnyResponse:
    """Let it go on with the approval that it could not use at once."""
    return _act(claim_id, "", lambda _typed: use_overbudget(claim_id))


@pages.post("/claims/<int:claim_id>/pass-department", endpoint="pass_department")
@requires(CLAIM_REVIEW)
def pass_on(claim_id: int) -> AnyResponse:
    """Pass it on to finance."""
    return _act(
        claim_id,
        "pass_department",
        lambda typed: pass_department(claim_id, **typed, version=form_version()),
        onward=True,
    )


@pages.post("/claims/<int:claim_id>/pass-finance", endpoint="pass_finance")
@requires(CLAIM_CHECK)
def vouch(claim_id: int) -> AnyResponse:
    """Pass it to be paid, with the four points."""

    def act(typed: Mapping[str, Any]) -> object:
        points = [point for point in Point if typed[point.value]]
        return pass_finance(claim_id, points=points, text=typed["text"], version=form_version())

    return _act(claim_id, "pass_finance", act, onward=True)


@pages.post("/claims/<int:claim_id>/return", endpoint="return_claim")
@requires(CLAIM_READ)
def give_back(claim_id: int) -> AnyResponse:
    """Give it back to be corrected."""
    return _act(
        claim_id, "return", lambda typed: return_claim(claim_id, **typed, version=form_version()), onward=True
    )


@pages.post("/claims/<int:claim_id>/reject", endpoint="reject_claim")
@requires(CLAIM_READ)
def reject(claim_id: int) -> AnyResponse:
    """End it without payment."""
    return _act(
        claim_id, "reject", lambda typed: reject_claim(claim_id, **typed, version=form_version()), onward=True
    )


@pages.post("/claims/<int:claim_id>/agree", endpoint="agree_overbudget")
@requires(OVERBUDGET_AGREE)
def agree(claim_id: int) -> AnyResponse:
    """Agree for the department that it exceeds the budget."""
    return _act(
        claim_id,
        "agree",
        lambda typed: agree_overbudget(claim_id, **typed, version=form_version()),
        onward=True,
    )


@pages.post("/claims/<int:claim_id>/approve", endpoint="approve_overbudget")
@requires(OVERBUDGET_APPROVE)
def approve(claim_id: int) -> AnyResponse:
    """Approve for finance that it exceeds the budget."""
    return _act(
        claim_id,
        "approve",
        lambda typed: approve_overbudget(claim_id, **typed, version=form_version()),
        onward=True,
    )


@pages.post("/claims/<int:claim_id>/refuse", endpoint="refuse_overbudget")
@requires(CLAIM_READ)
def refuse(claim_id: int) -> AnyResponse:
    """Refuse that it exceeds the budget."""
    return _act(
        claim_id,
        "refuse",
        lambda typed: refuse_overbudget(claim_id, **typed, version=form_version()),
        onward=True,
    )


def _act(claim_id: int, name: str, act: Act, *, onward: bool = False) -> AnyResponse:
    """onward: whether the next one that waits is shown, once this one is decided."""

    def read_and_act() -> None:
        act(read_form(FORMS[name], request) if name else {})

    refused = saved(read_and_act, lambda error, status: show(claim_id, name, error, status))
    if refused is not None:
        return refused
    tell(_("The claim was saved."))
    following = next_waiting(claim_id) if onward else None
    return redirect(url_for("budget.claim", claim_id=following or claim_id), 303)
