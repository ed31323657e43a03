"""The methods of forecasting over the demand of real parts, from the folder given by `make realdata DATA=…`.

Which method wins where is written to `docs/realdata/part_forecasts.md`.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.parts.classify import DemandPattern, demand_patterns
from plugins.parts.forecast import (
    Criterion,
    Forecaster,
    MethodChoice,
    QuantileType,
    choose_method,
    default_candidates,
    forecast_chosen,
    forecaster,
    naive,
    naive_scale,
    pool_choice,
)
from plugins.parts.forecast.choice import PROBABILITIES
from plugins.parts.forecast.trials import hold_trials

PAGE = Path(__file__).parents[2] / "docs" / "realdata" / "part_forecasts.md"
PATTERNS = [pattern for pattern in DemandPattern if pattern is not DemandPattern.NONE]
# The last periods are kept from the choice and judge it: so many origins, one period apart.
KEPT = 6

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """demand: parts × periods. season: periods in a year; ahead: periods that are forecast."""

    title: str
    told: str
    demand: Table
    season: int
    ahead: int


def numbers(cells: Sequence[str]) -> list[float]:
    return [float(cell) if cell.strip() else np.nan for cell in cells]


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source))


def car_parts(folder: Path) -> Parts:
    months = np.array(
        [numbers(row[1:]) for row in rows_of(folder / "parts_carparts_monthly" / "carparts.csv")[1:]]
    )
    return Parts(
        title="Monthly sales of car parts",
        told="Hyndman's set of the R package expsmooth, 1998 to 2002; months that are not known are left out.",
        demand=months.T,
        season=12,
        ahead=3,
    )


def automotive_parts(folder: Path) -> Parts:
    newest_first = [numbers(row[1:]) for row in rows_of(folder / "parts_auto_ijf_monthly" / "auto.csv")[1:]]
    return Parts(
        title="Monthly demand for automotive spare parts",
        told="The set of Syntetos and Boylan (2005); two years are too short for methods with a season of a year.",
        demand=np.array(newest_first)[:, ::-1],
        season=12,
        ahead=3,
    )


def manufacturer_parts(folder: Path) -> Parts:
    table = rows_of(folder / "parts_manufacturer_weekly" / "man.csv")
    first = next(place for place, name in enumerate(table[0]) if name.startswith("2012-W"))
    return Parts(
        title="Weekly demand at a manufacturer",
        told="Parts of a wholesaler, not of cars, 2012 to 2014; the forecast is of the next seven weeks, the shorter lead time.",
        demand=np.array([numbers(row[first:]) for row in table[1:]]),
        season=52,
        ahead=7,
    )


@pytest.mark.timeout(1200)
def test_methods_over_real_parts(real_data: Path) -> None:
    sections = [section(read(real_data)) for read in (car_parts, automotive_parts, manufacturer_parts)]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    head = (
        "# Which method forecasts which part\n\n"
        "Every method of `plugins/parts/forecast` over the demand of real parts. Written by `make realdata`.\n\n"
        "A method wins a part if its forecasts from the last 12 origins before the kept periods were best: by absolute errors"
        " (MASE) or by the quantiles 50, 75, 90 and 95 % (scaled pinball). The patterns are those of Syntetos, Boylan and"
        f" Croston. Then the last {KEPT} origins, kept from the choice, judge each method for all parts, the choice of one for"
        " each part by its own scores, and that with the scores of its pattern (`pool_choice`). All losses are over the naive"
        " changes of the part's own past; means and medians are over parts.\n"
    )
    PAGE.write_text(head + "".join(sections), encoding="utf-8")
    print(f"\n{PAGE.read_text(encoding='utf-8')}")


def section(parts: Parts) -> str:
    past = parts.demand[:, : parts.demand.shape[1] - KEPT - parts.ahead + 1]
    candidates = {"naive": forecaster(naive), **default_candidates(parts.season)}
    patterns = demand_patterns(past).patterns
    choices = {
        criterion: choose_method(
            past, candidates=candidates, season=parts.season, horizon=parts.ahead, criterion=criterion
        )
        for criterion in Criterion
    }
    pooled = {criterion: pool_choice(choice, patterns) for criterion, choice in choices.items()}
    count, periods = parts.demand.shape
    asked = int((choices[Criterion.MASE].judged & (patterns != DemandPattern.NONE)).sum())
    lines = [
        f"\n## {parts.title}\n",
        f"{parts.told} {count:,} parts, {periods} periods; {asked:,} were asked for before the kept ones and judged.\n",
        wins("MASE", choices[Criterion.MASE], patterns),
        wins("scaled pinball", choices[Criterion.SCALED_PINBALL], patterns),
        kept_table(
            parts,
            past,
            candidates,
            {f"each by its own {name}": choice for name, choice in choices.items()}
            | {f"with its pattern, {name}": choice for name, choice in pooled.items()},
        ),
        held(parts, past, candidates, pooled),
    ]
    return "\n".join(lines)


def wins(name: str, choice: MethodChoice, patterns: NDArray[np.str_]) -> str:
    """The share of parts of each pattern that each method wins; equal ones go to the first."""
    chosen = np.array(choice.methods)
    groups = {str(pattern): choice.judged & (patterns == pattern) for pattern in PATTERNS}
    groups["all"] = choice.judged & (patterns != DemandPattern.NONE)
    counts = {group: int(mask.sum()) for group, mask in groups.items()}
    head = [f"| wins by {name} | " + " | ".join(f"{group} ({n:,})" for group, n in counts.items()) + " |"]
    head.append("|---" * (len(groups) + 1) + "|")
    rows = []
    for method in choice.candidates:
        shares = [
            f"{np.mean(chosen[mask] == method):.0%}".replace("%", " %") if mask.any() else "–"
            for mask in groups.values()
        ]
        rows.append(f"| {method} | " + " | ".join(shares) + " |")
    return "\n".join([*head, *rows, ""])


def losses_kept(parts: Parts, candidates: Mapping[str, Forecaster], criterion: Criterion) -> Table:
    """The mean loss of each candidate over the kept origins, (candidates, parts), not scaled; NaN where one is missing."""
    periods = parts.demand.shape[1]
    places = np.arange(periods - KEPT - parts.ahead + 1, periods - parts.ahead + 1)
    losses = hold_trials(
        parts.demand,
        candidates,
        places,
        horizon=parts.ahead,
        criterion=criterion,
        probabilities=PROBABILITIES,
    )
    return losses.reshape(len(candidates), len(parts.demand), -1).mean(axis=-1)


def kept_table(
    parts: Parts, past: Table, candidates: Mapping[str, Forecaster], choices: Mapping[str, MethodChoice]
) -> str:
    columns: dict[str, list[tuple[float, float]]] = {}
    used = 0
    for criterion in Criterion:
        power = 2 if criterion is Criterion.RMSSE else 1
        losses = losses_kept(parts, candidates, criterion)
        scale = naive_scale(past, power=power)
        scaled = (losses / np.where(scale > 0, scale, np.nan)) ** (1 / power)
        able = ~np.isnan(scaled).all(axis=1)
        rows = ~np.isnan(scaled[able]).any(axis=0)
        used = int(rows.sum())
        chosen = {name: scaled[choice.chosen, np.arange(scaled.shape[1])] for name, choice in choices.items()}
        for name, values in (dict(zip(candidates, scaled, strict=True)) | chosen).items():
            columns.setdefault(name, []).append(
                (float(np.mean(values[rows])), float(np.median(values[rows])))
            )
    best = [min(column) for column in zip(*(figures(cells) for cells in columns.values()), strict=True)]
    head = (
        "| kept periods | " + " | ".join(f"{c} mean | median" for c in Criterion) + " |\n" + "|---" * 7 + "|"
    )
    body = []
    for name, cells in columns.items():
        shown = [
            "–" if np.isnan(value) else f"**{value:.3f}**" if value == least else f"{value:.3f}"
            for value, least in zip(figures(cells), best, strict=True)
        ]
        body.append(f"| {name} | " + " | ".join(shown) + " |")
    own, like = (
        columns[f"{how} {Criterion.RMSSE}"][1][0] for how in ("each by its own", "with its pattern,")
    )
    alone = min(cells[1][0] for name, cells in columns.items() if name in candidates)
    gain = (
        f"By mean RMSSE the choice with the pattern costs {like / own - 1:+.1%} against that of each part by its own scores,"
        f" and {like / alone - 1:+.1%} against the one method that turned out best for all.\n"
    ).replace("%", " %")
    told = f"{used:,} parts of which every method could forecast the kept periods; the least of each column is bold.\n"
    return "\n".join([told, head, *body, "", gain])


def figures(cells: Sequence[tuple[float, float]]) -> list[float]:
    return [value for cell in cells for value in cell]


def held(
    parts: Parts, past: Table, candidates: Mapping[str, Forecaster], choices: Mapping[Criterion, MethodChoice]
) -> str:
    """How often the demand of the periods to come together lay within the intervals of the chosen methods."""
    known = past.shape[1]
    came = parts.demand[:, known : known + parts.ahead].sum(axis=1)
    rows = []
    for criterion, choice in choices.items():
        for kind in QuantileType:
            found = forecast_chosen(
                past, choice.methods, candidates=candidates, horizon=parts.ahead, quantile_type=kind
            )
            low, high = found.total.lower[:, -1], found.total.upper[:, -1]
            told = ~np.isnan(came) & ~np.isnan(low)
            below, above = float(np.mean(came[told] < low[told])), float(np.mean(came[told] > high[told]))
            assert 0.4 < 1 - below - above < 0.99
            shares = (f"{share:.0%}".replace("%", " %") for share in (below, 1 - below - above, above))
            rows.append(f"| {criterion} | {kind} | " + " | ".join(shares) + " |")
    head = [
        f"Intervals of 80 % for the first {parts.ahead} kept periods together, from the errors at 12 origins:\n",
        "| methods by pattern and | quantiles | below | within | above |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])
