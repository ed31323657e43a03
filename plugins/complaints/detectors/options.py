"""What one chooses of Farrington's method, in the words of Farrington et al. (1996) and Noufaily et al. (2013)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugins.complaints.detectors.counts import require_share


class ThresholdMethod(StrEnum):
    """How the upper bound is found from the prediction.

    DELTA: normal after a power transformation, by the delta method (Farrington et al. 1996). NB_PLUGIN: quantile of the
    negative binomial with the predicted mean (Noufaily et al. 2013). MUAN: the same with the mean's own upper quantile.
    """

    DELTA = "delta"
    NB_PLUGIN = "nbPlugin"
    MUAN = "muan"


class PowerTransform(StrEnum):
    """On which scale the delta method takes the count for normal: 2/3 mends skewness, 1/2 steadies the variance."""

    TWO_THIRDS = "2/3"
    HALF = "1/2"
    NONE = "none"

    @property
    def exponent(self) -> float:
        """The power."""
        return {"2/3": 2 / 3, "1/2": 0.5, "none": 1.0}[self.value]


class Sided(StrEnum):
    """Whether alpha is the probability above the bound (ONE) or outside of both bounds, half of it above (TWO)."""

    ONE = "one"
    TWO = "two"


class Inference(StrEnum):
    """Which dispersion enters the trend's test and the prediction's standard error after reweighting.

    CLEAN: Pearson's of the reweighted fit: unfloored in the test, at least 1 in the standard error. SURVEILLANCE: what R's
    farringtonFlexible takes, which by then has overwritten its working weights with the prior ones; for comparing with it.
    """

    CLEAN = "clean"
    SURVEILLANCE = "surveillance"


@dataclass(frozen=True, slots=True, kw_only=True)
class FarringtonOptions:
    """The options of one run; `farrington` and `farrington_flexible` say what each means. Raises ValueError for a bad one."""

    frequency: int = 52
    b: int = 5
    w: int = 3
    alpha: float = 0.01
    sided: Sided = Sided.ONE
    trend: bool = True
    p_threshold_trend: float = 1.0
    reweight: bool = True
    weights_threshold: float = 2.58
    no_periods: int = 10
    past_weeks_not_included: int = 26
    threshold_method: ThresholdMethod = ThresholdMethod.NB_PLUGIN
    power_transform: PowerTransform = PowerTransform.TWO_THIRDS
    limit54: tuple[int, int] = (5, 4)
    inference: Inference = Inference.CLEAN

    def __post_init__(self) -> None:
        for name, kind in (
            ("sided", Sided),
            ("threshold_method", ThresholdMethod),
            ("power_transform", PowerTransform),
            ("inference", Inference),
        ):
            object.__setattr__(self, name, kind(getattr(self, name)))
        require_share(self.alpha, "alpha")
        for name, least in (
            ("frequency", 1),
            ("b", 1),
            ("w", 0),
            ("no_periods", 1),
            ("past_weeks_not_included", 0),
        ):
            if (value := getattr(self, name)) < least:
                raise ValueError(f"{name} is {value}; give {least} or more")
        if 2 * self.w + 1 > self.frequency:
            raise ValueError(
                f"w is {self.w}, a window longer than the {self.frequency} periods of a year; give less"
            )
        if not 0 < self.p_threshold_trend <= 1:
            raise ValueError(f"p_threshold_trend is {self.p_threshold_trend}; give more than 0, up to 1")
        if not self.weights_threshold > 0:
            raise ValueError(f"weights_threshold is {self.weights_threshold}; give more than 0")
        if len(self.limit54) != 2 or self.limit54[0] < 0 or self.limit54[1] < 1:
            raise ValueError(f"limit54 is {self.limit54}; give cases of 0 or more in 1 or more periods")

    @property
    def upper_tail(self) -> float:
        """The probability above the bound."""
        return self.alpha / 2 if self.sided is Sided.TWO else self.alpha
