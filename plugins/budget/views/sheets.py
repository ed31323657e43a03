"""Budgets: the list, one budget with its lines, and its way into force."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.operations.sheets import is_draft
from plugins.budget.permissions import APPROVE, READ, REVIEW, WRITE
from plugins.budget.queries import category_choices
from plugins.budget.queries.days import today_of
from plugins.budget.queries.sheets import (
    comments_of,
    series_of,
    sheet_row,
    sheets_page,
    versions_of,
)
from plugins.budget.schemas.sheets import (
    BudgetCommentSchema,
    BudgetNewSheetSchema,
    BudgetSheetSchema,
    BudgetStepSchema,
)
from plugins.budget.steps_offered import offered
from plugins.budget.typed import assumptions, fen
from plugins.budget.views.blueprint import WORDS, differences, pages, saved, store_choices
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/", endpoint="sheets")
@requires(READ)
def show_sheets() -> Response:
    """The budgets within reach, the newest first."""
    page = sheets_page(limit=50, after=request.args.get("after"), before=request.args.get("before"))
    return render("budget/sheets.html", page=page, may_write=allowed(WRITE), **WORDS)


@pages.get("/new", endpoint="new_sheet")
@requires(WRITE)
def show_new() -> Response:
    """The form of a new budget."""
    return _new()


@pages.post("/new", endpoint="create_sheet")
@requires(WRITE)
def create() -> AnyResponse:
    """Begin a budget."""
    made: list[int] = []

    def act() -> None:
        typed = read_form(BudgetNewSheetSchema, request)
        budget = operations.create_budget(
            title=typed["title"],
            year=typed["year"],
            store_id=typed["store_id"],
            target_fen=fen(typed["target_yuan"]),
            assumptions=assumptions(typed),
        )
        made.append(budget.id)

    refused = saved(act, lambda error, status: _new(error, status=status))
    return refused or redirect(url_for("budget.sheet", budget_sheet_id=made[0]), 303)


def _new(error: Invalid | None = None, *, status: int = 200) -> Response:
    values = {"year": today_of(None).year + 1}
    form = Form(BudgetNewSheetSchema, values, error=error, choices={"store_id": store_choices(WRITE)})
    return render("budget/new_sheet.html", status=status, form=form)


@pages.get("/<int:budget_sheet_id>", endpoint="sheet")
@requires(READ)
def show_sheet(budget_sheet_id: int) -> Response:
    """One budget, in its latest version or the one asked for."""
    return sheet_page(budget_sheet_id)


@pages.get("/<int:budget_sheet_id>/edit", endpoint="edit_sheet")
@requires(WRITE)
def edit(budget_sheet_id: int) -> Response:
    """The form of what a budget assumes."""
    return _edit(budget_sheet_id)


@pages.post("/<int:budget_sheet_id>/edit", endpoint="change_sheet")
@requires(WRITE)
def change(budget_sheet_id: int) -> AnyResponse:
    """Save what it assumes."""
    sheet_row(budget_sheet_id)

    def act() -> None:
        typed = read_form(BudgetSheetSchema, request)
        operations.change_budget(
            budget_sheet_id,
            title=typed["title"],
            target_fen=fen(typed["target_yuan"]),
            assumptions=assumptions(typed),
            version=form_version() or 0,
        )

    refused = saved(act, lambda error, status: _edit(budget_sheet_id, error, status=status))
    return refused or redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


def _edit(budget_sheet_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = sheet_row(budget_sheet_id)
    session().refresh(row.Budget)
    version = versions_of(budget_sheet_id)[0]
    stored = {name: getattr(version, name) for name in ("strategy", "standards", "history_base")}
    stored |= {"title": row.Budget.title, "target_yuan": in_yuan(row.Budget.target_fen)}
    stored |= {name: getattr(version, name) for name in ("market_percent", "demand_percent")}
    seen = form_version() if error and status != 409 else row.Budget.row_version
    form = Form(BudgetSheetSchema, stored, error=error, version=seen)
    return render(
        "budget/edit_sheet.html",
        status=status,
        form=form,
        budget=row.Budget,
        differences=differences(form, stored) if status == 409 else (),
    )


@pages.post("/<int:budget_sheet_id>/write", endpoint="writers_step")
@requires(WRITE)
def writers_step(budget_sheet_id: int) -> AnyResponse:
    """Submit it, take it back, drop the version or begin a revision."""
    return _step(budget_sheet_id, WRITE)


@pages.post("/<int:budget_sheet_id>/review", endpoint="reviewers_step")
@requires(REVIEW)
def reviewers_step(budget_sheet_id: int) -> AnyResponse:
    """Take it into review, or return it."""
    return _step(budget_sheet_id, REVIEW)


@pages.post("/<int:budget_sheet_id>/approve", endpoint="approvers_step")
@requires(APPROVE)
def approvers_step(budget_sheet_id: int) -> AnyResponse:
    """Approve it, put it into force, close its year."""
    return _step(budget_sheet_id, APPROVE)


def _step(budget_sheet_id: int, permission: str) -> AnyResponse:
    sheet_row(budget_sheet_id)

    def act() -> None:
        typed = read_form(BudgetStepSchema, request)
        operations.take_step(budget_sheet_id, permission, typed["step"], typed["text"])

    refused = saved(act, lambda error, status: sheet_page(budget_sheet_id, error, status=status))
    if refused is not None:
        return refused
    tell(_("The budget was saved."))
    return redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


@pages.post("/versions/<int:budget_version_id>/comments", endpoint="comment")
@requires(READ)
def say(budget_version_id: int) -> AnyResponse:
    """Comment on a version."""

    def act() -> None:
        typed = read_form(BudgetCommentSchema, request)
        operations.comment(budget_version_id, typed["text"], category_id=typed["category_id"])

    budget_sheet_id = operations.budget_of_version(budget_version_id).id
    refused = saved(act, lambda error, status: sheet_page(budget_sheet_id, error, status=status))
    return refused or redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


@pages.post("/comments/<int:budget_comment_id>/settle", endpoint="settle")
@requires(READ)
def settle(budget_comment_id: int) -> AnyResponse:
    """Mark a comment as settled."""
    budget_sheet_id = operations.settle_comment(budget_comment_id)
    return redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


def sheet_page(budget_sheet_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    """One budget with what was wrong with the last attempt to change it."""
    row = sheet_row(budget_sheet_id)
    versions = versions_of(budget_sheet_id)
    number = request.args.get("version", type=int)
    version = next((one for one in versions if one.number == number), versions[0])
    lines = series_of(version.id)
    may_write = allowed(WRITE, store_id=row.Budget.store_id) and is_draft(version) and version is versions[0]
    return render(
        "budget/sheet.html",
        status=status,
        row=row,
        budget=row.Budget,
        version=version,
        versions=versions,
        lines=lines,
        total=sum(one.total_fen for one in lines),
        before=sum(one.before_fen for one in lines),
        months=[sum(one.months[index] for one in lines) for index in range(12)],
        comments=comments_of(version.id),
        comment_form=Form(BudgetCommentSchema, {}, choices={"category_id": category_choices()}),
        steps=_forms(row.Budget, versions) if version is versions[0] else [],
        may_write=may_write,
        problem=error.message if error else "",
        **WORDS,
    )


def _forms(budget: Any, versions: Any) -> list[tuple[Any, Form]]:
    return [(one, Form(BudgetStepSchema, {"step": one.name})) for one in offered(budget, versions)]


def in_yuan(amount: int | None) -> Decimal | None:
    """As it is typed."""
    return None if amount is None else Decimal(amount) / 100
