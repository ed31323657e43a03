"""Loss functions of second order of demand that is not normal: half of E[((X - x)+)^2] and of its complement.

For counts the square is that of steps, (X - x)+ (X - x - 1)+, whose sums over a lot give backorders (Zipkin, 2000, C.2).
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc, gammaincc

from .arguments import finite, not_negative, positive, whole
from .loss_functions import Loss
from .shortfall import poisson_at_least


def poisson_second_loss(x: int, mean: float) -> Loss:
    """Of a Poisson demand at a whole level: half of E[(X - x)+ (X - x - 1)+] and of E[(x - X)+ (x - X + 1)+].

    By factorial moments, k (k - 1) P(X = k) being mean^2 P(X = k - 2).
    """
    level, mu = whole("x", x), not_negative("mean", mean)
    # (k - x)(k - x - 1) = k (k - 1) - 2 x k + x (x + 1), summed over k > x
    at_least = [
        float(poisson_at_least(np.asarray(level + 1.0 - less), np.asarray(mu, dtype=np.float64)))
        for less in (0, 1, 2)
    ]
    twice = mu * mu * at_least[2] - 2 * level * mu * at_least[1] + level * (level + 1) * at_least[0]
    both = mu * mu - 2 * level * mu + level * (level + 1)
    return Loss(loss=max(twice, 0.0) / 2, complementary=max(both - twice, 0.0) / 2)


def gamma_second_loss(x: float, shape: float, scale: float) -> Loss:
    """Of a gamma demand; with shape 1, of an exponential one. Zipkin (2000), p. 457."""
    x, a, b = finite("x", x), positive("shape", shape), positive("scale", scale)
    mean, second = a * b, a * (a + 1) * b * b
    if x <= 0:
        return Loss(loss=(second - 2 * x * mean + x * x) / 2, complementary=0.0)
    above, below = (
        second * tail(a + 2, x / b) - 2 * x * mean * tail(a + 1, x / b) + x * x * tail(a, x / b)
        for tail in (gammaincc, gammainc)
    )
    return Loss(loss=max(float(above), 0.0) / 2, complementary=max(float(below), 0.0) / 2)


def uniform_second_loss(x: float, low: float, high: float) -> Loss:
    """Of a demand that is as likely anywhere from low to high, low below high."""
    x, low, width = finite("x", x), finite("low", low), positive("high - low", finite("high", high) - low)
    middle, spread = low + width / 2, width * width / 12
    if x <= low:
        return Loss(loss=((middle - x) ** 2 + spread) / 2, complementary=0.0)
    if x >= high:
        return Loss(loss=0.0, complementary=((x - middle) ** 2 + spread) / 2)
    return Loss(loss=(high - x) ** 3 / (6 * width), complementary=(x - low) ** 3 / (6 * width))
