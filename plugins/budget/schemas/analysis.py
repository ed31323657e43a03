"""What an analysis is asked for, and what it answers to programs."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.budget.models import Driver
from plugins.budget.queries.analysis import Dimension
from plugins.budget.queries.variances import Rows
from plugins.budget.schemas.sheets import MONTH_NAMES, MOST_YUAN
from saas.plugin_api import _l

_MONTH = validate.Range(min=1, max=12)
_YEAR = validate.Range(min=2000, max=2100)
_ID = validate.Range(min=1, max=2**62)
MOVING_DRIVERS = [one for one in Driver if one is not Driver.FIXED]
"""The drivers that have a volume."""


class BudgetExtentQuery(Schema):
    """Which costs count; all within reach where nothing is said. year: this one where none is given."""

    year = fields.Integer(load_default=None, validate=_YEAR)
    store_id = fields.Integer(load_default=None, validate=_ID)
    department_id = fields.Integer(load_default=None, validate=_ID)
    category_id = fields.Integer(load_default=None, validate=_ID)


class BudgetPeriodQuery(BudgetExtentQuery):
    """And of which months; until the last that is over where nothing is said."""

    first = fields.Integer(load_default=1, validate=_MONTH)
    until = fields.Integer(load_default=None, validate=_MONTH)


class BudgetStructureQuery(BudgetPeriodQuery):
    """What the cost is told apart by, and whether it is compared with the year before or the months before."""

    by = fields.Enum(Dimension, by_value=True, load_default=Dimension.CATEGORY)
    against = fields.String(load_default="year", validate=validate.OneOf(["year", "months"]))


class BudgetTrendQuery(BudgetExtentQuery):
    """Whose volumes help with the forecast."""

    driver = fields.Enum(Driver, by_value=True, load_default=None, validate=validate.OneOf(MOVING_DRIVERS))


class BudgetVarianceQuery(BudgetPeriodQuery):
    """Which rows, and what price, volume and mix are compared with: the budget or the year before."""

    by = fields.Enum(Rows, by_value=True, load_default=Rows.LINE)
    driver = fields.Enum(
        Driver, by_value=True, load_default=Driver.VISITS, validate=validate.OneOf(MOVING_DRIVERS)
    )
    against = fields.String(load_default="budget", validate=validate.OneOf(["budget", "year"]))


class BudgetBehaviourQuery(BudgetExtentQuery):
    """Against which volume."""

    driver = fields.Enum(
        Driver, by_value=True, load_default=Driver.VISITS, validate=validate.OneOf(MOVING_DRIVERS)
    )


class BudgetVolumesQuery(Schema):
    """The volumes of a store's driver in a year."""

    store_id = fields.Integer(load_default=None, validate=_ID)
    driver = fields.Enum(
        Driver, by_value=True, load_default=Driver.VISITS, validate=validate.OneOf(MOVING_DRIVERS)
    )
    year = fields.Integer(load_default=None, validate=_YEAR)


class BudgetVolumeForecastQuery(BudgetVolumesQuery):
    """Of which store, as programs ask."""

    store_id = fields.Integer(required=True, validate=_ID)


def _volume(number: int) -> fields.Decimal:
    return fields.Decimal(
        load_default=None,
        allow_none=True,
        places=3,
        validate=validate.Range(min=0, max=MOST_YUAN),
        metadata={"label": MONTH_NAMES[number - 1], "widget": "number", "min": "0"},
    )


class BudgetVolumesSchema(Schema):
    """Twelve months of a driver in a store; empty ones are not known."""

    store_id = fields.Integer(required=True, metadata={"label": _l("Store"), "widget": "hidden"})
    driver = fields.Enum(
        Driver,
        by_value=True,
        required=True,
        validate=validate.OneOf(MOVING_DRIVERS),
        metadata={"label": _l("Cost driver"), "widget": "hidden"},
    )
    year = fields.Integer(required=True, validate=_YEAR, metadata={"label": _l("Year"), "widget": "hidden"})
    m1, m2, m3, m4, m5, m6 = (_volume(number) for number in range(1, 7))
    m7, m8, m9, m10, m11, m12 = (_volume(number) for number in range(7, 13))


class BudgetPartOut(Schema):
    """A part of the cost, in fen; shares from 0 to 1."""

    id = fields.Integer(allow_none=True)
    name = fields.String()
    actual_fen = fields.Integer()
    planned_fen = fields.Integer()
    before_fen = fields.Integer()
    share = fields.Float(allow_none=True)
    upto = fields.Float(allow_none=True)


class BudgetStructureOut(Schema):
    """The parts of the cost, the greatest first, and their sums."""

    parts = fields.List(fields.Nested(BudgetPartOut))
    actual_fen = fields.Integer()
    planned_fen = fields.Integer()
    before_fen = fields.Integer()


class BudgetTrendMonthOut(Schema):
    """A month, in fen; null where it is not known or not over."""

    month = fields.Integer()
    planned_fen = fields.Integer()
    actual_fen = fields.Integer(allow_none=True)
    before_fen = fields.Integer(allow_none=True)
    moving_fen = fields.Integer(allow_none=True)
    expected_fen = fields.Integer(allow_none=True)


class BudgetYearEndOut(Schema):
    """Where the year will end, in fen; low to high holds it in eight of ten cases by the errors of past years."""

    method = fields.String()
    year_end = fields.Integer()
    low = fields.Integer(allow_none=True)
    high = fields.Integer(allow_none=True)
    errors_used = fields.Integer()


class BudgetTrendOut(Schema):
    """A year of months with its forecast; none where nothing was spent yet."""

    year = fields.Integer()
    last = fields.Integer()
    months = fields.List(fields.Nested(BudgetTrendMonthOut))
    forecast = fields.Nested(BudgetYearEndOut, allow_none=True)
    with_volumes = fields.Boolean()


class BudgetVarianceRowOut(Schema):
    """A row, in fen; variances above 0 are favourable. signal: of the last month, none where it is not judged."""

    name = fields.String()
    place = fields.String()
    planned_fen = fields.Integer()
    flexible_fen = fields.Integer()
    actual_fen = fields.Integer()
    volume_fen = fields.Integer()
    spending_fen = fields.Integer()
    total_fen = fields.Integer()
    missing = fields.Integer()
    verdict = fields.String(attribute="signal.verdict.value", dump_default=None, allow_none=True)


class BudgetMixRowOut(Schema):
    """A store, in fen: `price + volume + mix + new + lost = total`."""

    store = fields.String()
    base_fen = fields.Integer()
    actual_fen = fields.Integer()
    price_fen = fields.Integer()
    volume_fen = fields.Integer()
    mix_fen = fields.Integer()
    new_fen = fields.Integer()
    lost_fen = fields.Integer()
    total_fen = fields.Integer()


class BudgetInputRowOut(Schema):
    """An input of a store; prices and variances in fen."""

    store = fields.String()
    category = fields.String()
    driver = fields.Enum(Driver, by_value=True)
    actual_quantity = fields.Float()
    actual_price = fields.Float()
    standard_quantity = fields.Float()
    standard_price = fields.Float()
    price_fen = fields.Integer()
    efficiency_fen = fields.Integer()


class BudgetVariancesOut(Schema):
    """The rows that differ most, the sums of all, and what made the difference."""

    rows = fields.List(fields.Nested(BudgetVarianceRowOut))
    count = fields.Integer()
    planned_fen = fields.Integer()
    flexible_fen = fields.Integer()
    actual_fen = fields.Integer()
    volume_fen = fields.Integer()
    spending_fen = fields.Integer()
    mix = fields.List(fields.Nested(BudgetMixRowOut))
    inputs = fields.List(fields.Nested(BudgetInputRowOut))


class BudgetCoefficientOut(Schema):
    """A number of the line with its interval at 95 %."""

    value = fields.Float()
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class BudgetBehaviourOut(Schema):
    """The line through the months: fixed cost of a month, cost of a unit, in fen; by least squares and by high–low."""

    reason = fields.String()
    observations = fields.Integer()
    fixed = fields.Nested(BudgetCoefficientOut, allow_none=True)
    variable = fields.Nested(BudgetCoefficientOut, allow_none=True)
    r_squared = fields.Float(allow_none=True)
    high_low_fixed = fields.Float(allow_none=True)
    high_low_variable = fields.Float(allow_none=True)
    breakeven_visits = fields.Float(allow_none=True)


class BudgetVolumeForecastOut(Schema):
    """Twelve months of a year, the first `known` as they were."""

    year = fields.Integer()
    months = fields.List(fields.Decimal(as_string=True))
    known = fields.Integer()
    method = fields.String(allow_none=True)
    low = fields.Decimal(as_string=True, allow_none=True)
    high = fields.Decimal(as_string=True, allow_none=True)
    error = fields.Float(allow_none=True)
    years = fields.Integer()
