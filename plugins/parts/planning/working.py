"""From the demand of many parts in one store to their classes, forecasts and ordering numbers. Pure; for workers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.classify import (
    StockClasses,
    XyzMethod,
    abc_analysis,
    fsn_by_last_movement,
    stock_classes,
    xyz_analysis,
)
from plugins.parts.forecast import (
    ChosenForecast,
    Criterion,
    MethodChoice,
    choose_method,
    forecast_chosen,
    pool_choice,
)
from plugins.parts.lot_size import EoqValidity, eoq_validity
from plugins.parts.offer import Offer
from plugins.parts.planning.lots import Costs, Lots, Wanted, plan_lots
from plugins.parts.planning.periods import Axis
from plugins.parts.policy import ReorderPoints, plan_reorder_points
from plugins.parts.settings.planning import PlanningRules
from plugins.parts.stock_class import StockClass

METHOD: Final = 3
"""Raised when the same demand would be planned otherwise."""
LEVEL: Final = 0.8
_AHEAD_DAYS: Final = 183
_LEAST_ERRORS: Final = 4
_WHOLE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What is known of the parts of one store, all in one order.

    demand: parts × periods, nan where a part was not there yet. own: classes that people decided. cost: of a unit, in fen;
    pack: units. rested: days since one last went out, nan for never. least: the stock below which people do not want to
    go. methods: of the forecast as chosen before, '' where one is to be chosen now. offers: of the approved suppliers.
    """

    demand: Floats
    own: Sequence[StockClass | None]
    cost: Floats
    pack: Floats
    rested: Floats
    least: Floats
    methods: Sequence[str]
    offers: Sequence[Sequence[Offer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What came of it, in the same order.

    rate, deviation: of a period in the lead time; yearly: demand. reorder_point, safety_stock, lot, up_to: in units, nan
    where nothing is known yet. lots: how the quantities came about. doubt: why the economic one is not valid.
    """

    classes: StockClasses
    abc: NDArray[np.str_]
    xyz: NDArray[np.str_]
    fsn: NDArray[np.str_]
    forecast: ChosenForecast
    rate: Floats
    deviation: Floats
    yearly: Floats
    points: ReorderPoints
    reorder_point: Floats
    safety_stock: Floats
    lot: Floats
    up_to: Floats
    lots: Lots
    validity: EoqValidity


def work_out(shelves: Shelves, axis: Axis, rules: PlanningRules) -> Worked:
    """Plan all parts of a store."""
    classes = stock_classes(shelves.demand, axis.season, overrides=shelves.own)
    forecast = _forecast(shelves, axis, classes)
    known = ~np.isnan(forecast.mean[:, 0])
    periods = max(1, ceil((rules.lead_time_days + rules.review_days) / axis.days))
    rate = np.where(known, forecast.mean[:, :periods].mean(axis=1), 0.0)
    deviation = _deviation(shelves.demand, forecast.errors[:, :, 0], rate)
    yearly = np.where(known, _yearly(shelves.demand, axis.season), 0.0)
    points = _points(classes, axis, rules, rate, deviation)
    validity = eoq_validity(shelves.demand, classes)
    covered = _covering(forecast.mean, rules.cover_days / axis.days)
    wanted = Wanted(
        cost=shelves.cost,
        pack=shelves.pack,
        yearly=yearly,
        covered=covered,
        valid=validity.valid,
        offers=shelves.offers,
    )
    lots = plan_lots(wanted, Costs(order=rules.order_cost_fen, holding=rules.holding_share))
    point = np.maximum(np.ceil(points.reorder_point - _WHOLE), shelves.least)
    unknown = np.where(known, 0.0, np.nan)
    return Worked(
        classes=classes,
        abc=abc_analysis(np.where(shelves.cost > 0, yearly * shelves.cost, np.nan)).classes,
        xyz=xyz_analysis(shelves.demand, XyzMethod.DESEASONALISED, season_length=axis.season).classes,
        fsn=fsn_by_last_movement(
            shelves.rested, fast=rules.slow_days, slow=max(rules.dead_days, rules.slow_days)
        ).classes,
        forecast=forecast,
        rate=rate,
        deviation=deviation,
        yearly=yearly,
        points=points,
        reorder_point=point + unknown,
        safety_stock=np.maximum(point - points.lead_time_mean, 0.0) + unknown,
        lot=lots.quantity + unknown,
        up_to=point + lots.quantity + unknown,
        lots=lots,
        validity=validity,
    )


def _forecast(shelves: Shelves, axis: Axis, classes: StockClasses) -> ChosenForecast:
    """The forecasts of half a year by each part's method, chosen with its like where it has none yet."""
    methods = list(shelves.methods)
    without = [place for place, method in enumerate(methods) if not method]
    if without:
        choice = _chosen(shelves.demand[without], axis, classes.pattern[without])
        for place, method in zip(without, choice.methods, strict=True):
            methods[place] = method
    ahead = ceil(_AHEAD_DAYS / axis.days)
    return forecast_chosen(shelves.demand, methods, season=axis.season, horizon=ahead, level=LEVEL)


def _chosen(demand: Floats, axis: Axis, patterns: NDArray[np.str_]) -> MethodChoice:
    choice = choose_method(demand, season=axis.season, criterion=Criterion.RMSSE)
    return pool_choice(choice, patterns)


def _deviation(demand: Floats, errors: Floats, rate: Floats) -> Floats:
    """How far demand is off its forecast: of the errors made, else of the demand itself, and never below a Poisson's."""
    counts = np.count_nonzero(~np.isnan(errors), axis=1)
    erred = np.sqrt(np.nansum(errors**2, axis=1) / np.maximum(counts, 1))
    known = np.count_nonzero(~np.isnan(demand), axis=1)
    mean = np.nansum(demand, axis=1) / np.maximum(known, 1)
    spread = np.sqrt(np.nansum((demand - mean[:, None]) ** 2, axis=1) / np.maximum(known - 1, 1))
    deviation: Floats = np.maximum(np.where(counts >= _LEAST_ERRORS, erred, spread), np.sqrt(rate))
    return deviation


def _yearly(demand: Floats, season: int) -> Floats:
    """What a year asks for: the last whole one, or as much of it as is known."""
    last = demand[:, -season:]
    known = np.count_nonzero(~np.isnan(last), axis=1)
    yearly: Floats = np.nansum(last, axis=1) / np.maximum(known, 1) * season
    return yearly


def _points(
    classes: StockClasses, axis: Axis, rules: PlanningRules, rate: Floats, deviation: Floats
) -> ReorderPoints:
    service = np.array([rules.service[StockClass(one)] for one in classes.classes.tolist()], dtype=np.float64)
    return plan_reorder_points(
        rate,
        deviation,
        rules.lead_time_days / axis.days,
        service,
        lead_time_sd=rules.lead_time_sd_days / axis.days,
        review_period=rules.review_days / axis.days,
    )


def _covering(mean: Floats, periods: float) -> Floats:
    """What is expected of so many periods, the last of them in part; beyond the forecast its mean goes on."""
    weights = np.clip(periods - np.arange(mean.shape[1]), 0.0, 1.0)
    beyond = max(periods - mean.shape[1], 0.0)
    expected: Floats = np.nan_to_num(mean) @ weights + beyond * np.nan_to_num(mean).mean(axis=1)
    return expected
