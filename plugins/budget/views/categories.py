"""Settings: the group's cost categories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget.models import CostCategory
from plugins.budget.operations import CategoryDetails, add_category, change_category
from plugins.budget.permissions import CATEGORIES
from plugins.budget.queries import category_choices, category_tree
from plugins.budget.schemas import BudgetCategorySchema
from plugins.budget.views.blueprint import WORDS, differences, pages, saved
from plugins.budget.words import in_locale
from saas.plugin_api import Form, Invalid, _, form_version, load, read_form, render, requires, session, tell


@pages.get("/categories/", endpoint="categories")
@requires(CATEGORIES)
def show_categories() -> Response:
    """All categories as a tree."""
    return render("budget/categories.html", rows=category_tree(), **WORDS)


@pages.get("/categories/new", endpoint="new_category")
@requires(CATEGORIES)
def show_new() -> Response:
    """The form of a new category."""
    return _page(None)


@pages.post("/categories/new", endpoint="add_category")
@requires(CATEGORIES)
def add() -> AnyResponse:
    """Add a category."""
    return _save(None, add_category)


@pages.get("/categories/<int:cost_category_id>", endpoint="category")
@requires(CATEGORIES)
def show_category(cost_category_id: int) -> Response:
    """One category."""
    return _page(load(CostCategory, cost_category_id))


@pages.post("/categories/<int:cost_category_id>", endpoint="change_category")
@requires(CATEGORIES)
def change(cost_category_id: int) -> AnyResponse:
    """Rename it, move it, retire it or take it back into use."""
    category = load(CostCategory, cost_category_id)
    version = form_version() or 0
    return _save(category, lambda details: change_category(cost_category_id, details, version=version))


def _save(category: CostCategory | None, act: Callable[[CategoryDetails], CostCategory]) -> AnyResponse:
    refused = saved(
        lambda: act(CategoryDetails(**read_form(BudgetCategorySchema, request))),
        lambda error, status: _page(category, error, status=status),
    )
    if refused is not None:
        return refused
    tell(_("The category was saved. Budgets and bookings that have it keep it."))
    return redirect(url_for("budget.categories"), 303)


def _page(category: CostCategory | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"active": True}
    if category is not None:
        session().refresh(category)
        stored = _stored(category)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else category.row_version if category else None
    own = category.id if category else None
    parents = [one for one in category_choices(stored.get("parent_id")) if one[0] != str(own)]
    form = Form(BudgetCategorySchema, stored, error=error, choices={"parent_id": parents}, version=version)
    return render(
        "budget/category.html",
        status=status if error else 200,
        form=form,
        category=category,
        title=in_locale(category.names) if category else _("New category"),
        action=url_for("budget.change_category", cost_category_id=category.id)
        if category
        else url_for("budget.add_category"),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(category: CostCategory) -> dict[str, Any]:
    return {
        "name_zh": category.names.get("zh_CN", ""),
        "name_en": category.names.get("en", ""),
        "kind": category.kind.value,
        "parent_id": category.parent_id,
        "over_action": category.over_action.value if category.over_action else None,
        "position": category.position,
        "active": category.active,
    }
