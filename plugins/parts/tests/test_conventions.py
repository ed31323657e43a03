"""Conventions by their values, as settings and interfaces keep them: the same as by their names, and others refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from plugins.parts.classify import (
    AbcRule,
    DecompositionMethod,
    IntervalBasis,
    XyzMethod,
    abc_analysis,
    demand_patterns,
    seasonality,
    xyz_analysis,
)
from plugins.parts.lot_size import MultipleRounding, joint_replenishment
from plugins.parts.policy import (
    PowerVariant,
    ServiceMeasure,
    plan_reorder_points,
    s_s_power_approximation,
)
from plugins.parts.supplier_score import RateBasis, SupplierRecord, supplier_score

_DEMAND = [3, 0, 0, 2, 0, 5, 1, 0, 2, 0, 0, 4] * 3

Asked = Callable[[Any], object]
_CALLS: list[tuple[type[StrEnum], Asked]] = [
    (AbcRule, lambda rule: abc_analysis([90, 7, 3], rule=rule)),
    (XyzMethod, lambda method: xyz_analysis(_DEMAND, method)),
    (IntervalBasis, lambda basis: demand_patterns([0, 0, *_DEMAND], basis=basis)),
    (DecompositionMethod, lambda method: seasonality(_DEMAND, method=method)),
    (MultipleRounding, lambda rounding: joint_replenishment(1, [1, 6.25], [1, 1], [1, 1], rounding=rounding)),
    (
        ServiceMeasure,
        lambda measure: plan_reorder_points(10, 3, 2, 0.95, measure=measure, order_quantity=20),
    ),
    (PowerVariant, lambda variant: s_s_power_approximation(0.18, 0.7, 2.5, 50, 8, variant=variant)),
    (RateBasis, lambda basis: supplier_score(SupplierRecord(deliveries=9, on_time=9), basis=basis)),
]


@pytest.mark.parametrize(("kind", "call"), _CALLS)
def test_a_convention_by_its_value_is_the_convention_and_no_other_is_one(
    kind: type[StrEnum], call: Asked
) -> None:
    for one in kind:
        assert repr(call(one.value)) == repr(call(one))
    with pytest.raises(ValueError, match=kind.__name__):
        call("none of them")
