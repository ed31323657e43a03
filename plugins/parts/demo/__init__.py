"""A history to look at."""

from __future__ import annotations

from random import Random

from plugins.parts.demo import buying, planning, stock

__all__ = ["seed"]


def seed(rng: Random, size: float) -> None:
    """Stock with its history, then who delivers, what is on its way and what a night finds, as whoever acts."""
    stock.seed(rng, size)
    buying.seed(rng)
    planning.seed(size)
