"""Down-weighting of past outbreaks, so that they do not raise the baseline that they stand in."""

from __future__ import annotations

import numpy as np

from plugins.complaints.detectors.counts import Bools, Floats


def anscombe_residuals(counts: Floats, mean: Floats, dispersion: Floats, leverage: Floats) -> Floats:
    """Standardised Anscombe residuals, s = 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)).

    Farrington et al. (1996), section 3.5. counts, mean, leverage: series x n, mean above 0. dispersion: of each series, at
    least 1. A period that its own parameter fits (h = 1) has the residual 0.
    """
    raw = 1.5 * (np.cbrt(counts) ** 2 * mean ** (-1 / 6) - np.sqrt(mean))
    room = np.maximum(dispersion[:, None] * (1 - leverage), 0.0)
    free = leverage < 1 - 1e-12
    return np.divide(raw, np.sqrt(room), out=np.zeros_like(raw), where=free)


def outbreak_weights(residuals: Floats, threshold: float, seen: Bools) -> Floats:
    """Weights gamma s^-2 where s > threshold and gamma elsewhere, summing to the number of periods seen.

    Farrington et al. (1996), section 3.6, with threshold 1; Noufaily et al. (2013) with 2.58. What is not seen weighs 0.
    """
    large = residuals > threshold
    weights = np.where(large, 1.0, seen.astype(np.float64))
    np.divide(weights, residuals**2, out=weights, where=large)
    weights[~seen] = 0.0
    total = weights.sum(axis=1, keepdims=True)
    scale = np.divide(seen.sum(axis=1, keepdims=True), total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(weights * scale)
