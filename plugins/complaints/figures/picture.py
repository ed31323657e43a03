"""The picture of the months: complaints for 1,000 visits with what chance lets expect, or their number without visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isnan
from typing import Any, Final

from plugins.complaints.figures.measured import PER, Month
from saas.plugin_api import _

LEAST_MONTHS: Final = 6
"""Months with visits on record that limits need; of fewer they would say little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with what is said below it. beyond: the months above the upper limit."""

    spec: dict[str, Any]
    note: str
    beyond: Sequence[str] = ()


def picture(months: Sequence[Month]) -> Picture:
    """A u chart of the rates, Laney's u′ where months spread more than by chance; the bare numbers without visits."""
    if sum(month.measured.visits > 0 for month in months) < LEAST_MONTHS:
        return _numbers(months)
    # Of complaints in a month without visits there is no rate; the number of that month stands in the table.
    counts = [month.measured.received if month.measured.visits else None for month in months]
    # Loaded by who asks for it first: a process starts without what only calculates.
    detectors = import_module("plugins.complaints.detectors.charts")
    found = detectors.u_chart(
        counts, [month.measured.visits for month in months], spread=detectors.Spread.OVERDISPERSED
    )
    wide = bool(found.sigma_z > 1)
    beyond = [month.name for month, alarm in zip(months, found.alarm, strict=True) if alarm]
    spec = {
        **_axis(months),
        "kind": "line",
        "unit": _("for 1,000 visits"),
        "series": [
            {"name": _("Complaints"), "values": _scaled(found.rate)},
            {"name": _("Mean"), "values": _scaled(found.center)},
            {"name": _("Upper limit"), "values": _scaled(found.upper)},
            {"name": _("Lower limit"), "values": _scaled(found.lower)},
        ],
        "summary": _summary(beyond),
    }
    return Picture(spec=spec, note=_note(wide, float(found.sigma_z)), beyond=beyond)


def _numbers(months: Sequence[Month]) -> Picture:
    told = any(month.measured.received for month in months)
    values = [{"name": _("Complaints"), "values": [month.measured.received for month in months]}]
    spec = {**_axis(months), "kind": "bar", "unit": _("complaints"), "series": values if told else []}
    return Picture(
        spec=spec, note=_("Limits appear once %(n)d months have visits on record.", n=LEAST_MONTHS)
    )


def _axis(months: Sequence[Month]) -> dict[str, Any]:
    return {"labels": [month.name for month in months], "labelsTitle": _("Month")}


def _scaled(values: Any) -> list[float | None]:
    return [None if isnan(value) else round(PER * float(value), 1) for value in values]


def _summary(beyond: Sequence[str]) -> str:
    if not beyond:
        return _("No month lies above what chance lets expect.")
    return _("Above what chance lets expect: %(months)s.", months=_(", ").join(beyond))


def _note(wide: bool, sigma_z: float) -> str:
    if wide:
        return _(
            "Months spread %(times).1f times as much as chance alone would have them; "
            "the limits allow for that (Laney's u′ chart).",
            times=sigma_z,
        )
    return _("The limits are three standard deviations of chance wide (u chart).")
