"""The benchmarks, each listed once, in the order in which they run."""

from __future__ import annotations

from benchmarks import (
    budgets,
    detectors,
    followups,
    imports,
    kano,
    pages,
    part_classes,
    part_forecasts,
    part_nights,
    part_policies,
    plugins,
    sealing,
)
from benchmarks.figures import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    imports.BENCHMARK,
    followups.BENCHMARK,
    pages.BENCHMARK,
    plugins.BENCHMARK,
    sealing.BENCHMARK,
    detectors.BENCHMARK,
    kano.BENCHMARK,
    part_classes.BENCHMARK,
    part_forecasts.BENCHMARK,
    part_policies.BENCHMARK,
    part_nights.BENCHMARK,
    budgets.BENCHMARK,
)
