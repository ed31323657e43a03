"""The catalogue, for other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import Part
from plugins.parts.operations import PartDetails
from plugins.parts.permissions import PART_WRITE, STOCK_READ
from plugins.parts.queries import part_row, parts_page
from plugins.parts.schemas import PartDetailsSchema, PartOut, PartQuery
from saas.plugin_api import expected_version, listed, page_of, requires, tell_version


@api.get("/parts")
@api.arguments(PartQuery, location="query")
@api.response(200, page_of(PartOut))
@requires(STOCK_READ)
def list_parts(query: dict[str, Any]) -> dict[str, object]:
    """List the catalogue by number; `q` finds by the beginning of a number or a piece of the name."""
    return listed(parts_page(query["q"], limit=query["limit"], after=query["after"]))


@api.post("/parts")
@api.arguments(PartDetailsSchema)
@api.response(201, PartOut)
@requires(PART_WRITE)
def add_part(body: Mapping[str, Any]) -> Part:
    """Add a part."""
    return _told(operations.add_part(PartDetails.from_input(body)))


@api.get("/parts/<int:part_id>")
@api.response(200, PartOut)
@requires(STOCK_READ)
def read_part(part_id: int) -> Part:
    """Show one part."""
    return _told(part_row(part_id)[0])


@api.put("/parts/<int:part_id>")
@api.arguments(PartDetailsSchema)
@api.response(200, PartOut)
@requires(PART_WRITE)
def change_part(body: Mapping[str, Any], part_id: int) -> Part:
    """Change what is said of a part."""
    return _told(operations.change_part(part_id, PartDetails.from_input(body), version=expected_version()))


def _told(part: Part) -> Part:
    tell_version(part)
    return part
