"""Loss functions: the demand that a level leaves unmet on average, and what it leaves over, of one number each.

n(x) = E[(X - x)+] and its complement E[(x - X)+]; of second order E[((X - x)+)^2] / 2 and E[((x - X)+)^2] / 2
(Zipkin, 2000, Foundations of Inventory Management, C.3; Snyder and Shen, 2019, Fundamentals of Supply Chain Theory, C.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, pi, sqrt

import numpy as np
from scipy.special import gammainc, gammaincc, ndtr

from .arguments import Floats, finite, not_negative, numbers, positive
from .shortfall import (
    Pair,
    is_overdispersed,
    negative_binomial_shortfall,
    poisson_shortfall,
    standard_normal_shortfall,
)

LARGEST_EXPONENT = 115.0
"""Of e: about 1e50, the largest number that is taken."""
_FAR = 38.0  # as in shortfall: further out the density underflows


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a level lets go short and what it leaves over, on average, in units (of second order: half their squares)."""

    loss: float
    """E[(X - x)+]: short."""
    complementary: float
    """E[(x - X)+]: left over."""


def standard_normal_loss(z: float) -> Loss:
    """Of a standard normal: phi(z) - z (1 - Phi(z)), and the same at -z."""
    z = finite("z", z)
    return Loss(loss=unit_loss(z), complementary=unit_loss(-z))


def standard_normal_second_loss(z: float) -> Loss:
    """Of a standard normal, second order: ((z^2 + 1)(1 - Phi(z)) - z phi(z)) / 2, and the same at -z."""
    z = finite("z", z)
    return Loss(loss=unit_second_loss(z), complementary=unit_second_loss(-z))


def standard_normal_loss_inverse(value: float) -> float:
    """The z at which the standard normal loss is this value, above 0: the safety factor for so much going short."""
    if not_negative("value", value) == 0:
        msg = "value must be above 0: no safety factor leaves nothing short"
        raise ValueError(msg)
    return float(unit_loss_inverse(np.asarray(value, dtype=np.float64)))


def normal_loss(x: float, mean: float, sd: float) -> Loss:
    """Of a normal demand; with sd 0, of a demand that is known."""
    gap, spread = finite("x", x) - finite("mean", mean), not_negative("sd", sd)
    return Loss(loss=normal_short(gap, spread), complementary=normal_short(-gap, spread))


def normal_second_loss(x: float, mean: float, sd: float) -> Loss:
    """Of a normal demand, second order, in squared units."""
    gap, spread = finite("x", x) - finite("mean", mean), not_negative("sd", sd)
    return Loss(loss=normal_second_short(gap, spread), complementary=normal_second_short(-gap, spread))


def poisson_loss(x: float, mean: float) -> Loss:
    """Of a Poisson demand, at any real level."""
    return _both(poisson_shortfall(_array(finite("x", x)), _array(not_negative("mean", mean))))


def negative_binomial_loss(x: float, mean: float, sd: float) -> Loss:
    """Of a negative-binomial demand by its mean and standard deviation; of a Poisson where sd^2 is not above the mean."""
    at, average = _array(finite("x", x)), _array(not_negative("mean", mean))
    variance = _array(not_negative("sd", sd) ** 2)
    if not is_overdispersed(average, variance):
        return poisson_loss(x, mean)
    return _both(negative_binomial_shortfall(at, average, variance))


def gamma_loss(x: float, shape: float, scale: float) -> Loss:
    """Of a gamma demand of mean shape * scale; with shape 1, of an exponential one. Zipkin (2000), p. 457."""
    x, shape, scale = finite("x", x), positive("shape", shape), positive("scale", scale)
    if x <= 0:
        return Loss(loss=shape * scale - x, complementary=0.0)
    at = x / scale
    short = shape * scale * gammaincc(shape + 1, at) - x * gammaincc(shape, at)
    left = x * gammainc(shape, at) - shape * scale * gammainc(shape + 1, at)
    return Loss(loss=max(float(short), 0.0), complementary=max(float(left), 0.0))


def lognormal_loss(x: float, mu: float, sigma: float) -> Loss:
    """Of a demand whose logarithm is normal with mean mu and standard deviation sigma. Snyder and Shen (2019), 4.102."""
    x, mu, sigma = finite("x", x), finite("mu", mu), positive("sigma", sigma)
    if mu + sigma * sigma / 2 > LARGEST_EXPONENT:
        msg = f"mu {mu} and sigma {sigma} are of the demand's logarithm: its mean would be out of bounds"
        raise ValueError(msg)
    mean = exp(mu + sigma * sigma / 2)
    if x <= 0:
        return Loss(loss=mean - x, complementary=0.0)
    z = (log(x) - mu) / sigma
    short = mean * ndtr(sigma - z) - x * ndtr(-z)
    left = x * ndtr(z) - mean * ndtr(z - sigma)
    return Loss(loss=max(float(short), 0.0), complementary=max(float(left), 0.0))


def uniform_loss(x: float, low: float, high: float) -> Loss:
    """Of a demand that is as likely anywhere from low to high; low may equal high."""
    x, low, high = finite("x", x), finite("low", low), finite("high", high)
    if low > high:
        msg = f"low ({low}) is above high ({high}): exchange them"
        raise ValueError(msg)
    if x <= low or x >= high:
        middle = (low + high) / 2
        return Loss(loss=max(middle - x, 0.0), complementary=max(x - middle, 0.0))
    twice = 2 * (high - low)
    return Loss(loss=(high - x) ** 2 / twice, complementary=(x - low) ** 2 / twice)


def discrete_loss(x: float, values: Sequence[float], probabilities: Sequence[float]) -> Loss:
    """Of a demand that takes each of the values with its probability; these sum to 1 within 1e-9."""
    weights, gaps = checked_probabilities(probabilities), numbers("values", values) - finite("x", x)
    if weights.shape != gaps.shape:
        msg = f"values and probabilities differ in length: {gaps.size} and {weights.size}"
        raise ValueError(msg)
    return Loss(
        loss=float(weights @ np.maximum(gaps, 0.0)), complementary=float(weights @ np.maximum(-gaps, 0.0))
    )


def checked_probabilities(probabilities: Sequence[float] | Floats) -> Floats:
    """The probabilities as an array that sums to exactly 1, or ValueError."""
    weights = numbers("probabilities", probabilities, least=0)
    if weights.ndim != 1 or abs(float(weights.sum()) - 1) > 1e-9:
        msg = f"probabilities must be a list that sums to 1, got {float(weights.sum())}: divide them by their sum"
        raise ValueError(msg)
    whole: Floats = weights / weights.sum()
    return whole


def unit_loss(z: float) -> float:
    """The standard normal loss of one unchecked number, fast enough for the inside of a search."""
    if abs(z) >= _FAR:
        return max(-z, 0.0)
    return max(exp(-z * z / 2) / sqrt(2 * pi) - z * erfc(z / sqrt(2)) / 2, 0.0)


def unit_second_loss(z: float) -> float:
    """The standard normal loss of second order of one unchecked number."""
    if abs(z) >= _FAR:
        return (z * z + 1) / 2 if z < 0 else 0.0
    return max((z * z + 1) * erfc(z / sqrt(2)) / 2 - z * exp(-z * z / 2) / sqrt(2 * pi), 0.0) / 2


def normal_short(gap: float, sd: float) -> float:
    """The normal loss at a level so far above the mean."""
    return sd * unit_loss(gap / sd) if abs(gap) < _FAR * sd else max(-gap, 0.0)


def normal_second_short(gap: float, sd: float) -> float:
    """The normal loss of second order at a level so far above the mean."""
    if abs(gap) < _FAR * sd:
        return sd * sd * unit_second_loss(gap / sd)
    return (gap * gap + sd * sd) / 2 if gap < 0 else 0.0


def unit_loss_inverse(values: Floats) -> Floats:
    """The z at which the standard normal loss takes each value, which must be above 0: Newton on its logarithm.

    The logarithm of the loss is concave and falls, so steps from the right of the root never cross it.
    """
    # Below, no stock of this world is meant, and the loss there would underflow.
    values = np.maximum(values, 1e-300)
    small = values < 0.3
    # phi(z) lies above the loss where z > 0, and so does 0.4 - z where z < 0: each start is on the right of its root.
    z = np.sqrt(-2 * np.log(np.where(small, values, 0.3) * sqrt(2 * pi)))
    z = np.where(small, z, np.where(values < 0.4, 0.25, 0.4 - values))
    for _ in range(60):
        loss = standard_normal_shortfall(z)
        step = loss * np.log(loss / values) / ndtr(-z)
        z = z + step
        if np.all(np.abs(step) <= 1e-14 * np.maximum(1.0, np.abs(z))):
            break
    return z


def _array(value: float) -> Floats:
    return np.asarray(value, dtype=np.float64)


def _both(pair: Pair) -> Loss:
    return Loss(loss=float(pair[0]), complementary=float(pair[1]))
