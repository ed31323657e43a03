"""Variances of approved and executed budgets of countries, from the folder given by `make realdata DATA=…`.

What they come to is written to `docs/realdata/budget_execution.md`.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import median

from plugins.budget.variance import (
    Direction,
    LimitMethod,
    LineKind,
    SignalVerdict,
    Variance,
    variance,
    variance_signal,
)

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "budget_execution.md"
LEAST_HISTORY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    country: str
    line: str
    year: int
    ratio: Decimal
    against: Variance


def executions(file: Path) -> list[Execution]:
    with file.open(encoding="utf-8", newline="") as source:
        return [
            Execution(
                country=row["country_name"],
                line=row["budget_line"],
                year=int(row["year"]),
                ratio=Decimal(row["execution_ratio"]),
                against=variance(
                    Decimal(row["executed_value"]), Decimal(row["approved_value"]), LineKind.COST
                ),
            )
            for row in csv.DictReader(source)
            if row["execution_ratio"]
        ]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
        "",
    ]


def percent_of(one: Execution) -> Decimal:
    assert one.against.percent is not None
    return one.against.percent


def lines_told(found: Sequence[Execution]) -> list[str]:
    lines: dict[str, list[Execution]] = defaultdict(list)
    for one in found:
        lines[one.line].append(one)
    rows = [
        (
            line.removeprefix("Spending: ").removeprefix("Spending in "),
            len(these),
            f"{100 * sum(one.against.direction is Direction.UNFAVOURABLE for one in these) / len(these):.0f} %",
            f"{median(percent_of(one) for one in these):+.1f} %",
        )
        for line, these in sorted(lines.items(), key=lambda item: -len(item[1]))[:12]
    ]
    return [
        "## By line",
        "",
        "Of cost, above 0 is favourable: less was spent than approved. The twelve lines with the most years:",
        "",
        *table(("line", "years", "overspent", "median variance"), rows),
    ]


def signals_told(found: Sequence[Execution]) -> list[str]:
    series: dict[tuple[str, str], list[Execution]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.year):
        series[one.country, one.line].append(one)
    rows = []
    for method in LimitMethod:
        verdicts: Counter[SignalVerdict] = Counter()
        for these in series.values():
            percents = [percent_of(one) for one in these]
            for place in range(LEAST_HISTORY, len(percents)):
                judged = variance_signal(
                    percents[place],
                    base=100,
                    history=percents[:place],
                    least_percent=10,
                    method=method,
                    least_history=LEAST_HISTORY,
                )
                verdicts[judged.verdict] += 1
        total = sum(verdicts.values())
        rows.append(
            (method.value, f"{total:,}", *(f"{100 * verdicts[one] / total:.1f} %" for one in SignalVerdict))
        )
        assert verdicts[SignalVerdict.UNJUDGED] == 0
    return [
        "## Signals",
        "",
        f"Every year that has at least {LEAST_HISTORY} years of the same country and line before it, its variance in per cent "
        "judged against theirs: above 10 % of the budget and beyond three sigmas.",
        "",
        *table(("limits by", "judged", *(one.value for one in SignalVerdict)), rows),
        "By the size of the variance alone, `signal` and `usual` together would be looked at. What is usual is no event of "
        "that year but a budget that is never met: it is for whoever makes the next one.",
        "",
    ]


def test_budget_executions_are_judged_and_the_page_is_written(real_data: Path) -> None:
    every = executions(real_data / "money_boost_budget_vs_actual" / "budget_execution.csv")
    found = [one for one in every if one.against.percent is not None]
    # The source's own ratio, executed in per cent of approved, is another way to say the same.
    agree = sum(abs(100 - percent_of(one) - one.ratio) < Decimal("0.01") for one in found)
    assert len(found) > 8_000
    words = Counter(one.against.direction for one in found)
    lines = [
        "# Variances of budgets",
        "",
        "Approved and executed budgets of 49 countries in the World Bank's BOOST data: "
        f"{len(found):,} lines of a year. Written by `make realdata`.",
        "",
        f"{words[Direction.UNFAVOURABLE]:,} unfavourable, {words[Direction.FAVOURABLE]:,} favourable, "
        f"{words[Direction.NONE]:,} without a variance. In {agree:,} the source's own ratio of execution says the same.",
        "",
        *lines_told(found),
        *signals_told(found),
    ]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"\n{len(found):,} budget lines: see {PAGE.relative_to(PAGE.parents[2])}")
