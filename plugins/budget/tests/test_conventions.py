"""Conventions by their values, as settings and interfaces keep them: the same as by their names, and others refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from plugins.budget.anomaly import (
    AmountScale,
    DigitTest,
    DuplicateMatch,
    Side,
    Sign,
    benford,
    expected_shares,
    find_duplicates,
    leading_digits,
    robust_z,
)
from plugins.budget.rolling import (
    IndexMethod,
    YearEndMethod,
    backtest,
    choose_method,
    forecast_year_end,
    seasonal_index,
)
from plugins.budget.variance import (
    BudgetLine,
    JointEffect,
    LimitMethod,
    LineKind,
    MixReference,
    SoldItem,
    control_limits,
    flexible_budget_of_lines,
    price_efficiency_variance,
    price_volume_mix,
    variance,
    variance_signal,
)

_AMOUNTS = [1, 2, 3, 4, 500, -600]
_YEARS = [[month + year for month in range(1, 13)] for year in (0, 5, 9)]
_VOLUMES = [[month + 3 for month in range(1, 13)]] * 3
_DAYS = [date(2026, 1, 1)] * 2
_ITEMS = [
    SoldItem(name="a", base_quantity=1, base_price=1, actual_quantity=2, actual_price=3),
    SoldItem(name="b", base_quantity=4, base_price=7, actual_quantity=3, actual_price=5),
]

Asked = Callable[[Any], object]
_CALLS: list[tuple[type[StrEnum], Asked]] = [
    (DuplicateMatch, lambda match: find_duplicates([5, 5], ["a", "b"], _DAYS, match=match)),
    (Side, lambda side: robust_z(_AMOUNTS, side=side)),
    (AmountScale, lambda scale: robust_z([1, 2, 3, 4, 500], scale=scale)),
    (DigitTest, lambda test: benford(_AMOUNTS, test)),
    (DigitTest, expected_shares),
    (DigitTest, lambda test: leading_digits(57, test)),
    (Sign, lambda sign: benford(_AMOUNTS, sign=sign)),
    (IndexMethod, lambda method: seasonal_index(_YEARS, method=method)),
    (IndexMethod, lambda method: backtest(_YEARS, _VOLUMES, index_method=method)),
    (YearEndMethod, lambda method: backtest(_YEARS, _VOLUMES, method=method)),
    (YearEndMethod, lambda method: choose_method(_YEARS, _VOLUMES, methods=[method])),
    (
        YearEndMethod,
        lambda method: forecast_year_end(
            [7, 8], history=_YEARS, volumes=[5] * 12, volume_history=_VOLUMES, method=method
        ),
    ),
    (
        IndexMethod,
        lambda method: forecast_year_end([7, 8], history=_YEARS, index_method=method),
    ),
    (LineKind, lambda kind: variance(1, 2, kind)),
    (LineKind, lambda kind: flexible_budget_of_lines([BudgetLine(name="a", kind=kind, actual=5, fixed=2)])),
    (
        LineKind,
        lambda kind: price_efficiency_variance(
            actual_quantity=3, actual_price=2, standard_quantity=4, standard_price=5, kind=kind
        ),
    ),
    (LineKind, lambda kind: price_volume_mix(_ITEMS, kind=kind)),
    (JointEffect, lambda effect: price_volume_mix(_ITEMS, joint_effect=effect)),
    (MixReference, lambda reference: price_volume_mix(_ITEMS, mix_reference=reference)),
    (LimitMethod, lambda method: control_limits([1, 3, 7], method=method)),
    (LimitMethod, lambda method: variance_signal(5, base=9, history=[1, 3, 7], method=method)),
]


@pytest.mark.parametrize(("kind", "call"), _CALLS)
def test_a_convention_by_its_value_is_the_convention_and_no_other_is_one(
    kind: type[StrEnum], call: Asked
) -> None:
    for one in kind:
        assert repr(call(one.value)) == repr(call(one))
    with pytest.raises(ValueError, match=kind.__name__):
        call("none of them")
