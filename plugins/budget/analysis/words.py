"""What people call methods, verdicts and reasons; by their values, so that no page loads the mathematics for a word."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import LazyStr, _l

METHODS: Mapping[str, LazyStr] = {
    "seasonal_driver": _l("Season and volume"),
    "seasonal": _l("Season"),
    "driver": _l("Volume"),
    "run_rate": _l("Mean of the months so far"),
    "last_year": _l("As in the year before"),
}

VERDICTS: Mapping[str, tuple[LazyStr, str]] = {
    "signal": (_l("Look at it"), "bad"),
    "usual": (_l("As always: question the budget"), "warn"),
    "unjudged": (_l("Large; too few months to judge"), "info"),
    "immaterial": (_l("Small"), "plain"),
}
"""A verdict's words and its tone."""

SPLIT_REASONS: Mapping[str, LazyStr] = {
    "fitted": _l("The line fits: it may be budgeted with."),
    "too_few": _l(
        "Fewer than twelve months have both a volume and a cost: a season would look like a slope."
    ),
    "volume_constant": _l("The volume was the same in all months: nothing tells fixed from variable cost."),
    "slope_negative": _l("More volume went with less cost: something else than this volume drives it."),
    "fixed_negative": _l("The line would make the fixed cost negative: look for a better driver."),
    "r_squared_low": _l("The volume explains too little of the cost."),
}

ITEM_KINDS: Mapping[str, LazyStr] = {
    "continuing": _l("In both periods"),
    "new": _l("New"),
    "lost": _l("No longer"),
}
