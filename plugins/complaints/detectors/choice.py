"""Which detector a series gets: the longest memory that its history can fill."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Periods that EARS C2 needs before the tested one: seven of baseline and two between.
EARS_HISTORY: Final = 9
BAYES_HISTORY: Final = 20
_MOST_YEARS: Final = 5
_FEWEST_YEARS: Final = 3
_MONTHLY: Final = 12


class Detector(StrEnum):
    """What a series is watched with."""

    FARRINGTON_FLEXIBLE = "farrington_flexible"
    BAYES = "bayes"
    EARS_C2 = "ears_c2"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorChoice:
    """detector: which. b: years back, for Farrington's. w: half width of its window, or reference weeks of Bayes'."""

    detector: Detector
    b: int = 0
    w: int = 0


def choose_detector(history: int, frequency: int = 52) -> DetectorChoice:
    """The detector for a history of so many periods before the tested one, `frequency` of them a year.

    Flexible Farrington with b = min(5, full years - 1) where b >= 3; from 20 periods Bayes' with the last quarter of a year
    as reference (at least 6 periods); from 9 EARS C2; before that none. With fewer than 12 periods a year Farrington's
    baseline is too small for its many levels: where nothing happened, a bound of 1 % was passed in 1.1 % of the weeks, in
    1.3 to 2.5 % of the months and in 2.5 to 6 % of the quarters (3,000 simulated series of each), by Bayes' in 0.8 to 2.5 %.
    """
    if history < 0 or frequency < 1:
        raise ValueError(f"history is {history}, frequency {frequency}; give 0 or more, and 1 or more")
    b = min(_MOST_YEARS, history // frequency - 1)
    if b >= _FEWEST_YEARS and frequency >= _MONTHLY:
        return DetectorChoice(detector=Detector.FARRINGTON_FLEXIBLE, b=b, w=window_half_width(frequency))
    if history >= BAYES_HISTORY:
        return DetectorChoice(detector=Detector.BAYES, w=max(6, frequency // 4))
    if history >= EARS_HISTORY:
        return DetectorChoice(detector=Detector.EARS_C2)
    return DetectorChoice(detector=Detector.NONE)


def window_half_width(frequency: int) -> int:
    """How many periods on each side belong to the same time of the year: 3 of 52 weeks, 1 of 12 months, 0 of 4 quarters."""
    return 3 if frequency >= 52 else int(frequency >= _MONTHLY)


def seasonal_blocks(frequency: int) -> int:
    """In how many blocks a year is divided: 10 (Noufaily et al. 2013) for weeks, fewer where periods are longer."""
    return 10 if frequency >= 52 else 5 if frequency >= _MONTHLY else min(frequency, 4)
