"""The figures for other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.complaints.api import api
from plugins.complaints.figures.measured import Figures
from plugins.complaints.figures.queries import figures
from plugins.complaints.figures.schemas import ComplaintFiguresOut, ComplaintFiguresSchema, figure_filter
from plugins.complaints.permissions import READ
from saas.plugin_api import requires


@api.get("/figures")
@api.arguments(ComplaintFiguresSchema, location="query")
@api.response(200, ComplaintFiguresOut)
@requires(READ)
def read_figures(query: Mapping[str, Any]) -> Figures:
    """Show the figures of complaints received on the days asked for; of the last twelve months without."""
    return figures(figure_filter(query))
