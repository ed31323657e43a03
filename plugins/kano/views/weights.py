"""Weight schemes of a tree: making one, what experts say, what comes of it, approval."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Tree, TreeState, WeightMethod, WeightScheme
from plugins.kano.operations import schemes as operations
from plugins.kano.operations.schemes import Said
from plugins.kano.permissions import TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import indicators_of
from plugins.kano.queries.weights import computed_cycles, judgements_of, schemes_of
from plugins.kano.schemas.weights import KanoJudgementsSchema, KanoSchemeSchema
from plugins.kano.views.blueprint import pages
from plugins.kano.words import weights as words
from plugins.kano.words.cards import plain
from plugins.kano.words.study import in_locale
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


@pages.get("/trees/<int:tree_id>/weights/new", endpoint="new_scheme")
@requires(TREE_WRITE)
def show_new(tree_id: int) -> Response:
    """The form of a new scheme."""
    return _new_page(load(Tree, tree_id))


@pages.post("/trees/<int:tree_id>/weights/new", endpoint="make_scheme")
@requires(TREE_WRITE)
def make(tree_id: int) -> AnyResponse:
    """Make a scheme."""
    tree = load(Tree, tree_id)
    try:
        with session().begin_nested():
            scheme = operations.make_scheme(tree_id, **read_form(KanoSchemeSchema, request))
    except Invalid as error:
        return _new_page(tree, error)
    except Conflict as error:
        return _new_page(tree, Invalid("", error.message), status=409)
    tell(_("The scheme was made."))
    return redirect(url_for("kano.scheme", scheme_id=scheme.id), 303)


@pages.get("/trees/weights/<int:scheme_id>", endpoint="scheme")
@requires(TREE_READ)
def show_scheme(scheme_id: int) -> Response:
    """A scheme with what experts said and what came of it."""
    return _page(scheme_id)


@pages.post("/trees/weights/<int:scheme_id>/judge", endpoint="judge")
@requires(TREE_WRITE)
def judge(scheme_id: int) -> AnyResponse:
    """Write down what an expert says."""

    def act() -> None:
        typed = read_form(KanoJudgementsSchema, request)
        said = [Said(**one) for one in typed["judgements"] if one["value"] is not None]
        operations.note_judgements(scheme_id, typed["expert"], said, version=form_version())

    return _act(scheme_id, act, _("Saved. Have the weights computed when all experts are there."))


@pages.post("/trees/weights/<int:scheme_id>/compute", endpoint="compute_weights")
@requires(TREE_WRITE)
def compute(scheme_id: int) -> AnyResponse:
    """Have the weights computed."""
    said = _("The weights are being computed. Load this page again in a moment.")
    return _act(scheme_id, lambda: operations.ask_for_weights(scheme_id), said)


@pages.post("/trees/weights/<int:scheme_id>/approve", endpoint="approve_scheme")
@requires(TREE_APPROVE)
def approve(scheme_id: int) -> AnyResponse:
    """Write the weights into the tree."""
    return _act(
        scheme_id,
        lambda: operations.approve_scheme(scheme_id, version=form_version()),
        _("The weights are approved and stand in the tree."),
    )


def _act(scheme_id: int, act: Callable[[], Any], said: str) -> AnyResponse:
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return _page(scheme_id, error)
    except Conflict as error:
        return _page(scheme_id, Invalid("", error.message), status=409)
    tell(said)
    return redirect(url_for("kano.scheme", scheme_id=scheme_id), 303)


def _new_page(tree: Tree, error: Invalid | None = None, *, status: int = 422) -> Response:
    there = [(str(one.id), one.title) for one in schemes_of(tree.id)]
    choices = {
        "cycle_id": [(str(one.id), f"{one.title} {one.month}") for one in computed_cycles()],
        "subjective": there,
        "objective": there,
    }
    return render(
        "kano/scheme_new.html",
        status=status if error else 200,
        tree=tree,
        form=Form(KanoSchemeSchema, {"how": "linear"}, error=error, choices=choices),
    )


def _page(scheme_id: int, error: Invalid | None = None, *, status: int = 422) -> Response:
    scheme = load(WeightScheme, scheme_id)
    session().refresh(scheme)
    tree = load(Tree, scheme.tree_id)
    linear = [one for one in indicators_of(tree.id) if one.kind is KpiKind.LINEAR]
    pairs = list(combinations(linear, 2)) if scheme.method is WeightMethod.AHP else []
    said = judgements_of(scheme_id)
    changeable = tree.state is TreeState.DRAFT and scheme.approved_at is None
    return render(
        "kano/scheme.html",
        status=status if error else 200,
        scheme=scheme,
        tree=tree,
        linear=linear,
        asked=pairs or [(one, None) for one in linear],
        experts=list(dict.fromkeys(one.expert for one in said)),
        names={one.id: in_locale(one.names) for one in linear},
        form=Form(KanoJudgementsSchema, {}, error=error, version=scheme.row_version),
        problem=str(error) if error else "",
        asks_experts=scheme.method in (WeightMethod.EXPERT, WeightMethod.AHP),
        ended=tree.state is not TreeState.DRAFT and scheme.approved_at is None,
        may_write=changeable and allowed(TREE_WRITE),
        may_approve=changeable and allowed(TREE_APPROVE),
        voices=words.VOICES if scheme.method is WeightMethod.COMBINED else {},
        methods=words.METHODS,
        scheme_states=words.SCHEME_STATES,
        plain=plain,
        in_locale=in_locale,
    )
