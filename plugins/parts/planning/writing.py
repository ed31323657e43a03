"""Writing down what was worked out: the numbers of parts in a store, and the plans that pages draw. Set-based."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from plugins.parts.models import AbcClass, PartPlan
from plugins.parts.numbers import plain
from plugins.parts.offer import stored
from plugins.parts.planning.lots import PricedLot
from plugins.parts.planning.periods import Axis
from plugins.parts.planning.reading import StoreRead
from plugins.parts.planning.working import LEVEL, METHOD, Worked
from plugins.parts.settings.planning import PlanningRules
from saas.plugin_api import current_tenant, now, session

CHUNK = 1000
# The value of the others is not known, so they have no class.
_ABC = {one.value for one in AbcClass}

# Whoever decides to keep the numbers while the night works keeps them: what is pinned is asked at the row itself. The
# version moves only where something is another now, so that nobody's open form goes stale for nothing.
_WRITE = text(
    """
    UPDATE parts_part_store AS kept SET
      computed_class = worked.computed_class, abc = worked.abc, xyz = worked.xyz, fsn = worked.fsn,
      pattern = worked.pattern, explanation = worked.explanation, planned_at = :moment, params_version = :version,
      reorder_point = CASE WHEN kept.pinned THEN kept.reorder_point ELSE worked.reorder_point END,
      safety_stock = CASE WHEN kept.pinned THEN kept.safety_stock ELSE worked.safety_stock END,
      order_quantity = CASE WHEN kept.pinned THEN kept.order_quantity ELSE worked.order_quantity END,
      maximum = CASE WHEN kept.pinned THEN kept.maximum ELSE GREATEST(worked.maximum, kept.minimum) END,
      row_version = kept.row_version + CASE WHEN
        (kept.computed_class, kept.abc) IS DISTINCT FROM (worked.computed_class, worked.abc)
        OR NOT kept.pinned AND
        (kept.reorder_point, kept.safety_stock, kept.order_quantity, kept.maximum) IS DISTINCT FROM
        (worked.reorder_point, worked.safety_stock, worked.order_quantity, GREATEST(worked.maximum, kept.minimum))
        THEN 1 ELSE 0 END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS worked(
      id bigint, computed_class text, abc text, xyz text, fsn text, pattern text, explanation jsonb,
      reorder_point numeric, safety_stock numeric, order_quantity numeric, maximum numeric)
    WHERE kept.tenant_id = :tenant AND kept.id = worked.id
    """
)


def write_store(read: StoreRead, worked: Worked, rules: PlanningRules) -> None:
    """Keep classes and numbers of all parts of a store; one statement for a thousand."""
    rows = [_row(read, worked, place) for place in range(len(read.rows))]
    told = {"tenant": current_tenant(), "moment": now(), "version": rules.version(METHOD)}
    for some in _chunks(rows):
        session().execute(_WRITE, {**told, "rows": json.dumps(some)})


def _row(read: StoreRead, worked: Worked, place: int) -> dict[str, Any]:
    row, classes = read.rows[place], worked.classes
    abc = str(worked.abc[place])
    numbers = {
        "reorder_point": worked.reorder_point,
        "safety_stock": worked.safety_stock,
        "order_quantity": worked.lot,
        "maximum": worked.up_to,
    }
    return {
        "id": row.id,
        "computed_class": str(classes.computed[place]),
        "abc": abc if abc in _ABC else None,
        "xyz": str(worked.xyz[place]),
        "fsn": str(worked.fsn[place]),
        "pattern": str(classes.pattern[place]),
        "explanation": {
            "interval": plain_number(classes.adi[place]),
            "variation": plain_number(classes.cv2[place]),
            "season": plain_number(classes.seasonal_strength[place]),
            "chance": plain_number(classes.seasonal_p_value[place], 6),
            "method": worked.forecast.methods[place],
            "yearly": plain_number(worked.yearly[place]),
            "doubt": str(worked.validity.doubt[place]),
        },
        # What a store does not mean to have is not ordered for its shelf.
        **{name: plain_number(values[place]) if row.stocked else None for name, values in numbers.items()},
    }


def write_plans(
    read: StoreRead, worked: Worked, axis: Axis, *, store_id: int, told: Mapping[str, Any]
) -> None:
    """Keep what the pages draw. told: `night_id`, `day`, `rules`."""
    plans = [_plan(read, worked, axis, place) for place in range(len(read.rows))]
    rules: PlanningRules = told["rules"]
    day: date = told["day"]
    for plan in plans:
        plan |= {"tenant_id": current_tenant(), "store_id": store_id, "night_id": told["night_id"]}
        plan |= {"planned_on": day, "period": axis.unit}
        plan["policy"] |= {"lead_time_days": rules.lead_time_days, "review_days": rules.review_days}
        plan["lot"] |= {"order_cost_fen": rules.order_cost_fen, "holding_share": rules.holding_share}
        plan["forecast"]["chosen_on"] = plan["forecast"]["chosen_on"] or day.isoformat()
    statement = insert(PartPlan)
    changed = {name: statement.excluded[name] for name in _CHANGED}
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "part_id", "store_id"], set_=changed
    )
    for some in _chunks(plans):
        session().execute(statement, some)


_CHANGED = ("night_id", "planned_on", "period", "method", "demand", "forecast", "policy", "lot")


def _plan(read: StoreRead, worked: Worked, axis: Axis, place: int) -> dict[str, Any]:
    row, forecast = read.rows[place], worked.forecast
    return {
        "part_id": row.part_id,
        "method": forecast.methods[place],
        "demand": {
            "firsts": [first.isoformat() for first in axis.firsts],
            "quantities": _numbers(read.shelves.demand[place]),
        },
        "forecast": {
            "firsts": [first.isoformat() for first in axis.coming(forecast.mean.shape[1])],
            "mean": _numbers(forecast.mean[place]),
            "lower": _numbers(forecast.interval.lower[place]),
            "upper": _numbers(forecast.interval.upper[place]),
            "level": LEVEL,
            "chosen_on": row.chosen_on if read.shelves.methods[place] else "",
        },
        "policy": {
            "rate": plain_number(worked.rate[place]),
            "deviation": plain_number(worked.deviation[place]),
            "a_day": plain_number(worked.rate[place] / axis.days, 6),
            "lead_time_mean": plain_number(worked.points.lead_time_mean[place]),
            "distribution": str(worked.points.distribution[place]),
            "service": plain_number(worked.points.cycle_service_level[place], 4),
        },
        "lot": {
            "unit_cost_fen": plain_number(read.shelves.cost[place]),
            "yearly": plain_number(worked.yearly[place]),
            "economic": plain_number(worked.lots.economic[place]),
            "quantity": plain_number(worked.lot[place]),
            "doubt": str(worked.validity.doubt[place]),
            **_prices(worked.lots.priced.get(place)),
        },
    }


def _prices(lot: PricedLot | None) -> dict[str, Any]:
    """The offer that is ordered by, and what each price would cost a year; nothing where the quantity changes no price."""
    if lot is None:
        return {}
    offer = lot.offer
    options = [
        {
            "supplier_id": one.supplier_id,
            "from": plain(one.prices[tried.region].quantity),
            "unit_price": plain(one.prices[tried.region].unit_price),
            "quantity": None if tried.order_quantity is None else plain_number(tried.order_quantity),
            "cost_fen": None if tried.cost is None else plain_number(tried.cost),
        }
        for one, best in lot.compared
        for tried in best.candidates
    ]
    told = {
        "supplier_id": offer.supplier_id,
        "unit_price": plain(offer.unit_price),
        "pack": plain(offer.pack),
        "minimum": plain(offer.minimum),
        "discount": offer.discount.value,
        "breaks": stored(offer.breaks),
        "options": options,
    }
    return {"prices": told}


def plain_number(value: float, digits: int = 3) -> float | None:
    """A number as it is kept; none for what is not known."""
    return round(float(value), digits) if np.isfinite(value) else None


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [plain_number(value) for value in values]


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]
