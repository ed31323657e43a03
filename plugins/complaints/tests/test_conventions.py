"""Conventions by their values, as settings and interfaces keep them: the same as by their names, and others refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from plugins.complaints.detectors import (
    FarringtonOptions,
    Inference,
    PowerTransform,
    Sided,
    ThresholdMethod,
    farrington,
)
from plugins.complaints.scan import Metric, ScanModel, ScanSettings, distances, spatial_scan
from plugins.complaints.signals import InformationInterval, disproportionality, information_component
from plugins.complaints.text import (
    ClassPrior,
    DirichletPrior,
    LogOddsVariance,
    NaiveBayesKind,
    cross_validate,
    emerging_words,
    fit_naive_bayes,
)

_PLACES = [[31.0, 121.0], [39.0, 116.0]]
_DOCUMENTS = [["noise", "brake"], ["brake"], ["late", "call", "call"]]
_LABELS = ["part", "part", "service"]


def _scanned(**asked: Any) -> object:
    return spatial_scan([8, 2], [10, 10], _PLACES, ScanSettings(replications=9, **asked))


Asked = Callable[[Any], object]
_CALLS: list[tuple[type[StrEnum], Asked]] = [
    (InformationInterval, lambda interval: information_component(10, 2.5, interval=interval)),
    (InformationInterval, lambda interval: disproportionality(9, 5, 3, 40, interval=interval)),
    (ScanModel, lambda model: _scanned(model=model)),
    (Metric, lambda metric: _scanned(metric=metric)),
    (Metric, lambda metric: distances(_PLACES, metric)),
    (NaiveBayesKind, lambda kind: fit_naive_bayes(_DOCUMENTS, _LABELS, kind=kind).scores(_DOCUMENTS)),
    (
        ClassPrior,
        lambda prior: fit_naive_bayes(
            _DOCUMENTS, _LABELS, kind=NaiveBayesKind.MULTINOMIAL, prior=prior
        ).scores(_DOCUMENTS),
    ),
    (NaiveBayesKind, lambda kind: cross_validate(_DOCUMENTS * 5, _LABELS * 5, folds=2, kind=kind)),
    (DirichletPrior, lambda prior: emerging_words({"a": 5, "b": 3}, {"b": 2}, prior=prior)),
    (LogOddsVariance, lambda variance: emerging_words({"a": 5, "b": 3}, {"b": 2}, variance=variance)),
    (Sided, lambda sided: farrington([3, 1, 2] * 100, sided=sided)),
    (PowerTransform, lambda power: farrington([3, 1, 2] * 100, power_transform=power)),
    (ThresholdMethod, lambda method: FarringtonOptions(threshold_method=method)),
    (Inference, lambda inference: FarringtonOptions(inference=inference)),
]


@pytest.mark.parametrize(("kind", "call"), _CALLS)
def test_a_convention_by_its_value_is_the_convention_and_no_other_is_one(
    kind: type[StrEnum], call: Asked
) -> None:
    for one in kind:
        assert repr(call(one.value)) == repr(call(one))
    with pytest.raises(ValueError, match=kind.__name__):
        call("none of them")
