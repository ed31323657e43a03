"""What can be set of the planning: how well each class is served, what ordering and keeping cost, what is too long."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from marshmallow import Schema, fields, validate

from plugins.parts.stock_class import StockClass
from saas.plugin_api import _l, settings

PERIODS = {"month": _l("Months"), "week": _l("Weeks")}

_PLANNING = _l("Planning")
_ALERTS = _l("Stock alerts")
_REST = _l("What never went out counts from the day it came.")


def _service(label: object, preset: float) -> fields.Float:
    help_text = _l("In per cent of the order cycles in which nothing is missing.")
    about = {"title": label, "help": help_text, "section": _PLANNING, "level": "store"}
    return fields.Float(load_default=preset, validate=validate.Range(min=50, max=99.9), metadata=about)


def _days(label: object, preset: int, *, help_text: object, least: int = 0) -> fields.Integer:
    about = {"title": label, "help": help_text, "section": _PLANNING, "level": "store"}
    return fields.Integer(load_default=preset, validate=validate.Range(min=least, max=365), metadata=about)


def _too_long(label: object, preset: int, help_text: object) -> fields.Integer:
    about = {"title": label, "help": help_text, "section": _ALERTS, "level": "store"}
    return fields.Integer(load_default=preset, validate=validate.Range(min=1, max=3650), metadata=about)


def _yuan(label: object, preset: float, help_text: object) -> fields.Float:
    about = {"title": label, "help": help_text, "section": _PLANNING, "level": "store"}
    return fields.Float(load_default=preset, validate=validate.Range(min=0.01, max=10**5), metadata=about)


class PlanningSettings(Schema):
    """The settings of the planning and of its alerts."""

    planning_period = fields.String(
        load_default="month",
        validate=validate.OneOf(list(PERIODS)),
        metadata={
            "title": _l("Demand is counted by"),
            "help": _l("Weeks tell more where parts come within days; seasons then need more history."),
            "choices": list(PERIODS.items()),
            "section": _PLANNING,
            "level": "group",
        },
    )
    service_common = _service(_l("Service level of common parts"), 95.0)
    service_uncommon = _service(_l("Service level of uncommon parts"), 90.0)
    service_seasonal = _service(_l("Service level of seasonal parts"), 97.0)
    lead_time_days = _days(
        _l("Lead time of an order"), 7, least=1, help_text=_l("In days, from order to shelf.")
    )
    lead_time_sd_days = _days(
        _l("Deviation of the lead time"),
        2,
        help_text=_l("Standard deviation in days: how far off it usually is."),
    )
    review_days = _days(
        _l("Days from one look at the stock to the next"),
        1,
        help_text=_l("How long a shortage may go unnoticed."),
    )
    cover_days = _days(
        _l("Days that an order lasts where the economic quantity is not valid"),
        30,
        least=1,
        help_text=_l("For parts with a season, or that are asked for now and then."),
    )
    order_cost_yuan = _yuan(
        _l("Cost of an order line"), 30.0, _l("In yuan: asking, ordering, receiving, paying.")
    )
    holding_percent = fields.Float(
        load_default=20.0,
        validate=validate.Range(min=0.1, max=100),
        metadata={
            "title": _l("Cost of keeping stock for a year"),
            "help": _l("In per cent of its value: capital, room, what goes bad."),
            "section": _PLANNING,
            "level": "store",
        },
    )
    transfer_cost_yuan = _yuan(
        _l("Cost of a transfer line"),
        20.0,
        _l("In yuan, for one part from another store, whatever the quantity."),
    )
    transfer_days = _days(
        _l("Days that a transfer takes"), 1, help_text=_l("From one store to the shelf of another.")
    )
    overstock_days = _too_long(
        _l("Overstock: days that stock would last"),
        180,
        _l("Beyond the order-up-to level and longer than this."),
    )
    slow_days = _too_long(_l("Slow: days since a part last went out"), 90, _REST)
    dead_days = _too_long(_l("Dead: days since a part last went out"), 210, _REST)
    expiring_days = _too_long(
        _l("Expiring: days until a lot may not go out any more"),
        60,
        _l("What runs out sooner is to be used first."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningRules:
    """How a store is planned. service: shares, by class; costs in fen; holding_share: of the value, a year."""

    period: str
    service: Mapping[StockClass, float]
    lead_time_days: int
    lead_time_sd_days: int
    review_days: int
    cover_days: int
    order_cost_fen: float
    holding_share: float
    transfer_cost_fen: float
    transfer_days: int
    overstock_days: int
    slow_days: int
    dead_days: int
    expiring_days: int

    def told(self) -> dict[str, Any]:
        """The rules as a night keeps them."""
        return asdict(self)

    def version(self, method: int) -> str:
        """A short name of these rules and of the method, the same whenever both are."""
        text = json.dumps(self.told(), sort_keys=True)
        return f"{method}.{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def planning_rules(store_id: int) -> PlanningRules:
    """How a store is planned."""
    found = settings("parts", store_id=store_id)
    return PlanningRules(
        period=found["planning_period"],
        service={one: found[f"service_{one.value}"] / 100 for one in StockClass},
        order_cost_fen=found["order_cost_yuan"] * 100,
        holding_share=found["holding_percent"] / 100,
        transfer_cost_fen=found["transfer_cost_yuan"] * 100,
        **{name: found[name] for name in _AS_SET},
    )


_AS_SET = (
    "lead_time_days",
    "lead_time_sd_days",
    "review_days",
    "cover_days",
    "transfer_days",
    "overstock_days",
    "slow_days",
    "dead_days",
    "expiring_days",
)
