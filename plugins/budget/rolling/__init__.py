"""Forecast of a cost to the year's end: what was booked, and the months to come by season and volume."""

from plugins.budget.rolling.backtest import Backtest, BacktestError, MethodChoice, backtest, choose_method
from plugins.budget.rolling.projection import RateBasis, YearEndMethod
from plugins.budget.rolling.seasonal import IndexMethod, SeasonalIndex, seasonal_index
from plugins.budget.rolling.year_end import YearEndForecast, forecast_year_end

__all__ = [
    "Backtest",
    "BacktestError",
    "IndexMethod",
    "MethodChoice",
    "RateBasis",
    "SeasonalIndex",
    "YearEndForecast",
    "YearEndMethod",
    "backtest",
    "choose_method",
    "forecast_year_end",
    "seasonal_index",
]
