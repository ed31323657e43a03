"""A history to look at: studies at several stages, and appraisals of two months."""

from random import Random

from plugins.kano.demo import cards, studies


def seed(rng: Random, size: float) -> None:
    """Seed studies first: the library of factors comes with them."""
    studies.seed(rng, size)
    cards.seed(rng, size)


__all__ = ["seed"]
