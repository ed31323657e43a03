"""What the pages of analysis share: their tabs, filters and months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from plugins.budget.exporting import EXPORTERS
from plugins.budget.months import Span, place_of
from plugins.budget.permissions import EXPORT, READ
from plugins.budget.queries import category_choices
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.days import today_of
from plugins.budget.queries.sheets import departments_of
from plugins.budget.schemas.analysis import MOVING_DRIVERS
from plugins.budget.schemas.sheets import MONTH_NAMES
from plugins.budget.views.blueprint import WORDS, store_choices
from plugins.budget.words import DRIVERS
from saas.plugin_api import LazyStr, _l, allowed, render

TABS: Mapping[str, LazyStr] = {
    "budget.structure": _l("Structure"),
    "budget.trend": _l("Trend"),
    "budget.variances": _l("Variances"),
    "budget.behaviour": _l("Cost and volume"),
    "budget.volumes": _l("Volumes"),
}
MONTHS = [(str(number), label) for number, label in enumerate(MONTH_NAMES, start=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Where the group stands in time. here: the number of this month."""

    year: int
    month: int
    here: int

    @property
    def over(self) -> int:
        """The number of the last month that is over."""
        return self.here - 1

    def until(self, year: int, asked: int | None, *, over_only: bool) -> int:
        """The last month of a year that counts: the one asked for, else this one or the last that is over, else December."""
        if asked is not None:
            return asked
        if year != self.year:
            return 12
        return max(self.month - 1, 1) if over_only else self.month


def calendar(wanted: Mapping[str, Any]) -> Calendar:
    """Now, where the store that somebody asks for is; where the group is for none."""
    day = today_of(wanted["store_id"])
    return Calendar(year=day.year, month=day.month, here=place_of(day))


def extent_of(wanted: Mapping[str, Any]) -> Extent:
    """Which costs somebody asks for."""
    return Extent(**{name: wanted[name] for name in ("store_id", "department_id", "category_id")})


def span_of(wanted: Mapping[str, Any], *, over_only: bool) -> Span:
    """The months that somebody asks for; from the first to the last, whichever comes first."""
    now = calendar(wanted)
    year = wanted["year"] or now.year
    until = now.until(year, wanted["until"], over_only=over_only)
    return Span.of_year(year, min(wanted["first"], until), until)


def show(template: str, wanted: Mapping[str, Any], **about: Any) -> Response:
    """A page of analysis with its tabs and filters."""
    now = calendar(wanted)
    year = wanted["year"] or now.year
    return render(
        template,
        tabs=[
            (label, _tab(endpoint, wanted), request.endpoint == endpoint) for endpoint, label in TABS.items()
        ],
        wanted=wanted,
        year=year,
        years=[(str(one), str(one)) for one in range(now.year + 1, now.year - 5, -1)],
        months=MONTHS,
        names=MONTH_NAMES,
        stores=store_choices(READ),
        departments=departments_of(wanted.get("store_id")),
        categories=category_choices(wanted.get("category_id")),
        moving=[(one.value, DRIVERS[one]) for one in MOVING_DRIVERS],
        link=link,
        export=export_url,
        **WORDS,
        **about,
    )


def link(**changes: Any) -> str:
    """This page with other filters."""
    kept = {key: value for key, value in request.args.items() if key in _KEPT} | changes
    return url_for(
        str(request.endpoint), **{key: value for key, value in kept.items() if value not in ("", None)}
    )


def export_url(key: str) -> str:
    """Where what the page shows is taken out; empty without the right."""
    if not allowed(EXPORT):
        return ""
    filters: dict[str, Any] = {
        name: request.args[name] for name in EXPORTERS[key].filters().fields if request.args.get(name)
    }
    return url_for("exports.export", table_key=key, **filters)


_KEPT = ("year", "first", "until", "store_id", "department_id", "category_id", "by", "against", "driver")


def _tab(endpoint: str, wanted: Mapping[str, Any]) -> str:
    common = {name: wanted.get(name) for name in ("year", "store_id", "department_id", "category_id")}
    if endpoint == "budget.volumes":
        common = {name: common[name] for name in ("year", "store_id")}
    return url_for(endpoint, **{key: value for key, value in common.items() if value})
