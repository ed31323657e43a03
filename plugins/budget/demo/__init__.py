"""Years to look at: what stores planned and spent, what they did for it, the claims of those who work there, and an audit."""

from __future__ import annotations

from random import Random

from plugins.budget.demo.audits import audit_in_the_middle
from plugins.budget.demo.budgets import planned_for, year_in_force, year_under_discussion
from plugins.budget.demo.claims import claim_expenses
from plugins.budget.demo.history import bring_in_past, spend_years
from plugins.budget.demo.limits import limit_expenses
from plugins.budget.demo.volumes import count_and_measure
from saas.plugin_api import open_stores, today

_WITH_CLAIMS = 2
"""Stores whose people claim expenses: the first that have everybody a claim goes through."""


def seed(rng: Random, size: float) -> None:
    """Give the group's stores years of budgets, spending and volumes, as whoever acts; claims are said to be of others."""
    stores = open_stores()
    count_and_measure(rng, stores)
    limit_expenses()
    claimed = 0
    for number, store in enumerate(stores):
        planned = planned_for(rng)
        if not planned:
            return
        day = today(store.timezone)
        for year in (day.year - 1, day.year):
            year_in_force(store, year, planned)
        spend_years(rng, store, planned, day, orders=1 if size < 1 else 3)
        bring_in_past(rng, store, planned, day)
        if number == 0:
            year_under_discussion(store, day.year + 1, planned)
        if claimed < _WITH_CLAIMS and claim_expenses(rng, store):
            claimed += 1
            if claimed == 1:
                audit_in_the_middle(store)
