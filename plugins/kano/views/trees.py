"""KPI trees: the list, a tree with its indicators, its settings and its approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.models import Tree, TreeState
from plugins.kano.operations import trees as operations
from plugins.kano.operations.trees import GradeCut, TreeDetails, lacking
from plugins.kano.permissions import READ, TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import dimensions_of, indicators_of, tree_row, trees_page
from plugins.kano.queries.weights import schemes_of
from plugins.kano.schemas.trees import KanoTreeSchema, KanoTreeStartSchema
from plugins.kano.starter_trees import STARTER_TREES
from plugins.kano.views.blueprint import pages
from plugins.kano.views.study import page_of_study
from plugins.kano.words import cards as words
from plugins.kano.words import weights as weight_words
from plugins.kano.words.study import in_locale
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    form_version,
    metrics,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
_SETTINGS = "settings"


@pages.get("/trees/", endpoint="trees")
@requires(TREE_READ)
def show_trees() -> Response:
    """The trees of the group, the newest first."""
    wanted = request.args.get("state", "")
    state = TreeState(wanted) if wanted in set(TreeState) else None
    page = trees_page(
        state=state, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "kano/trees.html",
        page=page,
        state=state,
        states=words.TREE_STATES,
        link=lambda **changes: url_for("kano.trees", **({"state": wanted} | changes)),
        may_write=allowed(TREE_WRITE),
    )


@pages.get("/trees/new", endpoint="new_tree")
@requires(TREE_WRITE)
def show_new() -> Response:
    """The starters to choose from."""
    return _new_page()


@pages.post("/trees/new", endpoint="start_tree")
@requires(TREE_WRITE)
def start() -> AnyResponse:
    """Make a draft of a starter."""
    try:
        with session().begin_nested():
            tree = operations.start_tree(**read_form(KanoTreeStartSchema, request))
    except Invalid as error:
        return _new_page(error)
    tell(_("The draft was made. Look at each indicator before you have it approved."))
    return redirect(url_for("kano.tree", tree_id=tree.id), 303)


@pages.post("/studies/<int:study_id>/tree", endpoint="start_study_tree")
@requires(TREE_WRITE)
def start_of_study(study_id: int) -> AnyResponse:
    """Make a draft of what a published study kept."""
    try:
        with session().begin_nested():
            tree = operations.start_tree_of_study(study_id)
    except Conflict as error:
        return page_of_study(study_id, status=409, error=error.message)
    tell(_("The draft was made. Say of each indicator where its value comes from, then have it approved."))
    return redirect(url_for("kano.tree", tree_id=tree.id), 303)


@pages.get("/trees/<int:tree_id>", endpoint="tree")
@requires(TREE_READ)
def show_tree(tree_id: int) -> Response:
    """A tree with its dimensions and indicators."""
    return _page(tree_id)


@pages.post("/trees/<int:tree_id>", endpoint="change_tree")
@requires(TREE_WRITE)
def change(tree_id: int) -> AnyResponse:
    """Change title, grades and the limit of bonus points."""

    def act() -> Tree:
        typed = read_form(KanoTreeSchema, request)
        details = TreeDetails(
            title=typed["title"],
            bonus_limit=typed["bonus_limit"],
            cuts=[GradeCut(**one) for one in typed["cuts"]],
        )
        return operations.change_tree(tree_id, details, version=form_version())

    return _act(tree_id, act, _("The tree was saved."), refused=_SETTINGS)


@pages.post("/trees/<int:tree_id>/approve", endpoint="approve_tree")
@requires(TREE_APPROVE)
def approve(tree_id: int) -> AnyResponse:
    """Let it stand."""
    return _act(
        tree_id,
        lambda: operations.approve_tree(tree_id, version=form_version()),
        _("The tree is approved. Cycles can begin with it."),
    )


@pages.post("/trees/<int:tree_id>/retire", endpoint="retire_tree")
@requires(TREE_APPROVE)
def retire(tree_id: int) -> AnyResponse:
    """Take it out of use."""
    return _act(
        tree_id,
        lambda: operations.retire_tree(tree_id, version=form_version()),
        _("The tree is retired. Cycles that have it keep it."),
    )


@pages.post("/trees/<int:tree_id>/revise", endpoint="revise_tree")
@requires(TREE_WRITE)
def revise(tree_id: int) -> AnyResponse:
    """Make a draft of its next version."""
    return _act(tree_id, lambda: operations.revise_tree(tree_id), _("A draft of the next version was made."))


def _act(tree_id: int, act: Callable[[], Tree], said: str, *, refused: str = "") -> AnyResponse:
    try:
        with session().begin_nested():
            done = act()
    except Invalid as error:
        return _page(tree_id, error, refused=refused)
    except Conflict as error:
        return _page(tree_id, Invalid("", error.message), refused=refused, status=409)
    tell(said)
    return redirect(url_for("kano.tree", tree_id=done.id), 303)


def _new_page(error: Invalid | None = None) -> Response:
    return render(
        "kano/tree_new.html",
        status=422 if error else 200,
        form=Form(KanoTreeStartSchema, {"template": request.args.get("template", "")}, error=error),
        starters=list(STARTER_TREES.values()),
    )


def _page(tree_id: int, error: Invalid | None = None, *, refused: str = "", status: int = 422) -> Response:
    row = tree_row(tree_id)
    tree: Tree = row.Tree
    session().refresh(tree)
    indicators = indicators_of(tree_id)
    draft = tree.state is TreeState.DRAFT
    settings = Form(
        KanoTreeSchema,
        {"title": tree.title, "bonus_limit": tree.bonus_limit, "cuts": tree.bands},
        error=error if refused == _SETTINGS else None,
        version=tree.row_version,
    )
    return render(
        "kano/tree.html",
        status=status if error else 200,
        row=row,
        tree=tree,
        problem=str(error) if error and refused != _SETTINGS else "",
        dimensions=_branches(tree_id, indicators),
        lacking=lacking(indicators) if draft else [],
        figures={one.key: one.title for one in metrics()},
        settings=settings,
        schemes=schemes_of(tree_id),
        methods=weight_words.METHODS,
        scheme_states=weight_words.SCHEME_STATES,
        may_write=allowed(TREE_WRITE),
        may_see_study=allowed(READ),
        may_approve=allowed(TREE_APPROVE),
        **WORDS,
    )


def _branches(tree_id: int, indicators: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
    return [
        (dimension, [one for one in indicators if one.dimension_id == dimension.id])
        for dimension in dimensions_of(tree_id)
    ]


WORDS: dict[str, Any] = {
    "states": words.TREE_STATES,
    "kinds": words.KINDS,
    "kind_help": words.KIND_HELP,
    "sources": words.SOURCES,
    "cadences": words.CADENCES,
    "directions": words.DIRECTIONS,
    "grade_name": words.grade_name,
    "grade_tone": words.grade_tone,
    "in_locale": in_locale,
    "plain": words.plain,
}
"""What templates call things."""
