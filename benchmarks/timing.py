"""Interleaved measuring: each round runs every side once, in a drawn order, so that a slow minute hits all alike."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def timed(action: Callable[[], object]) -> float:
    """How many seconds the action takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


def interleaved(
    sides: Mapping[str, Callable[[], float]], *, rounds: int, rng: random.Random, warm_up: int = 0
) -> dict[str, float]:
    """The median of each side. sides: each call measures once and answers seconds; the first `warm_up` rounds do not count."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(warm_up + rounds):
        for name in rng.sample(list(sides), len(sides)):
            gc.collect(0)
            seconds = sides[name]()
            if number >= warm_up:
                found[name].append(seconds)
    return {name: median(times) for name, times in found.items()}
