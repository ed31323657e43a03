"""Weights from a complete matrix of comparisons: principal eigenvector, geometric mean, and lambda_max."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from plugins.kano.weights.tables import Floats

PRECISION = 1e-12
# Squaring k times is the same as 2^k steps of the power iteration: no matrix of positive numbers needs as many.
_MOST_SQUARINGS = 64


class PriorityMethod(StrEnum):
    """How weights are drawn from a matrix of comparisons."""

    EIGENVECTOR = "eigenvector"
    GEOMETRIC_MEAN = "geometric_mean"


def priorities(matrix: Floats, method: PriorityMethod) -> tuple[Floats, float]:
    """Weights with the sum 1, and lambda_max for them; matrix: positive, reciprocal, shape (n, n), nothing missing."""
    if method is PriorityMethod.GEOMETRIC_MEAN:
        weights = geometric_mean_weights(matrix)
        return weights, lambda_max(matrix, weights)
    return principal_eigenvector(matrix)


def geometric_mean_weights(matrix: Floats) -> Floats:
    """w_i proportional to (prod_j a_ij)^(1/n): the logarithmic least squares solution (Crawford and Williams, 1985)."""
    logs = np.log(matrix).mean(axis=1)
    return normalised_exponentials(logs)


def normalised_exponentials(logs: Floats) -> Floats:
    """exp(logs) with the sum 1."""
    powers = np.exp(logs - logs.max())
    shares: Floats = powers / powers.sum()
    return shares


def lambda_max(matrix: Floats, weights: Floats) -> float:
    """The mean of (Aw)_i / w_i: of the eigenvector the eigenvalue, of other weights how textbooks estimate it."""
    return float((matrix @ weights / weights).mean())


def principal_eigenvector(matrix: Floats) -> tuple[Floats, float]:
    """The eigenvector of the largest eigenvalue, with the sum 1, and that eigenvalue (Saaty, 1977).

    Power iteration, two, four, eight … steps at a time, until no weight changes by more than 1e-12 of itself. The matrix
    is first divided by the ratios of the geometric means, which leaves its eigenvalues and makes a consistent matrix all 1.
    """
    logs = np.log(matrix).mean(axis=1)
    scaled = np.exp(np.log(matrix) - logs[:, None] + logs[None, :])
    power = scaled / scaled.sum()
    weights = power.sum(axis=1)
    for _ in range(_MOST_SQUARINGS):
        power = power @ power
        power /= power.sum()
        before, weights = weights, power.sum(axis=1)
        if np.all(np.abs(weights - before) <= PRECISION * weights):
            break
    # One step more from where squaring ended takes off the rounding of the squares.
    weights = scaled @ weights
    return normalised_exponentials(np.log(weights) + logs), lambda_max(scaled, weights)
