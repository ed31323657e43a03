"""Service cost budgets: variances, cost behaviour, forecasts to the year's end and claims worth a second look."""
