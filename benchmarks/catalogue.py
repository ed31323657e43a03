"""The benchmarks, each listed once, in the order in which they run."""

from __future__ import annotations

from benchmarks import followups, pages
from benchmarks.figures import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (followups.BENCHMARK, pages.BENCHMARK)
