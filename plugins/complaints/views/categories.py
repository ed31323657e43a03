"""Settings: the group's categories of complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.complaints.models import Category
from plugins.complaints.operations import CategoryDetails, add_category, change_category
from plugins.complaints.permissions import CATEGORIES
from plugins.complaints.queries import categories
from plugins.complaints.schemas import ComplaintCategorySchema
from plugins.complaints.views.blueprint import differences, pages
from plugins.complaints.words import in_locale
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


@pages.get("/categories/", endpoint="categories")
@requires(CATEGORIES)
def show_categories() -> Response:
    """All categories, the retired ones last."""
    return render("complaints/categories.html", categories=categories(), in_locale=in_locale)


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


@pages.get("/categories/<int:category_id>", endpoint="category")
@requires(CATEGORIES)
def show_category(category_id: int) -> Response:
    """One category."""
    return _page(load(Category, category_id))


@pages.post("/categories/<int:category_id>", endpoint="change_category")
@requires(CATEGORIES)
def change(category_id: int) -> AnyResponse:
    """Rename it, move it, retire it or take it back into use."""
    category = load(Category, category_id)
    return _save(category, lambda details: change_category(category_id, details, version=form_version() or 0))


def _save(category: Category | None, act: Callable[[CategoryDetails], Category]) -> AnyResponse:
    try:
        with session().begin_nested():
            act(CategoryDetails(**read_form(ComplaintCategorySchema, request)))
    except Invalid as error:
        return _page(category, error)
    except Conflict as error:
        return _page(category, Invalid("", error.message), status=409)
    tell(_("The category was saved. Complaints that have it keep it."))
    return redirect(url_for("complaints.categories"), 303)


def _page(category: Category | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"active": True}
    if category is not None:
        session().refresh(category)
        stored = _stored(category)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else category.row_version if category else None
    form = Form(ComplaintCategorySchema, stored, error=error, version=version)
    return render(
        "complaints/category.html",
        status=status if error else 200,
        form=form,
        category=category,
        title=in_locale(category.names) if category else _("New category"),
        action=url_for("complaints.change_category", category_id=category.id)
        if category
        else url_for("complaints.add_category"),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(category: Category) -> dict[str, Any]:
    return {
        "name_zh": category.names.get("zh_CN", ""),
        "name_en": category.names.get("en", ""),
        "position": category.position,
        "active": category.active,
    }
