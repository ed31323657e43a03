"""What the classes of a part in a store are called, and why it has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts.models import PartStore, StockClass
from plugins.parts.stock_class import COMMON_INTERVAL, SEASON_STRENGTH
from plugins.parts.words.stock import STOCK_CLASSES
from saas.plugin_api import LazyStr, _, _l

PATTERNS: Mapping[str, LazyStr] = {
    "smooth": _l("steady and often"),
    "erratic": _l("often, in varying quantities"),
    "intermittent": _l("now and then, in like quantities"),
    "lumpy": _l("now and then, in varying quantities"),
    "none": _l("nobody asks for it"),
}

ABC: Mapping[str, LazyStr] = {
    "A": _l("A: among the first 80 % of the value that goes out"),
    "B": _l("B: among the next 15 % of the value that goes out"),
    "C": _l("C: among the last 5 % of the value that goes out"),
}

XYZ: Mapping[str, LazyStr] = {
    "X": _l("X: steady, apart from its season"),
    "Y": _l("Y: it varies"),
    "Z": _l("Z: it can hardly be forecast"),
    "N": _l("N: without demand, or too short a time to say"),
}

FSN: Mapping[str, LazyStr] = {
    "F": _l("F: it moves"),
    "S": _l("S: it moves slowly"),
    "N": _l("N: it does not move"),
}


def class_reasons(kept: PartStore | None, period: str) -> list[tuple[str, str]]:
    """Why a part has its classes, in the reader's language; nothing before the first night. period: `month` or `week`."""
    if kept is None or kept.computed_class is None or not kept.explanation:
        return []
    worked_out = (
        f"{STOCK_CLASSES[kept.computed_class]}: {_why(kept.computed_class, kept.explanation, period)}"
    )
    found = [(_("Worked out"), worked_out)]
    if kept.own_class is not None:
        found.insert(0, (_("Set by hand, and counts"), _told(kept.own_class, kept.class_reason)))
    rows = (
        (_("How it is asked for"), PATTERNS.get(kept.pattern)),
        (_("By value"), ABC.get(kept.abc.value) if kept.abc else None),
        (_("By steadiness"), XYZ.get(kept.xyz)),
        (_("By movement"), FSN.get(kept.fsn)),
    )
    return [*found, *((label, str(word)) for label, word in rows if word is not None)]


def _told(of: StockClass, why: str) -> str:
    return _("%(what)s: %(why)s", what=STOCK_CLASSES[of], why=why)


def _why(computed: StockClass, numbers: Mapping[str, Any], period: str) -> str:
    interval = numbers.get("interval")
    if computed is StockClass.SEASONAL:
        return _(
            "the season explains %(share)s %% of how demand varies (%(least)s %% is the least)",
            share=f"{100 * (numbers.get('season') or 0):.0f}",
            least=f"{100 * SEASON_STRENGTH:.0f}",
        )
    if interval is None:
        return _("nobody asks for it")
    told = {"interval": f"{interval:.2f}", "limit": f"{COMMON_INTERVAL:.2f}"}
    if period == "week":
        return _("asked for every %(interval)s weeks on the average; up to %(limit)s is common", **told)
    return _("asked for every %(interval)s months on the average; up to %(limit)s is common", **told)
