"""Every benchmark runs, at a size that takes seconds; what it measures is for `make bench`, not for a test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figures import Benchmark, Figure, table
from benchmarks.population import zipf_sizes
from benchmarks.stage import Stage
from saas.testing.fixtures.servers import Servers

# Sixty customers in the large groups and a round or two show that each side does its work.
SCALE = 0.0003


@pytest.fixture
def stage(servers: Servers, fresh_redis_url: str, tmp_path: Path) -> Stage:
    return Stage(postgres=servers.postgres, redis_url=fresh_redis_url, folder=tmp_path, scale=SCALE)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda one: one.name)
def test_benchmark_measures_both_sides(benchmark: Benchmark, stage: Stage, worker_number: int) -> None:
    """The databases carry this worker's number, since two workers may run benchmarks at once."""
    figures = benchmark.run(replace(stage, suffix=f"_{worker_number}"))

    assert figures
    assert all(figure.ours > 0 and figure.yardstick > 0 for figure in figures)
    assert all(figure.name in table(figures) for figure in figures)


def test_figure_says_whether_its_goal_is_met() -> None:
    figure = Figure(name="a page", ours=0.03, yardstick=0.02, goal=2.0)

    assert figure.ratio == pytest.approx(1.5)
    assert figure.verdict == "met"
    assert replace(figure, ours=0.05).verdict == "MISSED"
    assert "30 ms" in table([figure])


def test_population_sizes_are_unequal_and_complete() -> None:
    sizes = zipf_sizes(200, 1_000_000)

    assert sum(sizes) == 1_000_000
    assert sizes == sorted(sizes, reverse=True)
    assert 150_000 < sizes[0] < 250_000
    assert sizes[-1] >= 1
