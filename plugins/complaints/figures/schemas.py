"""What figures are narrowed to, and how the API tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from plugins.complaints.figures.cohort import FigureFilter
from saas.plugin_api import Invalid, _, today, zone_of

MONTHS = 12
"""How many months are shown at first, the running one among them."""
MOST_DAYS = 1830
"""The longest period: five years."""
# Days so far off that a calendar ends before or after them.
_IN_REACH = validate.Range(min=date(2000, 1, 1), max=date(2099, 12, 31))


class ComplaintFiguresSchema(Schema):
    """Days, store and category; in the address, in the export and in the API."""

    first = fields.Date(load_default=None, validate=_IN_REACH)
    last = fields.Date(load_default=None, validate=_IN_REACH)
    store_id = fields.Integer(load_default=None)
    category_id = fields.Integer(load_default=None)


def figure_filter(given: Mapping[str, Any]) -> FigureFilter:
    """The days asked for, else the last twelve months; raises Invalid for days that run backwards or are too many."""
    last = given["last"] or today(zone_of(None))
    first = given["first"] or _months_before(last, MONTHS - 1)
    if first > last:
        raise Invalid("first", _("The first day lies after the last one."))
    if last - first > timedelta(days=MOST_DAYS):
        raise Invalid("first", _("The figures go over five years at most."))
    return FigureFilter(first=first, last=last, store_id=given["store_id"], category_id=given["category_id"])


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


class ComplaintShareOut(Schema):
    """So many of so many, with the interval at 95 %."""

    hits = fields.Integer()
    n = fields.Integer()
    share = fields.Float(allow_none=True)
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class ComplaintMeasuredOut(Schema):
    """The figures of some complaints; times in seconds."""

    received = fields.Integer()
    visits = fields.Integer()
    per_thousand = fields.Float(allow_none=True)
    heard_median = fields.Float(allow_none=True)
    heard_n = fields.Integer()
    heard = fields.Nested(ComplaintShareOut)
    resolved = fields.Nested(ComplaintShareOut)
    closed_median = fields.Float(allow_none=True)
    closed_p90 = fields.Float(allow_none=True)
    closed = fields.Nested(ComplaintShareOut)
    reopened = fields.Nested(ComplaintShareOut)
    repeated = fields.Nested(ComplaintShareOut)
    content = fields.Nested(ComplaintShareOut)
    mark = fields.Float(allow_none=True)
    marks = fields.Integer()


class ComplaintMonthOut(Schema):
    """The figures of one month, by its first day."""

    first = fields.Date()
    measured = fields.Nested(ComplaintMeasuredOut)


class ComplaintRowOut(Schema):
    """The figures of one store or category, by its id; 0 for complaints without a category."""

    key = fields.Integer()
    name = fields.String()
    measured = fields.Nested(ComplaintMeasuredOut)


class ComplaintFiguresOut(Schema):
    """All figures of the days asked for."""

    whole = fields.Nested(ComplaintMeasuredOut)
    months = fields.List(fields.Nested(ComplaintMonthOut))
    stores = fields.List(fields.Nested(ComplaintRowOut))
    categories = fields.List(fields.Nested(ComplaintRowOut))
