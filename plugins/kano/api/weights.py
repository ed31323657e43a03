"""Weight schemes over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.kano.api.blueprint import api
from plugins.kano.models import WeightScheme
from plugins.kano.operations import schemes as operations
from plugins.kano.operations.schemes import Said
from plugins.kano.permissions import TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import tree_row
from plugins.kano.queries.weights import schemes_of
from plugins.kano.schemas.weights import (
    KanoJudgementsSchema,
    KanoRankingOut,
    KanoSchemeOut,
    KanoSchemeSchema,
)
from saas.plugin_api import load, requires, tell_version


@api.get("/trees/<int:tree_id>/weights")
@api.response(200, KanoSchemeOut(many=True))
@requires(TREE_READ)
def list_schemes(tree_id: int) -> Sequence[WeightScheme]:
    """List the weight schemes of a KPI tree, the newest first."""
    tree_row(tree_id)
    return schemes_of(tree_id)


@api.post("/trees/<int:tree_id>/weights")
@api.arguments(KanoSchemeSchema)
@api.response(201, KanoSchemeOut)
@requires(TREE_WRITE)
def make_scheme(body: Mapping[str, Any], tree_id: int) -> WeightScheme:
    """Make a weight scheme for a draft."""
    return _told(operations.make_scheme(tree_id, **body))


@api.get("/weights/<int:scheme_id>")
@api.response(200, KanoSchemeOut)
@requires(TREE_READ)
def read_scheme(scheme_id: int) -> WeightScheme:
    """Show one weight scheme with its result."""
    return _told(load(WeightScheme, scheme_id))


@api.get("/weights/<int:scheme_id>/ranking")
@api.response(200, KanoRankingOut)
@requires(TREE_READ)
def read_ranking(scheme_id: int) -> Mapping[str, Any]:
    """Show how far the weights may move before the rankings that they make change."""
    return {"factors": None, "people": None, **load(WeightScheme, scheme_id).result.get("ranking", {})}


@api.post("/weights/<int:scheme_id>/judge")
@api.arguments(KanoJudgementsSchema)
@api.response(200, KanoSchemeOut)
@requires(TREE_WRITE)
def judge(body: Mapping[str, Any], scheme_id: int) -> WeightScheme:
    """Write down what an expert says, in place of what they said before."""
    said = [Said(**one) for one in body["judgements"] if one["value"] is not None]
    operations.note_judgements(scheme_id, body["expert"], said)
    return _told(load(WeightScheme, scheme_id))


@api.post("/weights/<int:scheme_id>/compute")
@api.response(202, KanoSchemeOut)
@requires(TREE_WRITE)
def compute_weights(scheme_id: int) -> WeightScheme:
    """Have the weights computed in the background."""
    return _told(operations.ask_for_weights(scheme_id))


@api.post("/weights/<int:scheme_id>/approve")
@api.response(200, KanoSchemeOut)
@requires(TREE_APPROVE)
def approve_scheme(scheme_id: int) -> WeightScheme:
    """Write the weights into the tree."""
    return _told(operations.approve_scheme(scheme_id))


def _told(scheme: WeightScheme) -> WeightScheme:
    tell_version(scheme)
    return scheme
