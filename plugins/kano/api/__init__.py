"""REST routes over the same operations and queries."""

from plugins.kano.api import cards, factors, objections, results, studies, trees, weights
from plugins.kano.api.blueprint import api

__all__ = ["api", "cards", "factors", "objections", "results", "studies", "trees", "weights"]
