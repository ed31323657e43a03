"""Missing comparisons filled in as consistently as the given ones allow."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.kano.weights.comparisons import comparison_matrix, missing_pairs, require_connected
from plugins.kano.weights.priorities import normalised_exponentials, principal_eigenvector
from plugins.kano.weights.tables import Floats, Table

# Places (i, j), i < j, of missing entries, shape (number, 2).
Pairs = NDArray[np.intp]

# Where the gradient of ln lambda_max is below this, the entries are right to about eight digits.
_FLAT = 1e-9
_MOST_STEPS = 100


class Completion(StrEnum):
    """What missing comparisons are chosen for."""

    LAMBDA_MAX = "lambda_max"
    LOG_LEAST_SQUARES = "log_least_squares"


def completed_matrix(matrix: Table, completion: Completion = Completion.LAMBDA_MAX) -> Floats:
    """A copy without missing entries (None or nan), reciprocal.

    matrix: shape (n, n), as `comparison_matrix` reads it, with ratios of any size.
    LAMBDA_MAX: the entries that make lambda_max least, unique when the comparisons hang together; in their logarithms the
    function is convex (Bozóki, Fülöp and Rónyai, 2010, theorem 2). LOG_LEAST_SQUARES: w_i / w_j of the weights that make
    the sum of (ln a_ij - ln w_i/w_j)^2 over the given pairs least (the same paper, section 5), with which the geometric
    mean of the completed rows is w. Raises ValueError when groups of items are not compared with each other.
    """
    wanted, given = Completion(completion), comparison_matrix(matrix, largest=None)
    if not np.isnan(given).any():
        return given
    require_connected(given)
    pairs = np.array(missing_pairs(given), dtype=np.intp).reshape(-1, 2)
    weights = log_least_squares_weights(given)
    start = np.log(weights[pairs[:, 0]] / weights[pairs[:, 1]])
    if wanted is Completion.LOG_LEAST_SQUARES:
        return filled(given, pairs, start)
    return filled(given, pairs, least_lambda_max(given, pairs, start))


def log_least_squares_weights(matrix: Floats) -> Floats:
    """The weights nearest to the given comparisons in logarithms: one linear system of the graph's Laplacian."""
    given = ~np.isnan(matrix)
    laplacian = np.diag(given.sum(axis=1)) - given.astype(np.float64)
    logs = np.zeros(len(matrix))
    # The weights count up to a factor: the first is held, and the rest is regular as the graph is connected.
    totals = np.where(given, np.log(np.where(given, matrix, 1.0)), 0.0).sum(axis=1)
    logs[1:] = np.linalg.solve(laplacian[1:, 1:], totals[1:])
    return normalised_exponentials(logs)


def filled(matrix: Floats, pairs: Pairs, logs: Floats) -> Floats:
    """The matrix with exp(logs) at the pairs, and the reciprocals at their partners."""
    complete = matrix.copy()
    complete[pairs[:, 0], pairs[:, 1]] = np.exp(logs)
    complete[pairs[:, 1], pairs[:, 0]] = np.exp(-logs)
    return complete


def least_lambda_max(matrix: Floats, pairs: Pairs, start: Floats) -> Floats:
    """The logarithms of the missing entries with the least lambda_max, by Newton's method from start.

    The Hessian is the difference of gradients, which are exact; a step that does not make lambda_max less is halved.
    """
    logs = start
    value, slope = lambda_and_gradient(matrix, pairs, logs)
    for _ in range(_MOST_STEPS):
        if np.abs(slope).max() < _FLAT:
            break
        step = newton_step(matrix, pairs, logs, slope)
        while True:
            after, slope_after = lambda_and_gradient(matrix, pairs, logs + step)
            if after <= value or np.abs(step).max() < _FLAT:
                break
            step = step / 2
        logs, value, slope = logs + step, after, slope_after
    return logs


def lambda_and_gradient(matrix: Floats, pairs: Pairs, logs: Floats) -> tuple[float, Floats]:
    """ln lambda_max and its derivative by each ln a_ij: (v_i a_ij w_j - v_j a_ji w_i) / (lambda v.w).

    w is the right and v the left eigenvector; a_ji = 1 / a_ij moves the other way.
    """
    complete = filled(matrix, pairs, logs)
    right, value = principal_eigenvector(complete)
    left, _ = principal_eigenvector(complete.T)
    flow = left[:, None] * complete * right[None, :] / (value * (left @ right))
    i, j = pairs.T
    return float(np.log(value)), flow[i, j] - flow[j, i]


def newton_step(
    matrix: Floats,
    pairs: Pairs,
    logs: Floats,
    slope: Floats,
) -> Floats:
    """Where the quadratic through value, slope and Hessian is least, at most a factor e^2 away in any entry."""
    width = 1e-5
    sides = [
        (
            lambda_and_gradient(matrix, pairs, logs + move)[1],
            lambda_and_gradient(matrix, pairs, logs - move)[1],
        )
        for move in width * np.eye(len(logs))
    ]
    hessian = np.array([(above - below) / (2 * width) for above, below in sides])
    # ln lambda_max may curve the other way far from the least: a ridge makes every step one downhill.
    curvature, axes = np.linalg.eigh((hessian + hessian.T) / 2)
    floor = max(float(np.abs(curvature).max()) * 1e-8, 1e-12)
    step: Floats = -axes @ ((axes.T @ slope) / np.maximum(np.abs(curvature), floor))
    return step * min(1.0, 2.0 / float(np.abs(step).max()))
