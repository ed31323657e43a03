"""What can be set of budgets, by the operator, the group, or for one store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from marshmallow import fields, validate

from plugins.budget.analysis.variances import Threshold
from plugins.budget.claim_settings import ClaimSettings
from plugins.budget.models import OverAction
from plugins.budget.words import OVER_ACTIONS, SPANS
from saas.plugin_api import PluginSettings, _l, settings


class Span(StrEnum):
    """Which months a spend is held against."""

    MONTH = "month"
    TO_DATE = "to_date"
    YEAR = "year"


class BudgetSettings(ClaimSettings):
    """The settings of budgets."""

    span = fields.String(
        load_default=Span.TO_DATE.value,
        validate=validate.OneOf([one.value for one in Span]),
        metadata={
            "title": _l("Months that a spend is held against"),
            "help": _l("From January to its month: what earlier months left over may still be spent."),
            "choices": [(key, label) for key, label in SPANS.items()],
            "section": _l("Control"),
            "level": "store",
        },
    )
    warn_percent = fields.Integer(
        load_default=90,
        validate=validate.Range(min=1, max=100),
        metadata={
            "title": _l("Share of the budget from which on it warns"),
            "help": _l("In percent of what is planned for these months."),
            "section": _l("Control"),
            "level": "store",
        },
    )
    over_action = fields.String(
        load_default=OverAction.APPROVE.value,
        validate=validate.OneOf([one.value for one in OverAction]),
        metadata={
            "title": _l("What happens to a spend beyond the budget"),
            "help": _l("A cost category may say otherwise."),
            "choices": [(key.value, label) for key, label in OVER_ACTIONS.items()],
            "section": _l("Control"),
            "level": "store",
        },
    )
    tolerance_percent = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=50),
        metadata={
            "title": _l("Tolerance beyond the budget"),
            "help": _l(
                "In percent of what is planned for these months; within it a spend is only warned of."
            ),
            "section": _l("Control"),
            "level": "store",
        },
    )
    signal_yuan = fields.Integer(
        load_default=1000,
        validate=validate.Range(min=0, max=100_000_000),
        metadata={
            "title": _l("Least variance of a month that matters"),
            "help": _l("In yuan; smaller ones are never pointed out."),
            "section": _l("Analysis"),
        },
    )
    signal_percent = fields.Integer(
        load_default=10,
        validate=validate.Range(min=0, max=100),
        metadata={
            "title": _l("Least share of a month's budget that matters"),
            "help": _l(
                "In percent; a variance is pointed out when it exceeds both and is unusual for its line."
            ),
            "section": _l("Analysis"),
        },
    )


SETTINGS = PluginSettings(schema=BudgetSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRule:
    """How spending of a store is held against its budget."""

    span: Span
    warn_percent: int
    over_action: OverAction
    tolerance_percent: int


def spend_rule(store_id: int | None, over_action: OverAction | None = None) -> SpendRule:
    """The rule of a store, or of the group's own spending. over_action: of the category, where it says otherwise."""
    values = settings("budget", store_id=store_id)
    return SpendRule(
        span=Span(values["span"]),
        warn_percent=values["warn_percent"],
        over_action=over_action or OverAction(values["over_action"]),
        tolerance_percent=values["tolerance_percent"],
    )


def signal_threshold() -> Threshold:
    """From which amount on the variance of a month is pointed out in this group."""
    values = settings("budget")
    return Threshold(least_fen=values["signal_yuan"] * 100, least_percent=values["signal_percent"])
