"""Policies over a year of real parts' demand, from the folder given by `make realdata DATA=…`.

What each would have served and held is written to `docs/realdata/part_policies.md`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.parts.policy import (
    NegativeBinomialDemand,
    PoissonDemand,
    ServiceMeasure,
    SimulatedPolicy,
    UpToLevel,
    plan_reorder_points,
    s_s_exact,
    simulate,
)

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "part_policies.md"
PROMISES = (0.80, 0.90, 0.95, 0.98)
COVERS = (1.0, 1.5, 2.0, 3.0)
LEAST_DEMANDS = 3

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """past, year: parts × periods, to plan by and to live through. Costs of a unit and period, and of an order."""

    title: str
    told: str
    period: str
    past: Table
    year: Table
    lead_time: NDArray[np.int64]
    least_order: Table
    holding_cost: Table
    fixed_cost: float
    shortage_costs: tuple[float, ...]
    """Of a unit waiting for a period: so many settings of the policy of least cost."""

    @property
    def lot(self) -> Table:
        """The economic order quantity, at least the least order."""
        economic = np.sqrt(2 * self.fixed_cost * self.past.mean(axis=1) / self.holding_cost)
        return np.maximum(np.ceil(economic), np.maximum(self.least_order, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    policy: str
    setting: str
    found: SimulatedPolicy

    @property
    def fill_rate(self) -> float:
        assert self.found.total_fill_rate is not None
        return self.found.total_fill_rate


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))


def numbers(cells: Sequence[str]) -> list[float]:
    return [float(cell) if cell.strip() else np.nan for cell in cells]


def car_parts(folder: Path) -> Parts:
    table = rows_of(folder / "parts_carparts_monthly" / "carparts.csv")
    demand = np.array([numbers(row[1:]) for row in table[1:]]).T
    demand = demand[~np.isnan(demand).any(axis=1)]
    past, year = demand[:, :-12], demand[:, -12:]
    kept = (past > 0).sum(axis=1) >= LEAST_DEMANDS
    past, year = past[kept], year[kept]
    return Parts(
        title="Car parts, by the month",
        told="Hyndman's set of the R package expsmooth: planned by 39 months, simulated over the 12 that follow. Reviewed"
        " every month and delivered within one; as the set has no prices, a unit held costs 1 a month and an order 5.",
        period="months",
        past=past,
        year=year,
        lead_time=np.ones(len(past), dtype=np.int64),
        least_order=np.ones(len(past)),
        holding_cost=np.ones(len(past)),
        fixed_cost=5.0,
        shortage_costs=(5.0, 10.0, 20.0, 40.0, 80.0),
    )


def manufacturer_parts(folder: Path) -> Parts:
    table = rows_of(folder / "parts_manufacturer_weekly" / "man.csv")
    first = next(place for place, name in enumerate(table[0]) if name.startswith("2012-W"))
    demand = np.array([numbers(row[first:]) for row in table[1:]])
    holding, lead_time, least = np.array([numbers(row[4:7]) for row in table[1:]]).T
    known = ~np.isnan(demand).any(axis=1) & ~np.isnan(holding + lead_time + least) & (holding > 0)
    kept = known & ((demand[:, :-52] > 0).sum(axis=1) >= LEAST_DEMANDS)
    past, year, weekly = demand[kept, :-52], demand[kept, -52:], holding[kept] / 52
    return Parts(
        title="A manufacturer's parts, by the week",
        told="Parts of a wholesaler, not of cars, with their costs in euros: planned by the weeks before the last 52, simulated"
        " over these. Lead times are of 7 or 16 weeks.",
        period="weeks",
        past=past,
        year=year,
        lead_time=lead_time[kept].astype(np.int64),
        least_order=least[kept],
        holding_cost=weekly,
        fixed_cost=5.0,
        shortage_costs=(0.05, 0.1, 0.25, 0.5, 1.0),
    )


def least_cost(parts: Parts, shortage_cost: float) -> UpToLevel:
    """The best (s, S) of each part for what a unit waiting costs."""
    levels = []
    for past, lead_time, lot, held in zip(
        parts.past, parts.lead_time, parts.least_order, parts.holding_cost, strict=True
    ):
        mean, sd = float(past.mean()), float(past.std(ddof=1))
        demand = NegativeBinomialDemand(mean, sd) if sd**2 > 1.001 * mean else PoissonDemand(mean)
        best = s_s_exact(float(held), shortage_cost, parts.fixed_cost, demand, lead_time=int(lead_time))
        levels.append((best.reorder_point, max(best.order_up_to_level, best.reorder_point + lot)))
    low, high = np.array(levels).T
    return UpToLevel(low, high)


def policies(parts: Parts) -> Iterator[tuple[str, str, UpToLevel]]:
    """Name, setting and rule of each policy."""
    mean, sd = parts.past.mean(axis=1), parts.past.std(axis=1, ddof=1)
    covered = mean * (parts.lead_time + 1)
    for cover in COVERS:
        yield "min/max", f"min {cover:g} × demand until delivery", up_to(parts, cover * covered)
    for low_demand, name in ((0.0, "normal formula"), (10.0, "counted where rare")):
        for promise in PROMISES:
            found = plan_reorder_points(
                mean,
                sd,
                parts.lead_time,
                promise,
                measure=ServiceMeasure.FILL_RATE,
                order_quantity=parts.lot,
                review_period=1,
                low_demand=low_demand,
            )
            yield name, f"promises {promise:.0%}", up_to(parts, found.reorder_point)
    for shortage_cost in parts.shortage_costs:
        yield "least cost", f"a unit waiting costs {shortage_cost:g}", least_cost(parts, shortage_cost)


def up_to(parts: Parts, point: Table) -> UpToLevel:
    """An economic lot above the reorder point."""
    return UpToLevel(np.ceil(point), np.ceil(point) + parts.lot)


def outcomes(parts: Parts) -> list[Outcome]:
    return [
        Outcome(
            policy=policy,
            setting=setting,
            found=simulate(
                parts.year,
                rule,
                lead_time=parts.lead_time,
                holding_cost=parts.holding_cost,
                fixed_cost=parts.fixed_cost,
            ),
        )
        for policy, setting, rule in policies(parts)
    ]


def cost_at(all_outcomes: Sequence[Outcome], policy: str, fill_rate: float) -> float | None:
    """Holding and ordering of a policy where it serves such a share, between two settings; None beyond them."""
    curve = sorted((one.fill_rate, one.found.total_cost) for one in all_outcomes if one.policy == policy)
    served, held = zip(*curve, strict=True)
    return float(np.interp(fill_rate, served, held)) if served[0] <= fill_rate <= served[-1] else None


def section(parts: Parts) -> str:
    found = outcomes(parts)
    assert all(0 < one.fill_rate < 1 for one in found)
    lines = [
        f"\n## {parts.title}\n",
        f"{parts.told} {len(parts.past):,} parts with {LEAST_DEMANDS} demands or more.\n",
        "| policy | setting | served at once | parts served 90 % | units held | orders a part | holding cost | and orders |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        asked = one.found.demand > 0
        well = float(np.mean(one.found.fill_rate[asked] >= 0.9))
        lines.append(
            f"| {one.policy} | {one.setting} | {one.fill_rate:.1%} | {well:.1%} "
            f"| {one.found.average_on_hand.sum():,.0f} | {one.found.orders.mean():.2f} "
            f"| {one.found.holding_cost.sum():,.0f} | {one.found.total_cost:,.0f} |".replace("%", " %")
        )
    lines += ["", same_service(found)]
    return "\n".join(lines)


def same_service(found: Sequence[Outcome]) -> str:
    """What the same share served costs to hold with each policy."""
    names = list(dict.fromkeys(one.policy for one in found))
    lines = [
        "| holding and ordering where so much is served | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for share in (0.85, 0.90, 0.93, 0.95, 0.97):
        costs = [cost_at(found, name, share) for name in names]
        lines.append(
            f"| {share:.0%} | ".replace("%", " %")
            + " | ".join("–" if c is None else f"{c:,.0f}" for c in costs)
            + " |"
        )
    return "\n".join([*lines, ""])


@pytest.mark.timeout(600)
def test_policies_over_a_year_of_real_parts(real_data: Path) -> None:
    sections = []
    for read in (car_parts, manufacturer_parts):
        parts = read(real_data)
        sections.append(section(parts))
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    head = (
        "# What policies would have served and held\n\n"
        "A simulated year of real parts under four ways to set the reorder point, by `plugins/parts/policy`. Written by"
        " `make realdata`.\n\n"
        "*min/max*: a multiple of the demand until delivery, the same for all, as is usual by hand. *normal formula*: the"
        " share of demand promised, as if every demand were normal. *counted where rare*: the same promise, with demand"
        " below ten units until delivery as Poisson or negative binomial. These three order up to an economic lot above."
        " *least cost*: the best (s, S) of each part for one cost of a unit waiting, the same for all parts. What is missing"
        " is delivered later, and the year begins with full shelves. A promise is kept of demand that goes on as it was; of"
        " demand that changes, and comes in orders larger than one unit, less is served than promised.\n"
    )
    PAGE.write_text(head + "".join(sections), encoding="utf-8")
    print(f"\n{PAGE.read_text(encoding='utf-8')}")
