"""Drawing a sample that anybody can draw again from the numbers, the weights and the seed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from math import log

_BITS = 52
_WHOLE = float(1 << _BITS)


def drawn(weights: Mapping[str, int], *, seed: int, size: int) -> list[str]:
    """The numbers that are drawn, without putting back, in the order of drawing; all where there are no more than `size`.

    weights: above 0, by number; all alike is a plain random sample. Weighted sampling with a reservoir, algorithm A-Res:
    the largest keys u^(1/w) (Efraimidis and Spirakis, Information Processing Letters 97, 2006), here as ln(u)/w. The
    chance u of a number is made of the first 52 bits of SHA-256 over `seed:number`, so that no version of any random
    generator changes what is drawn.
    """
    keys = {number: log(_chance(seed, number)) / weight for number, weight in weights.items()}
    return sorted(keys, key=lambda number: (-keys[number], number))[:size]


def _chance(seed: int, number: str) -> float:
    """A number above 0 and below 1."""
    bits = int(sha256(f"{seed}:{number}".encode()).hexdigest()[: _BITS // 4], 16)
    return (bits + 0.5) / _WHOLE
