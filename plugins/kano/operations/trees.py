"""Building KPI trees: from a starter, from an earlier version; approving and retiring them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Dimension, Indicator, Study, Tree, TreeState
from plugins.kano.operations.study_drafts import BONUS, drafts_of_study
from plugins.kano.operations.tree_drafts import DraftDimension, drafts_of_starter, drafts_of_tree
from plugins.kano.permissions import TREE_APPROVE, TREE_WRITE
from plugins.kano.starter_trees import STARTER_BANDS, STARTER_TREES
from plugins.kano.words.study import in_locale
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    changes_of,
    current_actor,
    current_tenant,
    load,
    load_for_change,
    now,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCut:
    """The score from which a grade is given. code: of the grade. most: of a hundred cards at most so many may have it."""

    code: str
    minimum: Decimal
    most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeDetails:
    """What may be changed of a tree itself. bonus_limit: the most that all bonus indicators add, None for no limit."""

    title: str
    cuts: Sequence[GradeCut] = ()
    bonus_limit: Decimal | None = None


def start_tree(template: str, *, title: str = "") -> Tree:
    """Make a draft of one of the starters. Raises Forbidden without the right, Invalid for an unknown starter."""
    require(TREE_WRITE)
    starter = STARTER_TREES.get(template)
    if starter is None:
        raise Invalid("template", _("Choose one of the starters."))
    tree = _new(title or in_locale({"zh_CN": starter.zh, "en": starter.en}), template=starter.code)
    _fill(tree, drafts_of_starter(starter))
    record("kano.tree.started", "kano_tree", tree.id, detail={"template": template})
    return tree


def start_tree_of_study(study_id: int, *, title: str = "") -> Tree:
    """Make a draft of what a published study kept; where its values come from is then to be said.

    Raises Forbidden without the right, NotFound, Conflict for a study that is not published.
    """
    require(TREE_WRITE)
    study = load(Study, study_id)
    if study.published_at is None:
        raise Conflict(_("Publish the study first: its decisions have to stand."))
    tree = _new(title or study.title)
    tree.bonus_limit, tree.study_id = BONUS, study.id
    _fill(tree, drafts_of_study(study.id))
    detail = {"study_id": study.id, "document_no": study.document_no}
    record("kano.tree.started", "kano_tree", tree.id, detail=detail)
    return tree


def revise_tree(tree_id: int) -> Tree:
    """Make a draft of the next version of an approved or retired tree, which itself stays. Raises Conflict for a draft."""
    require(TREE_WRITE)
    old = load_for_change(Tree, tree_id)
    if old.state is TreeState.DRAFT:
        raise Conflict(_("This tree is a draft: change it as it is."))
    tree = _new(old.title, template=old.template)
    tree.version, tree.previous_id = old.version + 1, old.id
    tree.bands, tree.bonus_limit, tree.study_id = old.bands, old.bonus_limit, old.study_id
    _fill(tree, drafts_of_tree(tree_id))
    record("kano.tree.revised", "kano_tree", tree.id, detail={"previous_id": old.id})
    return tree


def change_tree(tree_id: int, details: TreeDetails, *, version: int | None = None) -> Tree:
    """Change title, grades and the limit of bonus points of a draft. Raises Conflict, Invalid for minima that do not fall."""
    require(TREE_WRITE)
    tree = draft_for_change(tree_id, version=version)
    if details.bonus_limit is not None and details.bonus_limit < 0:
        raise Invalid("bonus_limit", _("Enter 0 or more, or nothing for no limit."))
    tree.title, tree.bonus_limit = details.title, details.bonus_limit
    if details.cuts:
        tree.bands = _bands(tree.bands, details.cuts)
    changes = changes_of(tree)
    if changes:
        record("kano.tree.changed", "kano_tree", tree.id, changes=changes)
    session().flush()
    return tree


def approve_tree(tree_id: int, *, version: int | None = None) -> Tree:
    """Let a draft stand; the version it was made of retires. Raises Conflict, Invalid while something is missing."""
    require(TREE_APPROVE)
    tree = draft_for_change(tree_id, version=version)
    if problems := lacking(_indicators(tree.id)):
        raise Invalid("", " ".join(problems))
    tree.state, tree.approved_at, tree.approved_by = TreeState.APPROVED, now(), current_actor().member_id
    if tree.previous_id is not None:
        previous = load_for_change(Tree, tree.previous_id)
        if previous.state is TreeState.APPROVED:
            previous.state = TreeState.RETIRED
    session().flush()
    record("kano.tree.approved", "kano_tree", tree.id)
    return tree


def retire_tree(tree_id: int, *, version: int | None = None) -> Tree:
    """Take a tree out of use; cycles that have it keep it. Raises Conflict for a retired one."""
    require(TREE_APPROVE)
    tree = load_for_change(Tree, tree_id, version=version)
    if tree.state is TreeState.RETIRED:
        raise Conflict(_("This tree is retired."))
    tree.state = TreeState.RETIRED
    session().flush()
    record("kano.tree.retired", "kano_tree", tree.id)
    return tree


def lacking(indicators: Sequence[Indicator]) -> list[str]:
    """What keeps a tree from being approved, in sentences; nothing for one that is whole."""
    found = []
    without = [in_locale(one.names) for one in indicators if not one.has_source]
    if without:
        names = _(", ").join(without)
        found.append(_("No indicator without a source. Say where these come from: %(names)s.", names=names))
    if not any(one.kind is KpiKind.LINEAR and one.weight > 0 for one in indicators):
        found.append(_("The score needs a linear indicator with a weight at least."))
    return found


def draft_for_change(tree_id: int, *, version: int | None = None) -> Tree:
    """The tree, locked. Raises Conflict when it is no draft any more."""
    tree = load_for_change(Tree, tree_id, version=version)
    if tree.state is not TreeState.DRAFT:
        raise Conflict(_("This tree is approved and stays as it is. Make a new version of it."))
    return tree


def _new(title: str, *, template: str = "") -> Tree:
    tree = Tree(title=title, template=template, bands=list(STARTER_BANDS))
    session().add(tree)
    session().flush()
    return tree


def _fill(tree: Tree, dimensions: Iterable[DraftDimension]) -> None:
    position = 0
    for place, draft in enumerate(dimensions, start=1):
        dimension = Dimension(tree_id=tree.id, names=draft.names, position=place, cadence=draft.cadence)
        session().add(dimension)
        session().flush()
        for values in draft.indicators:
            position += 1
            session().add(Indicator(tree_id=tree.id, dimension_id=dimension.id, position=position, **values))
    session().flush()


def _indicators(tree_id: int) -> Sequence[Indicator]:
    mine = select(Indicator).where(Indicator.tenant_id == current_tenant(), Indicator.tree_id == tree_id)
    return session().scalars(mine.order_by(Indicator.position)).all()


def _bands(bands: Sequence[Mapping[str, Any]], cuts: Sequence[GradeCut]) -> list[dict[str, Any]]:
    wanted = {cut.code: cut for cut in cuts}
    if set(wanted) != {band["code"] for band in bands}:
        raise Invalid("cuts", _("Give each grade of the tree its score, and no other."))
    in_order = [wanted[band["code"]] for band in bands]
    minima = [cut.minimum for cut in in_order]
    if any(later >= earlier for earlier, later in pairwise(minima)):
        raise Invalid("cuts", _("The scores have to fall from the best grade down."))
    if in_order[-1].most is not None:
        raise Invalid("cuts", _("The last grade takes all others: leave its share empty."))
    return [
        {**band, "minimum": _plain(cut.minimum), "most": None if cut.most is None else _plain(cut.most)}
        for band, cut in zip(bands, in_order, strict=True)
    ]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
