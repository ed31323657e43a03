"""The library of improvement factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Factor
from plugins.kano.operations import FactorDetails, add_factor, change_factor
from plugins.kano.permissions import FACTORS, READ
from plugins.kano.queries import factor_versions, factors
from plugins.kano.schemas import KanoFactorSchema
from plugins.kano.views.blueprint import differences, pages
from plugins.kano.words.factors import as_kept, in_words
from plugins.kano.words.study import DIMENSIONS, in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    load,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/factors/", endpoint="factors")
@requires(READ)
def show_factors() -> Response:
    """The library, retired factors last."""
    return render(
        "kano/factors.html",
        factors=factors(),
        dimensions=DIMENSIONS,
        in_locale=in_locale,
        in_words=in_words,
        may_write=allowed(FACTORS),
    )


@pages.get("/factors/new", endpoint="new_factor")
@requires(FACTORS)
def show_new() -> Response:
    """The form of a new factor."""
    return _page(None)


@pages.post("/factors/new", endpoint="add_factor")
@requires(FACTORS)
def add() -> AnyResponse:
    """Add a factor."""
    return _save(None, add_factor)


@pages.get("/factors/<int:factor_id>", endpoint="factor")
@requires(READ)
def show_factor(factor_id: int) -> Response:
    """One factor with its versions; a form for those who keep the library."""
    return _page(load(Factor, factor_id))


@pages.post("/factors/<int:factor_id>", endpoint="change_factor")
@requires(FACTORS)
def change(factor_id: int) -> AnyResponse:
    """Reword it, move it, retire it or take it back into use."""
    factor = load(Factor, factor_id)
    return _save(factor, lambda details: change_factor(factor_id, details, version=form_version() or 0))


def _save(factor: Factor | None, act: Callable[[FactorDetails], Factor]) -> AnyResponse:
    try:
        with session().begin_nested():
            typed = read_form(KanoFactorSchema, request)
            kept = {name: as_kept(typed[name]) for name in ("process_step", "metric")}
            act(FactorDetails(**(typed | kept)))
    except Invalid as error:
        return _page(factor, error)
    except Conflict as error:
        return _page(factor, Invalid("", error.message), status=409)
    tell(_("The factor was saved. Studies that have it keep the words that they took."))
    return redirect(url_for("kano.factors"), 303)


def _page(factor: Factor | None, error: Invalid | None = None, *, status: int = 422) -> Response:
    stored: dict[str, Any] = {"active": True}
    if factor is not None:
        session().refresh(factor)
        stored = _stored(factor)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else factor.row_version if factor else None
    form = Form(KanoFactorSchema, stored, error=error, version=version)
    return render(
        "kano/factor.html",
        status=status if error else 200,
        form=form if allowed(FACTORS) else None,
        factor=factor,
        versions=factor_versions(factor.id) if factor else (),
        dimensions=DIMENSIONS,
        in_locale=in_locale,
        in_words=in_words,
        title=in_locale(factor.names) if factor else _("New factor"),
        action=url_for("kano.change_factor", factor_id=factor.id) if factor else url_for("kano.add_factor"),
        differences=differences(form, stored) if status == 409 else (),
    )


def _stored(factor: Factor) -> dict[str, Any]:
    return {
        "name_zh": factor.names.get("zh_CN", ""),
        "name_en": factor.names.get("en", ""),
        "definition_zh": factor.definitions.get("zh_CN", ""),
        "definition_en": factor.definitions.get("en", ""),
        "dimension": factor.dimension,
        "process_step": in_words(factor.process_step),
        "metric": in_words(factor.metric),
        "position": factor.position,
        "active": factor.active,
    }
