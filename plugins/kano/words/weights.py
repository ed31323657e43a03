"""What people call weight schemes."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.kano.models.weights import SchemeState, WeightMethod
from saas.plugin_api import LazyStr, _l

METHODS: Mapping[WeightMethod, LazyStr] = {
    WeightMethod.EXPERT: _l("Expert scores"),
    WeightMethod.AHP: _l("Pairwise comparisons (AHP)"),
    WeightMethod.ENTROPY: _l("Entropy of the values"),
    WeightMethod.COMBINED: _l("Combination of two schemes"),
}

SCHEME_STATES: Mapping[SchemeState, tuple[LazyStr, str]] = {
    SchemeState.DRAFT: (_l("Draft"), "warn"),
    SchemeState.CONSISTENT: (_l("Consistent"), "info"),
    SchemeState.APPROVED: (_l("Approved"), "good"),
    SchemeState.RETIRED: (_l("Retired"), "plain"),
}

COMBINATIONS: Mapping[str, LazyStr] = {
    "linear": _l("α × subjective + (1 − α) × objective"),
    "multiplicative": _l("Product of both"),
    "game_theory": _l("Game theory"),
}

VOICES: Mapping[str, LazyStr] = {
    "subjective": _l("Subjective scheme"),
    "objective": _l("Objective scheme"),
}
"""The two of a combination; experts have their own names."""
