"""KPI trees and their indicators over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.kano.api.blueprint import api
from plugins.kano.models import Indicator, Tree
from plugins.kano.operations import indicators as indicator_operations
from plugins.kano.operations import trees as operations
from plugins.kano.operations.indicators import IndicatorDetails
from plugins.kano.operations.trees import GradeCut, TreeDetails
from plugins.kano.permissions import TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import indicators_of, tree_row, trees_page
from plugins.kano.schemas.trees import (
    KanoIndicatorOut,
    KanoIndicatorSchema,
    KanoStudyTreeSchema,
    KanoTreeOut,
    KanoTreeQuery,
    KanoTreeSchema,
    KanoTreeStartSchema,
)
from saas.plugin_api import Page, expected_version, listed, page_of, requires, tell_version


@api.get("/trees")
@api.arguments(KanoTreeQuery, location="query")
@api.response(200, page_of(KanoTreeOut))
@requires(TREE_READ)
def list_trees(query: dict[str, Any]) -> dict[str, object]:
    """List the KPI trees, the newest first."""
    page = trees_page(**query)
    return listed(Page(rows=[row.Tree for row in page.rows], after=page.after, before=page.before))


@api.post("/trees")
@api.arguments(KanoTreeStartSchema)
@api.response(201, KanoTreeOut)
@requires(TREE_WRITE)
def start_tree(body: Mapping[str, Any]) -> Tree:
    """Make a draft of a starter."""
    return _told(operations.start_tree(**body))


@api.post("/studies/<int:study_id>/tree")
@api.arguments(KanoStudyTreeSchema)
@api.response(201, KanoTreeOut)
@requires(TREE_WRITE)
def start_study_tree(body: Mapping[str, Any], study_id: int) -> Tree:
    """Make a draft of what a published study kept: gates, linear and bonus indicators, weighted by its figures."""
    return _told(operations.start_tree_of_study(study_id, title=body["title"]))


@api.get("/trees/<int:tree_id>")
@api.response(200, KanoTreeOut)
@requires(TREE_READ)
def read_tree(tree_id: int) -> Tree:
    """Show one KPI tree."""
    tree: Tree = tree_row(tree_id).Tree
    return _told(tree)


@api.put("/trees/<int:tree_id>")
@api.arguments(KanoTreeSchema)
@api.response(200, KanoTreeOut)
@requires(TREE_WRITE)
def change_tree(body: Mapping[str, Any], tree_id: int) -> Tree:
    """Change title, grades and the limit of bonus points of a draft."""
    details = TreeDetails(
        title=body["title"],
        bonus_limit=body["bonus_limit"],
        cuts=[GradeCut(**one) for one in body["cuts"]],
    )
    return _told(operations.change_tree(tree_id, details, version=expected_version()))


@api.post("/trees/<int:tree_id>/approve")
@api.response(200, KanoTreeOut)
@requires(TREE_APPROVE)
def approve_tree(tree_id: int) -> Tree:
    """Let a draft stand."""
    return _told(operations.approve_tree(tree_id))


@api.post("/trees/<int:tree_id>/retire")
@api.response(200, KanoTreeOut)
@requires(TREE_APPROVE)
def retire_tree(tree_id: int) -> Tree:
    """Take a KPI tree out of use."""
    return _told(operations.retire_tree(tree_id))


@api.post("/trees/<int:tree_id>/revise")
@api.response(201, KanoTreeOut)
@requires(TREE_WRITE)
def revise_tree(tree_id: int) -> Tree:
    """Make a draft of the next version of a KPI tree."""
    return _told(operations.revise_tree(tree_id))


@api.get("/trees/<int:tree_id>/indicators")
@api.response(200, KanoIndicatorOut(many=True))
@requires(TREE_READ)
def list_indicators(tree_id: int) -> Sequence[Indicator]:
    """List the indicators of a KPI tree in their order."""
    tree_row(tree_id)
    return indicators_of(tree_id)


@api.post("/trees/<int:tree_id>/indicators")
@api.arguments(KanoIndicatorSchema)
@api.response(201, KanoIndicatorOut)
@requires(TREE_WRITE)
def add_indicator(body: Mapping[str, Any], tree_id: int) -> Indicator:
    """Add an indicator to a draft."""
    indicator = indicator_operations.add_indicator(tree_id, IndicatorDetails(**body))
    tell_version(indicator)
    return indicator


@api.put("/indicators/<int:indicator_id>")
@api.arguments(KanoIndicatorSchema)
@api.response(200, KanoIndicatorOut)
@requires(TREE_WRITE)
def change_indicator(body: Mapping[str, Any], indicator_id: int) -> Indicator:
    """Change an indicator of a draft."""
    details = IndicatorDetails(**body)
    indicator = indicator_operations.change_indicator(indicator_id, details, version=expected_version())
    tell_version(indicator)
    return indicator


@api.delete("/indicators/<int:indicator_id>")
@api.response(204)
@requires(TREE_WRITE)
def remove_indicator(indicator_id: int) -> None:
    """Take an indicator out of a draft."""
    indicator_operations.remove_indicator(indicator_id, version=expected_version())


def _told(tree: Tree) -> Tree:
    tell_version(tree)
    return tree
