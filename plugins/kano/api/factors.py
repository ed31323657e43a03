"""The library of factors over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.kano import operations
from plugins.kano.api.blueprint import api
from plugins.kano.models import Factor
from plugins.kano.permissions import FACTORS, READ
from plugins.kano.queries import factors
from plugins.kano.schemas import KanoFactorOut, KanoFactorSchema
from saas.plugin_api import expected_version, requires, tell_version


@api.get("/factors")
@api.response(200, KanoFactorOut(many=True))
@requires(READ)
def list_factors() -> Sequence[Factor]:
    """List the improvement factors, retired ones last."""
    return factors()


@api.post("/factors")
@api.arguments(KanoFactorSchema)
@api.response(201, KanoFactorOut)
@requires(FACTORS)
def add_factor(body: Mapping[str, Any]) -> Factor:
    """Add an improvement factor."""
    factor = operations.add_factor(operations.FactorDetails(**body))
    tell_version(factor)
    return factor


@api.put("/factors/<int:factor_id>")
@api.arguments(KanoFactorSchema)
@api.response(200, KanoFactorOut)
@requires(FACTORS)
def change_factor(body: Mapping[str, Any], factor_id: int) -> Factor:
    """Reword an improvement factor, move it, retire it or take it back into use."""
    details = operations.FactorDetails(**body)
    factor = operations.change_factor(factor_id, details, version=expected_version())
    tell_version(factor)
    return factor
