"""Variances against published tables, against fractions, and as identities that hold to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.budget.amounts import Amount
from plugins.budget.variance import (
    BudgetLine,
    Direction,
    FlexibleBudget,
    LineKind,
    fixed_overhead_variance,
    flexible_budget,
    flexible_budget_of_lines,
    market_variance,
    price_efficiency_variance,
    variance,
)

AMOUNTS = st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=4)


def webb(scale: Amount = 1) -> FlexibleBudget:
    """Webb Company, Horngren, Datar and Rajan, Cost Accounting, chapter 7, exhibits 7-2 and 7-3."""
    return flexible_budget(
        budget_units=12_000,
        actual_units=10_000,
        budget_price=Decimal(120) * Decimal(scale),
        actual_price=Decimal(125) * Decimal(scale),
        budget_variable={"DM": 60 * scale, "DL": 16 * scale, "VOH": 12 * scale},
        actual_variable={"DM": 621_600 * scale, "DL": 198_000 * scale, "VOH": 130_500 * scale},
        budget_fixed=276_000 * scale,
        actual_fixed=285_000 * scale,
    )


def test_flexible_budget_is_as_published() -> None:
    found = webb()
    assert [found.static_income, found.flexible_income, found.actual_income] == [108_000, 44_000, 14_900]
    assert found.static_variance == -93_100
    assert found.flexible_variance == -29_100
    assert found.sales_volume_variance == -64_000
    assert found.selling_price_variance == 50_000
    assert found.operating_income.static_variance.direction is Direction.UNFAVOURABLE
    assert found.line("DM").flexible_variance.amount == -21_600
    assert found.line("DL").flexible_variance.amount == -38_000
    assert found.line("VOH").flexible_variance.amount == -10_500
    assert found.line("fixed").flexible_variance.amount == -9_000
    assert found.line("fixed").volume_variance.direction is Direction.NONE
    margin = found.contribution_margin
    assert [margin.static, margin.flexible, margin.actual] == [384_000, 320_000, 299_900]


def test_flexible_budget_scales_to_any_size() -> None:
    assert webb(10**30).static_variance == -93_100 * 10**30


@pytest.mark.parametrize(
    ("actual", "standard", "price", "efficiency"),
    # Webb Company again: direct materials, direct labour (chapter 7) and variable overhead (chapter 8)
    [
        ((22_200, 28), (20_000, 30), 44_400, -66_000),
        ((9_000, 22), (8_000, 20), -18_000, -20_000),
        ((4_500, 29), (4_000, 30), 4_500, -15_000),
    ],
)
def test_price_and_efficiency_are_as_published(
    actual: tuple[int, int], standard: tuple[int, int], price: int, efficiency: int
) -> None:
    found = price_efficiency_variance(
        actual_quantity=actual[0],
        actual_price=actual[1],
        standard_quantity=standard[0],
        standard_price=standard[1],
    )
    assert [found.price, found.efficiency, found.flexible] == [price, efficiency, price + efficiency]
    assert found.efficiency_direction is Direction.UNFAVOURABLE


def test_fixed_overhead_is_as_published() -> None:
    """Webb Company, chapter 8: spending 9,000 U, production volume 46,000 U, underallocated 55,000."""
    found = fixed_overhead_variance(
        actual_fixed=285_000, budget_fixed=276_000, budget_quantity=4_800, standard_quantity=4_000
    )
    assert [found.spending, found.production_volume, found.underallocated] == [-9_000, -46_000, -55_000]


def test_market_share_and_size_are_as_published() -> None:
    """A quantity variance of 29,000 in a market that stayed as it was is all share (Garrison, appendix 11A, alternative)."""
    found = market_variance(
        actual_units=16_000,
        budget_units=15_000,
        actual_market=160_000,
        budget_market=160_000,
        budget_margin=29,
    )
    assert [found.market_share, found.market_size, found.quantity] == [29_000, 0, 29_000]


@settings(max_examples=1000)
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from(LineKind))
def test_price_and_efficiency_add_up(
    used: Amount, paid: Amount, allowed: Amount, standard: Amount, kind: LineKind
) -> None:
    found = price_efficiency_variance(
        actual_quantity=used,
        actual_price=paid,
        standard_quantity=allowed,
        standard_price=standard,
        kind=kind,
    )
    aq, ap, sq, sp = (Fraction(one) for one in (used, paid, allowed, standard))
    sign = 1 if kind is LineKind.COST else -1
    assert Fraction(found.price) == sign * aq * (sp - ap)
    assert Fraction(found.efficiency) == sign * (sq - aq) * sp
    assert Fraction(found.flexible) == sign * (sq * sp - aq * ap)


@st.composite
def budget_lines(draw: st.DrawFn) -> list[BudgetLine]:
    count = draw(st.integers(0, 3))
    return [
        BudgetLine(
            name=f"line {number}",
            kind=draw(st.sampled_from(LineKind)),
            actual=draw(AMOUNTS),
            fixed=draw(st.none() | AMOUNTS),
            rate=draw(AMOUNTS),
            budget_volume=draw(AMOUNTS),
            actual_volume=draw(AMOUNTS),
        )
        for number in range(count)
    ]


@settings(max_examples=1000)
@given(budget_lines())
def test_flexible_budget_of_lines_is_what_fractions_say(lines: list[BudgetLine]) -> None:
    found = flexible_budget_of_lines(lines)
    signs = [1 if line.kind is LineKind.REVENUE else -1 for line in lines]

    def income(volumes: list[Amount]) -> Fraction:
        return sum(
            (
                sign * (Fraction(line.fixed or 0) + Fraction(line.rate) * Fraction(volume))
                for sign, line, volume in zip(signs, lines, volumes, strict=True)
            ),
            Fraction(0),
        )

    static = income([line.budget_volume for line in lines])
    flexible = income([line.actual_volume for line in lines])
    actual = sum((sign * Fraction(line.actual) for sign, line in zip(signs, lines, strict=True)), Fraction(0))
    assert Fraction(found.static_income) == static
    assert Fraction(found.flexible_variance) == actual - flexible
    assert Fraction(found.sales_volume_variance) == flexible - static
    assert Fraction(found.static_variance) == actual - static
    assert all(
        line.static_variance.amount == line.flexible_variance.amount + line.volume_variance.amount
        for line in found.lines
    )


def test_flexible_budget_refuses_names_that_do_not_match() -> None:
    with pytest.raises(ValueError, match="only one has DL"):
        flexible_budget(
            budget_units=1,
            actual_units=1,
            budget_price=1,
            actual_price=1,
            budget_variable={"DM": 1, "DL": 1},
            actual_variable={"DM": 1},
            budget_fixed=0,
            actual_fixed=0,
        )
    line = BudgetLine(name="rent", kind=LineKind.COST, actual=1)
    with pytest.raises(ValueError, match="'rent' 2 times"):
        flexible_budget_of_lines([line, line])
    with pytest.raises(KeyError):
        flexible_budget_of_lines([line]).line("wages")


def test_flexible_budget_of_no_lines_is_nothing() -> None:
    assert flexible_budget_of_lines([]).static_variance == 0


@pytest.mark.parametrize(
    ("actual", "budget", "kind", "amount", "percent", "word"),
    [
        (110, 100, LineKind.COST, -10, -10, Direction.UNFAVOURABLE),
        (110, 100, LineKind.REVENUE, 10, 10, Direction.FAVOURABLE),
        (100, 100, LineKind.COST, 0, 0, Direction.NONE),
        (0, 0, LineKind.COST, 0, None, Direction.NONE),
        (5, 0, LineKind.COST, -5, None, Direction.UNFAVOURABLE),
        (-50, -100, LineKind.REVENUE, 50, 50, Direction.FAVOURABLE),
    ],
)
def test_variance_has_the_sign_of_its_effect_on_income(
    *, actual: int, budget: int, kind: LineKind, amount: int, percent: int | None, word: Direction
) -> None:
    found = variance(actual, budget, kind)
    assert [found.amount, found.percent, found.direction] == [amount, percent, word]


def test_variance_refuses_bases_that_make_no_rate_or_share() -> None:
    with pytest.raises(ValueError, match="budget_quantity must be above 0"):
        fixed_overhead_variance(actual_fixed=1, budget_fixed=1, budget_quantity=0, standard_quantity=1)
    with pytest.raises(ValueError, match="budget_market must be above 0"):
        market_variance(actual_units=1, budget_units=1, actual_market=1, budget_market=0, budget_margin=1)


POSITIVE = st.integers(1, 10**9)


@settings(max_examples=1000)
@given(
    sold=AMOUNTS,
    planned=AMOUNTS,
    market=POSITIVE,
    expected=POSITIVE,
    margin=AMOUNTS,
    places=st.integers(0, 12),
)
def test_market_variance_adds_up(
    *, sold: Amount, planned: Amount, market: int, expected: int, margin: Amount, places: int
) -> None:
    found = market_variance(
        actual_units=sold,
        budget_units=planned,
        actual_market=market,
        budget_market=expected,
        budget_margin=margin,
        places=places,
    )
    assert Fraction(found.quantity) == (Fraction(sold) - Fraction(planned)) * Fraction(margin)
    share = (Fraction(sold) / market - Fraction(planned) / expected) * market * Fraction(margin)
    size = (Fraction(market) - expected) * Fraction(planned) / expected * Fraction(margin)
    assert abs(Fraction(found.market_share) - share) <= Fraction(1, 2 * 10**places)
    assert abs(Fraction(found.market_size) - size) <= Fraction(1, 2 * 10**places)
    assert Fraction(found.market_share) + Fraction(found.market_size) == Fraction(found.quantity)


@settings(max_examples=1000)
@given(AMOUNTS, AMOUNTS, POSITIVE, AMOUNTS)
def test_fixed_overhead_and_plain_variances_are_what_fractions_say(
    actual: Amount, budget: Amount, base: int, allowed: Amount
) -> None:
    found = fixed_overhead_variance(
        actual_fixed=actual, budget_fixed=budget, budget_quantity=base, standard_quantity=allowed
    )
    assert Fraction(found.spending) == Fraction(budget) - Fraction(actual)
    volume = Fraction(budget) * (Fraction(allowed) / base - 1)
    assert abs(Fraction(found.production_volume) - volume) <= Fraction(1, 2 * 10**10)
    assert Fraction(found.underallocated) == Fraction(found.spending) + Fraction(found.production_volume)
    cost = variance(actual, budget, LineKind.COST)
    assert Fraction(cost.amount) == Fraction(budget) - Fraction(actual)
    if budget:
        assert cost.percent is not None
        wanted = 100 * (Fraction(budget) - Fraction(actual)) / abs(Fraction(budget))
        assert abs(Fraction(cost.percent) - wanted) <= Fraction(1, 2 * 10**10)
