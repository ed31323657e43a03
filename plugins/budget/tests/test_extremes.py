"""Whatever numbers come in, each function gives finite ones and None, or says what is wrong: no nan and no warning."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from math import isfinite, nan

import pytest

from plugins.budget.amounts import Amount
from plugins.budget.anomaly import (
    AmountScale,
    DigitTest,
    ReferenceBand,
    Sign,
    benford,
    find_duplicates,
    just_below_limit,
    robust_z,
    round_numbers,
    round_numbers_by_group,
)
from plugins.budget.cost_behaviour import high_low, ordinary_least_squares, split_cost
from plugins.budget.rolling import IndexMethod, YearEndMethod, choose_method, forecast_year_end
from plugins.budget.variance import (
    LimitMethod,
    LineKind,
    MixReference,
    SoldItem,
    fixed_overhead_variance,
    market_variance,
    price_volume_mix,
    variance,
    variance_signal,
)

ROUNDS = 250


def number(rng: random.Random) -> Amount:
    huge: list[Amount] = [1e40, -1e40, 1e-40, Decimal("1e49"), Decimal("1E-45"), 10**49]
    plain: list[Amount] = [
        0,
        rng.randint(-5, 5),
        round(rng.uniform(-1e6, 1e6), 2),
        Decimal(rng.randint(-(10**9), 10**9)) / 100,
    ]
    return rng.choice([*plain, rng.choice(huge)])


def numbers(rng: random.Random, count: int | None = None) -> list[Amount | None]:
    length = rng.randint(0, 14) if count is None else count
    missing: list[Amount | None] = [None, nan]
    return [rng.choice(missing) if rng.random() < 0.05 else number(rng) for _ in range(length)]


def size(rng: random.Random) -> Amount:
    """A number that is not negative."""
    found = number(rng)
    return -found if found < 0 else found


def sizes(rng: random.Random, count: int) -> list[Amount | None]:
    return [size(rng) for _ in range(count)]


def estimated(rng: random.Random) -> object:
    fit = ordinary_least_squares(numbers(rng, 9), numbers(rng, 9))
    return fit, fit.cost_at(float(number(rng)))


def year_end(rng: random.Random) -> object:
    years, periods = rng.randint(0, 3), rng.choice([1, 4, 12])
    return forecast_year_end(
        [number(rng) for _ in range(rng.randint(0, periods))],
        history=[numbers(rng, periods) for _ in range(years)],
        volumes=rng.choice([None, sizes(rng, periods)]),
        volume_history=rng.choice([None, [sizes(rng, periods) for _ in range(years)]]),
        periods=periods,
        method=rng.choice([None, *YearEndMethod]),
        index_method=rng.choice(list(IndexMethod)),
        least_errors=3,
    )


def mixed(rng: random.Random) -> object:
    items = [
        SoldItem(
            name=str(place),
            base_quantity=size(rng),
            base_price=number(rng),
            actual_quantity=size(rng),
            actual_price=number(rng),
        )
        for place in range(rng.randint(0, 6))
    ]
    return price_volume_mix(items, mix_reference=rng.choice(list(MixReference)))


def grouped(rng: random.Random) -> object:
    amounts = numbers(rng)
    return round_numbers_by_group(amounts, [rng.choice("ab") for _ in amounts], 100)


def doubled(rng: random.Random) -> object:
    amounts = numbers(rng)
    return find_duplicates(
        amounts, [rng.choice(["a", None]) for _ in amounts], [date(2026, 1, 1)] * len(amounts)
    )


CALLS: dict[str, Callable[[random.Random], object]] = {
    "least squares": estimated,
    "high-low": lambda rng: high_low(numbers(rng, 5), numbers(rng, 5)),
    "split": lambda rng: split_cost(numbers(rng, 14), numbers(rng, 14), least_observations=5),
    "robust": lambda rng: robust_z(numbers(rng), scale=rng.choice(list(AmountScale)), least_observations=1),
    "benford": lambda rng: benford(numbers(rng), rng.choice(list(DigitTest)), sign=rng.choice(list(Sign))),
    "just below": lambda rng: just_below_limit(
        numbers(rng), number(rng), reference=rng.choice(list(ReferenceBand)), expected_share=0.3
    ),
    "round": lambda rng: round_numbers(numbers(rng), number(rng), expected_share=0.1),
    "round by group": grouped,
    "duplicates": doubled,
    "variance": lambda rng: variance(number(rng), number(rng), rng.choice(list(LineKind))),
    "signal": lambda rng: variance_signal(
        number(rng), base=number(rng), history=numbers(rng), method=rng.choice(list(LimitMethod))
    ),
    "market": lambda rng: market_variance(
        actual_units=number(rng),
        budget_units=number(rng),
        actual_market=number(rng),
        budget_market=number(rng),
        budget_margin=number(rng),
    ),
    "fixed overhead": lambda rng: fixed_overhead_variance(
        actual_fixed=number(rng),
        budget_fixed=number(rng),
        budget_quantity=number(rng),
        standard_quantity=number(rng),
    ),
    "mix": mixed,
    "year end": year_end,
    "choice": lambda rng: choose_method([numbers(rng, 4) for _ in range(3)], periods=4),
}


def odd_numbers(found: object, path: str = "result") -> list[str]:
    """Where the result, its parts and their properties hold a number that is not finite."""
    if isinstance(found, float | Decimal):
        finite = found.is_finite() if isinstance(found, Decimal) else isfinite(found)
        return [] if finite else [path]
    if isinstance(found, tuple | list):
        return [odd for place, one in enumerate(found) for odd in odd_numbers(one, f"{path}[{place}]")]
    if not is_dataclass(found):
        return []
    properties = [name for name, one in vars(type(found)).items() if isinstance(one, property)]
    names = [*(field.name for field in fields(found)), *properties]
    return [odd for name in names for odd in odd_numbers(getattr(found, name), f"{path}.{name}")]


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_results_are_finite_or_refused_in_words(call: Callable[[random.Random], object]) -> None:
    rng, answered = random.Random(1), 0
    for _ in range(ROUNDS):
        try:
            found = call(rng)
        except ValueError:
            continue
        answered += 1
        assert odd_numbers(found) == []
    assert answered > ROUNDS / 20
