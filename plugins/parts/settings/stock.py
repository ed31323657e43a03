"""What can be set of stock."""

from __future__ import annotations

from datetime import timedelta

from marshmallow import Schema, fields, validate

from saas.plugin_api import _l, settings


class StockSettings(Schema):
    """The settings of stock."""

    reservation_days = fields.Integer(
        load_default=7,
        validate=validate.Range(min=0, max=365),
        metadata={
            "title": _l("Days until a reservation is let go"),
            "help": _l("Counts for those made from then on; 0: they stay until somebody lets them go."),
            "section": _l("Reservations"),
            "level": "store",
        },
    )


def reservation_lasts(store_id: int) -> timedelta | None:
    """How long a reservation holds in a store; none where it holds until somebody lets it go."""
    days: int = settings("parts", store_id=store_id)["reservation_days"]
    return timedelta(days=days) if days else None
