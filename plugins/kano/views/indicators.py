"""The indicators of a draft: a form for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Indicator, Tree
from plugins.kano.operations.indicators import (
    IndicatorDetails,
    add_indicator,
    change_indicator,
    remove_indicator,
)
from plugins.kano.permissions import TREE_WRITE
from plugins.kano.queries.trees import dimensions_of
from plugins.kano.schemas.trees import KanoIndicatorSchema
from plugins.kano.views.blueprint import differences, pages
from plugins.kano.words.cards import plain
from plugins.kano.words.study import in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    MetricSubject,
    _,
    form_version,
    load,
    metrics,
    read_form,
    render,
    requires,
    session,
    tell,
)


@pages.get("/trees/<int:tree_id>/indicators/new", endpoint="new_indicator")
@requires(TREE_WRITE)
def show_new(tree_id: int) -> Response:
    """The form of a new indicator."""
    return _page(load(Tree, tree_id), None)


@pages.post("/trees/<int:tree_id>/indicators/new", endpoint="add_indicator")
@requires(TREE_WRITE)
def add(tree_id: int) -> AnyResponse:
    """Add an indicator."""
    tree = load(Tree, tree_id)
    return _save(tree, None, lambda details: add_indicator(tree_id, details))


@pages.get("/trees/indicators/<int:indicator_id>", endpoint="indicator")
@requires(TREE_WRITE)
def show_indicator(indicator_id: int) -> Response:
    """The form of an indicator."""
    indicator = load(Indicator, indicator_id)
    return _page(load(Tree, indicator.tree_id), indicator)


@pages.post("/trees/indicators/<int:indicator_id>", endpoint="change_indicator")
@requires(TREE_WRITE)
def change(indicator_id: int) -> AnyResponse:
    """Change an indicator."""
    indicator = load(Indicator, indicator_id)
    return _save(
        load(Tree, indicator.tree_id),
        indicator,
        lambda details: change_indicator(indicator_id, details, version=form_version()),
    )


@pages.post("/trees/indicators/<int:indicator_id>/remove", endpoint="remove_indicator")
@requires(TREE_WRITE)
def remove(indicator_id: int) -> AnyResponse:
    """Take it out of the draft."""
    indicator = load(Indicator, indicator_id)
    tree = load(Tree, indicator.tree_id)
    try:
        with session().begin_nested():
            remove_indicator(indicator_id, version=form_version())
    except Conflict as error:
        return _page(tree, indicator, Invalid("", error.message), status=409)
    tell(_("The indicator was taken out."))
    return redirect(url_for("kano.tree", tree_id=tree.id), 303)


def _save(
    tree: Tree, indicator: Indicator | None, act: Callable[[IndicatorDetails], Indicator]
) -> AnyResponse:
    try:
        with session().begin_nested():
            act(IndicatorDetails(**read_form(KanoIndicatorSchema, request)))
    except Invalid as error:
        return _page(tree, indicator, error)
    except Conflict as error:
        return _page(tree, indicator, Invalid("", error.message), status=409)
    tell(_("The indicator was saved."))
    return redirect(url_for("kano.tree", tree_id=tree.id), 303)


def _page(
    tree: Tree, indicator: Indicator | None, error: Invalid | None = None, *, status: int = 422
) -> Response:
    stored: dict[str, Any] = {"weight": 1, "direction": "higher"}
    if indicator is not None:
        session().refresh(indicator)
        stored = stored_values(indicator)
    # After a conflict both versions are shown, and saving again is a decision.
    version = form_version() if error and status != 409 else indicator.row_version if indicator else None
    form = Form(KanoIndicatorSchema, stored, error=error, version=version, choices=_choices(tree))
    return render(
        "kano/indicator.html",
        status=status if error else 200,
        form=form,
        tree=tree,
        indicator=indicator,
        title=in_locale(indicator.names) if indicator else _("New indicator"),
        action=url_for("kano.change_indicator", indicator_id=indicator.id)
        if indicator
        else url_for("kano.add_indicator", tree_id=tree.id),
        differences=differences(form, stored) if indicator and status == 409 else (),
    )


def _choices(tree: Tree) -> dict[str, list[tuple[str, Any]]]:
    return {
        "dimension_id": [(str(one.id), in_locale(one.names)) for one in dimensions_of(tree.id)],
        "metric_key": [(one.key, one.title) for one in metrics(MetricSubject.MEMBER)],
        "ceiling": [(band["code"], in_locale(band["names"])) for band in tree.bands],
    }


def stored_values(indicator: Indicator) -> dict[str, Any]:
    """What the form of an indicator begins with."""
    return {
        "name_zh": indicator.names.get("zh_CN", ""),
        "name_en": indicator.names.get("en", ""),
        "definition_zh": indicator.definitions.get("zh_CN", ""),
        "definition_en": indicator.definitions.get("en", ""),
        **{
            name: getattr(indicator, name)
            for name in ("dimension_id", "source_kind", "metric_key", "unit", "kind", "direction", "ceiling")
        },
        **{name: plain(getattr(indicator, name)) for name in ("worst", "target", "points", "weight")},
    }
