"""A maintenance plan as it is typed."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.platform.i18n import LazyStr, _l


def _count(label: LazyStr, unit: LazyStr, start: int, most: int) -> fields.Integer:
    about = {"label": label, "unit": unit, "step": 1}
    return fields.Integer(required=True, validate=validate.Range(1, most), metadata={**about, "start": start})


class PlanIntervalsSchema(Schema):
    """When the vehicles of a plan are due."""

    first_months = _count(_l("First maintenance after"), _l("months"), 6, 120)
    first_km = _count(_l("First maintenance after (distance)"), "km", 5000, 200_000)
    interval_months = _count(_l("Then every"), _l("months"), 12, 120)
    interval_km = _count(_l("Then every (distance)"), "km", 10_000, 200_000)


class PlanSchema(PlanIntervalsSchema):
    """A new plan, with the vehicles that it is for."""

    make = fields.String(
        required=True, validate=validate.Length(min=1, max=100), metadata={"label": _l("Make")}
    )
    series = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"label": _l("Series"), "help": _l("Left empty, it is for all series of the make.")},
    )
