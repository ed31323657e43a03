"""The figures as a table to take out: a line for the whole, each month, each store and each category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.complaints.figures.measured import Figures, Measured, Share
from plugins.complaints.figures.queries import figures
from plugins.complaints.figures.schemas import ComplaintFiguresSchema, figure_filter
from plugins.complaints.permissions import EXPORT
from saas.plugin_api import Exporter, _, _l

Cell = str | int | float | None
_HOUR = 3600


def figure_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[Cell]]:
    """The lines of a filter within reach."""
    return list(_lines(figures(figure_filter(filters), permission=EXPORT)))[:limit]


def _lines(found: Figures) -> Iterator[list[Cell]]:
    yield [_("All"), "", *_cells(found.whole)]
    for month in found.months:
        yield [_("Month"), month.name, *_cells(month.measured)]
    for store in found.stores:
        yield [_("Store"), store.name, *_cells(store.measured)]
    for category in found.categories:
        yield [_("Category"), category.name, *_cells(category.measured)]


def _cells(one: Measured) -> list[Cell]:
    shares = (one.heard, one.resolved, one.closed, one.reopened, one.repeated, one.content)
    return [
        one.received,
        one.visits,
        _rounded(one.per_thousand, 2),
        _rounded(one.heard_median, 1, unit=60),
        one.heard_n,
        _rounded(one.closed_median, 1, unit=_HOUR),
        _rounded(one.closed_p90, 1, unit=_HOUR),
        *(cell for share in shares for cell in _share(share)),
        _rounded(one.mark, 2),
        one.marks,
    ]


def _share(share: Share) -> list[Cell]:
    return [_rounded(share.share, 4), share.n, _rounded(share.low, 4), _rounded(share.high, 4)]


def _rounded(value: float | None, digits: int, *, unit: int = 1) -> float | None:
    return None if value is None else round(value / unit, digits)


EXPORTER = Exporter(
    key="complaints.figures",
    title=_l("Complaint figures"),
    columns=(
        _l("Of what"),
        _l("Name"),
        _l("Complaints"),
        _l("Workshop visits"),
        _l("For 1,000 visits"),
        _l("Minutes to acknowledgement, median"),
        _l("Minutes to acknowledgement, n"),
        _l("Hours to closure, median"),
        _l("Hours to closure, 90th percentile"),
        _l("Acknowledged in time"),
        _l("Acknowledged in time, n"),
        _l("Acknowledged in time, from"),
        _l("Acknowledged in time, to"),
        _l("Resolved in time"),
        _l("Resolved in time, n"),
        _l("Resolved in time, from"),
        _l("Resolved in time, to"),
        _l("Closed"),
        _l("Closed, n"),
        _l("Closed, from"),
        _l("Closed, to"),
        _l("Opened again"),
        _l("Opened again, n"),
        _l("Opened again, from"),
        _l("Opened again, to"),
        _l("Repeated complaints"),
        _l("Repeated complaints, n"),
        _l("Repeated complaints, from"),
        _l("Repeated complaints, to"),
        _l("Content afterwards"),
        _l("Content afterwards, n"),
        _l("Content afterwards, from"),
        _l("Content afterwards, to"),
        _l("Mark, mean"),
        _l("Mark, n"),
    ),
    rows=figure_lines,
    permission=EXPORT,
    filters=ComplaintFiguresSchema,
    list_endpoint="complaints.show_figures",
)
