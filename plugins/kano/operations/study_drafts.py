"""The tree that a study suggests: a must-be factor becomes a gate, a one-dimensional one scores, an attractive one adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sqlalchemy import select

from plugins.kano.categories import Category
from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Factor, Result
from plugins.kano.models.trees import Cadence
from plugins.kano.operations.tree_drafts import DraftDimension
from plugins.kano.queries import chosen_run, results
from saas.plugin_api import current_tenant, session

WEIGHTS: Final = Decimal(100)
"""What the weights of the linear indicators come to together."""
BONUS: Final = Decimal(10)
"""The most points that all bonus indicators add."""
_PLACES: Final = Decimal("0.01")
# Marks from 0 to 100, until somebody says where the values come from: a gate at the score of a pass, a bonus above it.
_PASS, _FULL = Decimal(60), Decimal(100)

_DIMENSIONS: Final[Mapping[KpiKind, Mapping[str, str]]] = {
    KpiKind.GATE: {"zh_CN": "必备需求", "en": "Must-be needs"},
    KpiKind.LINEAR: {"zh_CN": "单向需求", "en": "One-dimensional needs"},
    KpiKind.BONUS: {"zh_CN": "吸引需求", "en": "Attractive needs"},
}
"""The dimensions of the tree in their order, by what their indicators are."""
_KINDS: Final = {Category.MUST_BE: KpiKind.GATE, Category.ATTRACTIVE: KpiKind.BONUS}


def drafts_of_study(study_id: int) -> list[DraftDimension]:
    """A dimension for each kind of need that was kept, and in it an indicator of each factor, none with a source yet.

    Weights and bonus points are shared out by how far each factor moves satisfaction: its distance from the origin of the
    better-worse map, √(better² + worse²).
    """
    run = chosen_run(study_id)
    kept = [row for row in results(run.id) if row.StudyFactor.kept] if run else []
    meanings = _meanings([row.StudyFactor.factor_id for row in kept])
    drafts = []
    for kind, names in _DIMENSIONS.items():
        mine = [row for row in kept if _kind(row.Result) is kind]
        shares = shared_out(
            [row.Result.distance for row in mine], BONUS if kind is KpiKind.BONUS else WEIGHTS
        )
        indicators = [
            _indicator(kind, row.StudyFactor.names, meanings.get(row.StudyFactor.factor_id, {}), share)
            for row, share in zip(mine, shares, strict=True)
        ]
        if indicators:
            drafts.append(DraftDimension(names=dict(names), cadence=Cadence.MONTH, indicators=indicators))
    return drafts


def shared_out(distances: Sequence[float | None], whole: Decimal) -> list[Decimal]:
    """The whole by these sizes, to two places and without a rest; who has none counts as much as the mean of the others."""
    known = [Decimal(str(one)) for one in distances if one is not None]
    middle = sum(known, Decimal(0)) / len(known) if known else Decimal(0)
    sizes = [middle if one is None else Decimal(str(one)) for one in distances]
    if not any(sizes):
        sizes = [Decimal(1)] * len(sizes)
    shares = [
        (whole * size / sum(sizes, Decimal(0))).quantize(_PLACES, rounding=ROUND_HALF_UP) for size in sizes
    ]
    if shares:
        # What rounding left goes to the largest, where it is noticed least.
        largest = shares.index(max(shares))
        shares[largest] += whole - sum(shares, Decimal(0))
    return shares


def _kind(result: Result) -> KpiKind:
    """What a kept factor becomes; what was kept against the proposal scores as the others do."""
    return _KINDS.get(result.category, KpiKind.LINEAR) if result.category else KpiKind.LINEAR


def _indicator(
    kind: KpiKind, names: Mapping[str, str], meaning: Mapping[str, str], share: Decimal
) -> dict[str, Any]:
    gate, bonus = kind is KpiKind.GATE, kind is KpiKind.BONUS
    return {
        "names": dict(names),
        "factor": dict(names),
        "definitions": dict(meaning),
        "source_kind": None,
        "unit": "分",
        "kind": kind,
        "worst": None if gate else _PASS if bonus else Decimal(0),
        "target": _PASS if gate else _FULL,
        "points": share if bonus else None,
        "ceiling": "pass" if gate else "",
        "weight": share if kind is KpiKind.LINEAR else Decimal(0),
    }


def _meanings(factor_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    mine = select(Factor.id, Factor.definitions).where(
        Factor.tenant_id == current_tenant(), Factor.id.in_(factor_ids)
    )
    return {row.id: row.definitions for row in session().execute(mine)}
