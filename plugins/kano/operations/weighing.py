"""Computing the weights of a scheme: numerical, so it is imported by the worker alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from sqlalchemy import select

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Card, CardItem, Cycle, Indicator, Judgement, Tree, WeightMethod, WeightScheme
from plugins.kano.operations.ranking import ranking_of_factors, ranking_of_people
from plugins.kano.queries.trees import indicators_of
from plugins.kano.weights import (
    EntropyNormalisation,
    KendallW,
    ahp_weights,
    combine_game_theory,
    combine_linear,
    combine_multiplicative,
    entropy_weights,
    expert_scoring,
    group_ahp,
    inconsistency_advice,
    matrix_of_pairs,
)
from saas.plugin_api import current_tenant, load, session

MOST_ADVICE = 5
"""Pairs that are named as the most inconsistent."""


def found_weights(scheme: WeightScheme) -> dict[str, Any]:
    """What a scheme comes to: weights by indicator id with the sum 1, and whether they hold together.

    Raises ValueError, in words, where too little or something impossible was said.
    """
    tree = load(Tree, scheme.tree_id)
    linear = [one for one in indicators_of(tree.id) if one.kind is KpiKind.LINEAR]
    if len(linear) < 2:
        raise ValueError("the tree has fewer than two linear indicators: there is nothing to weigh")
    ids = [one.id for one in linear]
    match scheme.method:
        case WeightMethod.EXPERT:
            found = _by_experts(scheme.id, ids)
        case WeightMethod.AHP:
            found = _by_pairs(scheme.id, ids)
        case WeightMethod.ENTROPY:
            found = _by_entropy(tree, linear, scheme.settings)
        case WeightMethod.COMBINED:
            found = _combined(ids, scheme.settings)
    weights: Sequence[float] = found.pop("weights")
    voices, shares = found.pop("voices", {}), found.pop("shares", ())
    return {
        "weights": {str(one): f"{weight:.6f}" for one, weight in zip(ids, weights, strict=True)},
        **found,
        "ranking": {
            "factors": ranking_of_factors(ids, weights, voices, shares) if voices else None,
            "people": ranking_of_people(linear, weights),
        },
    }


def _by_experts(scheme_id: int, ids: Sequence[int]) -> dict[str, Any]:
    said = _judgements(scheme_id)
    experts = list(dict.fromkeys(one.expert for one in said))
    if not experts:
        raise ValueError("no expert has scored yet")
    scores = {(one.expert, one.indicator_id): float(one.value) for one in said}
    table = [[scores.get((expert, one)) for one in ids] for expert in experts]
    found = expert_scoring(table)
    # In place of what is missing or was left out stands the mean, which then stays what it is.
    left_out = {(one.expert, one.item) for one in found.outliers}
    voices = {
        expert: [
            found.mean_scores[item] if score is None or (row, item) in left_out else score
            for item, score in enumerate(table[row])
        ]
        for row, expert in enumerate(experts)
    }
    return {
        "weights": found.weights,
        "voices": voices,
        "shares": found.expert_weights,
        "consistent": True,
        "experts": len(experts),
        "agreement": _agreement(found.agreement),
        "outliers": [
            {"expert": experts[one.expert], "indicator_id": ids[one.item], "score": one.score}
            for one in found.outliers
        ],
    }


def _by_pairs(scheme_id: int, ids: Sequence[int]) -> dict[str, Any]:
    said = _judgements(scheme_id)
    experts = list(dict.fromkeys(one.expert for one in said))
    if not experts:
        raise ValueError("no expert has compared yet")
    names = [str(one) for one in ids]
    matrices = [
        matrix_of_pairs(
            names,
            {
                (str(one.indicator_id), str(one.other_id)): float(one.value)
                for one in said
                if one.expert == expert
            },
        )
        for expert in experts
    ]
    group = group_ahp(matrices)
    whole = group.group or ahp_weights(matrices[0])
    advice = inconsistency_advice(whole.matrix, most=MOST_ADVICE) if not whole.is_consistent else ()
    voices = {expert: one.weights for expert, one in zip(experts, group.individuals, strict=True) if one}
    return {
        "weights": group.weights,
        # Experts are joined by the geometric mean, which is the mean of the logarithms.
        "voices": _logarithms(voices) if len(voices) == len(experts) else {},
        "shares": group.expert_weights,
        "consistent": bool(whole.is_consistent),
        "experts": len(experts),
        "lambda_max": whole.lambda_max,
        "consistency_index": whole.consistency_index,
        "consistency_ratio": whole.consistency_ratio,
        "threshold": whole.threshold,
        "random_index_table": str(whole.random_index_table),
        "individual_ratios": {
            expert: one.consistency_ratio if one else None
            for expert, one in zip(experts, group.individuals, strict=True)
        },
        "advice": [
            {
                "indicator_id": ids[one.row],
                "other_id": ids[one.column],
                "judgement": one.judgement,
                "implied": one.implied,
                "proposed": one.proposed,
                "ratio_after": one.consistency_ratio_after,
            }
            for one in advice
        ],
    }


def _by_entropy(tree: Tree, linear: Sequence[Indicator], settings: Mapping[str, Any]) -> dict[str, Any]:
    cycle = load(Cycle, int(settings["cycle_id"]))
    # A draft is a later version of the tree that the cycle was of: its indicators are found by their names.
    there = {str(one.names): one.id for one in indicators_of(cycle.tree_id)}
    if any(str(one.names) not in there for one in linear):
        raise ValueError("the cycle does not have all linear indicators of this tree")
    columns = [there[str(one.names)] for one in linear]
    values = _values(cycle.id)
    rows = [[mine.get(one) for one in columns] for mine in values.values()]
    whole = [row for row in rows if None not in row]
    if len(whole) < 2:
        raise ValueError("fewer than two people have a value for every indicator in this cycle")
    normalisation = EntropyNormalisation(settings.get("normalisation", "sum"))
    found = entropy_weights(whole, normalisation=normalisation)
    return {
        "weights": found.weights,
        "consistent": not found.equal_weights,
        "people": len(whole),
        "left_out": len(rows) - len(whole),
        "entropies": found.entropies,
        "constant": [linear[one].id for one in found.constant_criteria],
        "tree_version": tree.version,
    }


def _combined(ids: Sequence[int], settings: Mapping[str, Any]) -> dict[str, Any]:
    sources = [load(WeightScheme, int(settings[name])) for name in ("subjective", "objective")]
    for one in sources:
        if set(one.result.get("weights", {})) != {str(known) for known in ids}:
            raise ValueError(f"the scheme {one.title!r} has no weights for these indicators yet")
    first, second = ([float(one.result["weights"][str(known)]) for known in ids] for one in sources)
    voices = {"subjective": first, "objective": second}
    match settings.get("how", "linear"):
        case "multiplicative":
            found = combine_multiplicative(first, second)
            voices = _logarithms(voices) if all(min(one) > 0 for one in voices.values()) else {}
        case "game_theory":
            found = combine_game_theory([first, second])
        case _:
            found = combine_linear(first, second, alpha=float(settings.get("alpha", 0.5)))
    return {
        "weights": found.weights,
        "voices": voices,
        "shares": found.coefficients or (0.5, 0.5),
        "consistent": all(one.result.get("consistent") for one in sources),
        "coefficients": found.coefficients,
        "zero": [ids[one] for one in found.zero_criteria],
    }


def _logarithms(voices: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    return {who: [log(one) for one in said] for who, said in voices.items()}


def _judgements(scheme_id: int) -> Sequence[Judgement]:
    mine = select(Judgement).where(Judgement.tenant_id == current_tenant(), Judgement.scheme_id == scheme_id)
    return session().scalars(mine.order_by(Judgement.id)).all()


def _values(cycle_id: int) -> dict[int, dict[int, float]]:
    mine = (
        select(CardItem.card_id, CardItem.indicator_id, CardItem.value)
        .join(Card, Card.id == CardItem.card_id)
        .where(
            Card.tenant_id == current_tenant(),
            CardItem.tenant_id == current_tenant(),
            Card.cycle_id == cycle_id,
            CardItem.value.is_not(None),
        )
        .order_by(CardItem.card_id)
    )
    found: dict[int, dict[int, float]] = {}
    for card_id, indicator_id, value in session().execute(mine):
        found.setdefault(card_id, {})[indicator_id] = float(value or 0)
    return found


def _agreement(found: KendallW | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"w": found.w, "p": found.p_value, "experts": found.experts, "items": found.items}
