"""The data inventory over REST."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.core.privacy.inventory import DataLine, data_lines
from saas.core.privacy.notices_api import api
from saas.core.privacy.permissions import INVENTORY
from saas.platform.permissions import requires
from saas.platform.plugins import LegalBasis
from saas.platform.tenancy import DataCategory

__all__ = ["api"]


class HeldColumnSchema(Schema):
    """One personal column."""

    name = fields.String()
    category = fields.Enum(DataCategory, by_value=True)
    sealed = fields.Boolean()
    hashed = fields.Boolean()


class DataLineSchema(Schema):
    """One kind of data."""

    owner = fields.String()
    on = fields.Boolean()
    what = fields.String()
    columns = fields.List(fields.Nested(HeldColumnSchema))
    purpose = fields.String()
    basis = fields.Enum(LegalBasis, by_value=True)
    kept = fields.String()
    permissions = fields.List(fields.String())
    roles = fields.List(fields.String())
    leaves = fields.String()


@api.get("/data-inventory")
@requires(INVENTORY)
@api.response(200, DataLineSchema(many=True))
def list_data() -> list[DataLine]:
    """Which data of people are kept, why, how long, and who sees them."""
    return data_lines()
