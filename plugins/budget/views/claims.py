"""The list of expense claims, beginning one, and the page of a claim."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.claim_checks import worst
from plugins.budget.claim_words import CLAIM_STATES, CLAIM_TABS, LEVELS
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.operations.claiming import NewClaim, create_claim, edit_claim
from plugins.budget.permissions import EXPORT
from plugins.budget.permissions.claims import CLAIM_PAY, CLAIM_READ, CLAIM_WRITE
from plugins.budget.queries.claims import (
    ClaimFilter,
    claim_row,
    claims_page,
    departments_in_use,
    waiting_count,
)
from plugins.budget.schemas.claims import (
    BudgetClaimFilterSchema,
    BudgetClaimNewSchema,
    BudgetClaimTitleSchema,
)
from plugins.budget.views.blueprint import pages, saved
from plugins.budget.views.claim_page import show
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    allowed,
    filter_names,
    form_version,
    kept_filters,
    open_stores,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(BudgetClaimFilterSchema)


@pages.get("/claims/")
@requires(CLAIM_READ)
def claims() -> Response:
    """The claims within reach, the newest first; who has some to review sees these at first."""
    typed = read_filters(BudgetClaimFilterSchema, request.args)
    waiting = waiting_count()
    view = typed["view"] or ("review" if waiting else "mine")
    wanted = ClaimFilter(view=view, store_id=typed["store_id"], number=typed["number"])
    arguments = request.args
    page = claims_page(wanted, limit=PAGE, after=arguments.get("after"), before=arguments.get("before"))
    return render(
        "budget/claims.html",
        page=page,
        wanted=wanted,
        tabs=CLAIM_TABS,
        waiting=waiting,
        stores=[(store.id, store.name) for store in open_stores()],
        link=_link,
        may_claim=allowed(CLAIM_WRITE),
        may_pay=allowed(CLAIM_PAY),
        may_export=allowed(EXPORT),
        level_of=lambda checks: LEVELS[worst(checks)],
        claim_states=CLAIM_STATES,
    )


@pages.get("/claims/new", endpoint="new_claim")
@requires(CLAIM_WRITE)
def new() -> Response:
    """The form of a new claim."""
    return _new_form()


@pages.post("/claims/new", endpoint="begin_claim")
@requires(CLAIM_WRITE)
def begin() -> AnyResponse:
    """Begin a claim and show it, so that its expenses can be added."""
    made: list[ExpenseClaim] = []

    def act() -> None:
        made.append(create_claim(NewClaim(**read_form(BudgetClaimNewSchema, request))))

    refused = saved(act, _new_form)
    if refused is not None:
        return refused
    tell(_("Claim %(number)s was begun. Add its expenses.", number=made[0].document_no))
    return redirect(url_for("budget.claim", claim_id=made[0].id), 303)


@pages.get("/claims/<int:claim_id>", endpoint="claim")
@requires(CLAIM_READ)
def show_claim(claim_id: int) -> Response:
    """A claim within reach."""
    return show(claim_id)


@pages.get("/claims/<int:claim_id>/edit", endpoint="edit_claim")
@requires(CLAIM_WRITE)
def edit(claim_id: int) -> Response:
    """The form of what a claim is for."""
    return _title_form(claim_row(claim_id).ExpenseClaim)


@pages.post("/claims/<int:claim_id>/edit", endpoint="change_claim")
@requires(CLAIM_WRITE)
def change(claim_id: int) -> AnyResponse:
    """Say anew what it is for."""
    claim = claim_row(claim_id).ExpenseClaim
    version = form_version() or 0

    def act() -> None:
        edit_claim(claim_id, **read_form(BudgetClaimTitleSchema, request), version=version)

    refused = saved(act, lambda error, status: _title_form(claim, error, status))
    if refused is not None:
        return refused
    tell(_("The claim was saved."))
    return redirect(url_for("budget.claim", claim_id=claim_id), 303)


def _link(**changes: Any) -> str:
    return url_for("budget.claims", **kept_filters(FILTERS, **changes))


def _new_form(error: Invalid | None = None, status: int = 422) -> Response:
    stores = open_stores()
    values = {"store_id": stores[0].id if len(stores) == 1 else None}
    choices = {
        "store_id": [(str(store.id), store.name) for store in stores],
        "department_id": [(str(one), name) for one, name in departments_in_use()],
    }
    form = Form(BudgetClaimNewSchema, values, error=error, choices=choices)
    return render("budget/claim_new.html", status=status if error else 200, form=form, claim=None)


def _title_form(claim: ExpenseClaim, error: Invalid | None = None, status: int = 422) -> Response:
    session().refresh(claim)
    version = form_version() if error and status != 409 else claim.row_version
    form = Form(BudgetClaimTitleSchema, claim, error=error, version=version)
    return render("budget/claim_new.html", status=status if error else 200, form=form, claim=claim)
