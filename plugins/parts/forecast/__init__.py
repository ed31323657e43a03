"""Forecasts of demand for parts, of one series or a hundred thousand at once, and the choice among them by what came."""

from plugins.parts.forecast.accuracy import mase, naive_scale, pinball_loss, rmsse, scaled_pinball
from plugins.parts.forecast.aggregation import adida, imapa
from plugins.parts.forecast.candidates import default_candidates, forecast, forecaster
from plugins.parts.forecast.choice import MethodChoice, choose_method
from plugins.parts.forecast.chosen import ChosenForecast, forecast_chosen
from plugins.parts.forecast.croston import croston, mean_interval, sba, sbj
from plugins.parts.forecast.demand import Demand
from plugins.parts.forecast.holt_winters import holt_winters
from plugins.parts.forecast.intervals import (
    PredictionInterval,
    QuantileType,
    prediction_interval,
    quantiles,
    total_interval,
)
from plugins.parts.forecast.pooling import pool_choice
from plugins.parts.forecast.result import Cost, Forecast, Initial, Method
from plugins.parts.forecast.rolling import Forecaster, RollingOrigin, rolling_origin
from plugins.parts.forecast.seasonal import naive, seasonal_naive
from plugins.parts.forecast.smoothing import moving_average, ses
from plugins.parts.forecast.trials import Criterion
from plugins.parts.forecast.tsb import tsb

__all__ = [
    "ChosenForecast",
    "Cost",
    "Criterion",
    "Demand",
    "Forecast",
    "Forecaster",
    "Initial",
    "Method",
    "MethodChoice",
    "PredictionInterval",
    "QuantileType",
    "RollingOrigin",
    "adida",
    "choose_method",
    "croston",
    "default_candidates",
    "forecast",
    "forecast_chosen",
    "forecaster",
    "holt_winters",
    "imapa",
    "mase",
    "mean_interval",
    "moving_average",
    "naive",
    "naive_scale",
    "pinball_loss",
    "pool_choice",
    "prediction_interval",
    "quantiles",
    "rmsse",
    "rolling_origin",
    "sba",
    "sbj",
    "scaled_pinball",
    "seasonal_naive",
    "ses",
    "total_interval",
    "tsb",
]
