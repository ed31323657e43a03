"""Weight schemes: made, filled with what experts say, computed in the background, approved into the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import (
    Cycle,
    Judgement,
    SchemeState,
    Tree,
    TreeState,
    WeightMethod,
    WeightScheme,
)
from plugins.kano.operations.trees import draft_for_change
from plugins.kano.permissions import TREE_APPROVE, TREE_WRITE
from plugins.kano.queries.trees import indicators_of
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    enqueue,
    load,
    load_for_change,
    now,
    record,
    require,
    session,
)

WEIGH = "kano.compute_weights"
LARGEST = Decimal(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A score of an indicator, or how many times as important it is as another one."""

    indicator_id: int
    value: Decimal
    other_id: int | None = None


def make_scheme(tree_id: int, method: WeightMethod, *, title: str, **settings: Any) -> WeightScheme:
    """Make a scheme for a draft. settings: as `WeightScheme` says; those of other methods are left out.

    Raises Forbidden, Conflict for a tree that is no draft, Invalid for a cycle or schemes that are not there.
    """
    require(TREE_WRITE)
    tree = draft_for_change(tree_id)
    scheme = WeightScheme(
        tree_id=tree.id, title=title, method=method, settings=_settings(tree, method, settings)
    )
    session().add(scheme)
    session().flush()
    record("kano.scheme.made", "kano_weight_scheme", scheme.id, detail={"method": method.value})
    return scheme


def note_judgements(scheme_id: int, expert: str, said: Sequence[Said], *, version: int | None = None) -> None:
    """Write down what an expert says, in place of what they said before; the scheme is to be computed again.

    Raises Conflict for one that is approved, Invalid for indicators that are not weighed and values out of range.
    """
    require(TREE_WRITE)
    scheme = scheme_for_change(scheme_id, version=version)
    if scheme.method not in (WeightMethod.EXPERT, WeightMethod.AHP):
        raise Invalid("", _("This method asks no experts."))
    linear = {one.id for one in indicators_of(scheme.tree_id) if one.kind is KpiKind.LINEAR}
    for one in said:
        _check(one, linear, pairs=scheme.method is WeightMethod.AHP)
    if len({(one.indicator_id, one.other_id) for one in said}) < len(said):
        raise Invalid("judgements", _("The same was judged twice."))
    session().execute(
        delete(Judgement).where(
            Judgement.tenant_id == current_tenant(),
            Judgement.scheme_id == scheme.id,
            Judgement.expert == expert,
        )
    )
    session().add_all(
        Judgement(
            scheme_id=scheme.id,
            expert=expert,
            indicator_id=one.indicator_id,
            other_id=one.other_id,
            value=one.value,
        )
        for one in said
    )
    scheme.state, scheme.result, scheme.problem = SchemeState.DRAFT, {}, ""
    session().flush()
    record("kano.scheme.judged", "kano_weight_scheme", scheme.id, detail={"judgements": len(said)})


def ask_for_weights(scheme_id: int) -> WeightScheme:
    """Have the weights computed in the background. Raises Forbidden, NotFound, Conflict for an approved scheme."""
    require(TREE_WRITE)
    scheme = scheme_for_change(scheme_id)
    scheme.runs_asked += 1
    session().flush()
    enqueue(
        WEIGH,
        {"scheme_id": scheme.id, "run": scheme.runs_asked},
        dedupe=f"{scheme.id}:{scheme.runs_asked}",
    )
    return scheme


def approve_scheme(scheme_id: int, *, version: int | None = None) -> WeightScheme:
    """Write the weights into the tree's indicators; a scheme approved before retires.

    Raises Forbidden, Conflict for one that does not hold together or whose tree is no draft any more.
    """
    require(TREE_APPROVE)
    scheme = load_for_change(WeightScheme, scheme_id, version=version)
    tree = draft_for_change(scheme.tree_id)
    if scheme.state is not SchemeState.CONSISTENT:
        raise Conflict(_("Only weights that were computed and hold together can be approved."))
    weights: Mapping[str, str] = scheme.result["weights"]
    linear = [one for one in indicators_of(tree.id) if one.kind is KpiKind.LINEAR]
    if {str(one.id) for one in linear} != set(weights):
        raise Conflict(_("The tree's indicators changed since. Compute the weights again."))
    for one in linear:
        one.weight = Decimal(weights[str(one.id)])
    mine = select(WeightScheme).where(
        WeightScheme.tenant_id == current_tenant(),
        WeightScheme.tree_id == tree.id,
        WeightScheme.state == SchemeState.APPROVED,
    )
    for earlier in session().scalars(mine):
        earlier.state = SchemeState.RETIRED
    scheme.state, scheme.approved_at = SchemeState.APPROVED, now()
    scheme.approved_by = current_actor().member_id
    session().flush()
    record("kano.scheme.approved", "kano_weight_scheme", scheme.id, detail={"weights": dict(weights)})
    return scheme


def scheme_for_change(scheme_id: int, *, version: int | None = None) -> WeightScheme:
    """The scheme, locked. Raises NotFound, Conflict for an approved or retired one, or of a tree that stands."""
    scheme = load_for_change(WeightScheme, scheme_id, version=version)
    if scheme.state in (SchemeState.APPROVED, SchemeState.RETIRED):
        raise Conflict(_("This scheme was approved and stays as it is. Make a new one."))
    if load(Tree, scheme.tree_id).state is not TreeState.DRAFT:
        raise Conflict(_("This tree is approved and stays as it is. Make a new version of it."))
    return scheme


def _check(said: Said, linear: set[int], *, pairs: bool) -> None:
    if said.indicator_id not in linear or (pairs and said.other_id not in linear):
        raise Invalid("judgements", _("Only the linear indicators of the tree are weighed."))
    if pairs == (said.other_id is None) or said.other_id == said.indicator_id:
        raise Invalid("judgements", _("Compare two indicators, or score one, as the method asks."))
    if pairs and not 1 / LARGEST - Decimal("0.01") <= said.value <= LARGEST:
        raise Invalid("judgements", _("A comparison lies between 1/9 and 9."))
    if not 0 <= said.value <= 1000:
        raise Invalid("judgements", _("A score lies between 0 and 1000."))


def _settings(tree: Tree, method: WeightMethod, given: Mapping[str, Any]) -> dict[str, Any]:
    if method is WeightMethod.ENTROPY:
        _exists(Cycle, given.get("cycle_id"), "cycle_id")
        return {"cycle_id": given["cycle_id"], "normalisation": given.get("normalisation") or "sum"}
    if method is WeightMethod.COMBINED:
        for name in ("subjective", "objective"):
            found = _exists(WeightScheme, given.get(name), name)
            if found.tree_id != tree.id:
                raise Invalid(name, _("Choose a scheme of this tree."))
        return {
            "subjective": given["subjective"],
            "objective": given["objective"],
            "how": given.get("how") or "linear",
            "alpha": str(given.get("alpha") or Decimal("0.5")),
        }
    return {}


def _exists(model: Any, row_id: int | None, field: str) -> Any:
    try:
        return load(model, row_id or 0)
    except NotFound:
        raise Invalid(field, _("This does not exist, or no longer.")) from None
