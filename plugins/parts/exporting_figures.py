"""The figures of the stock as a table to take out: a line for the whole, each month, each store and each class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.parts.numbers import plain
from plugins.parts.permissions import STOCK_EXPORT
from plugins.parts.queries.figures import NO_CLASS, StockFigureFilter, StockFigures, stock_figures
from plugins.parts.schemas.figures import PartFiguresSchema
from plugins.parts.stock_figures import Measured
from plugins.parts.words import STOCK_CLASSES
from saas.plugin_api import Exporter, _, _l, open_stores

Cell = str | int | float | None


def figure_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[Cell]]:
    """The lines of a filter within reach."""
    return list(_lines(stock_figures(StockFigureFilter(**filters, permission=STOCK_EXPORT))))[:limit]


def _lines(found: StockFigures) -> Iterator[list[Cell]]:
    names = {store.id: store.name for store in open_stores()}
    yield [_("All"), "", *_flow(found.whole), *_standing(found.whole)]
    # How much is obsolete or empty is known of today only.
    for month in found.months:
        yield [_("Month"), month.key, *_flow(month.measured), *[None] * 5]
    for store in found.stores:
        yield [_("Store"), names[store.key], *_flow(store.measured), *_standing(store.measured)]
    for one in found.classes:
        name = _("No class yet") if one.key == NO_CLASS else str(STOCK_CLASSES[one.key])
        yield [_("Class"), name, *_flow(one.measured), *_standing(one.measured)]


def _flow(one: Measured) -> list[Cell]:
    return [
        one.value_fen / 100,
        one.mean_fen / 100,
        one.used_fen / 100,
        _rounded(one.turnover, 2),
        plain(one.asked),
        plain(one.met),
        _rounded(one.fill, 4),
        one.ran_out,
    ]


def _standing(one: Measured) -> list[Cell]:
    days, share = _rounded(one.supply_days, 1), _rounded(one.obsolete_share, 4)
    return [days, one.obsolete_fen / 100, share, one.stocked, one.empty]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


FIGURES_EXPORTER = Exporter(
    key="parts.figures",
    title=_l("Stock figures"),
    columns=(
        _l("Of what"),
        _l("Name"),
        _l("Value in yuan"),
        _l("Mean value in yuan"),
        _l("Given out at cost, in yuan"),
        _l("Turns a year"),
        _l("Units asked for"),
        _l("Units given out from stock"),
        _l("Served from stock"),
        _l("Times run out"),
        _l("Days of supply"),
        _l("Obsolete value in yuan"),
        _l("Obsolete share"),
        _l("Parts that are kept"),
        _l("Empty now"),
    ),
    rows=figure_lines,
    permission=STOCK_EXPORT,
    filters=PartFiguresSchema,
    list_endpoint="parts.figures",
)
