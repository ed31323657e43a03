"""Bayes' detector against R's surveillance, against the definition week by week, and at its edges."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from plugins.complaints.detectors import AlarmWhen, bayes
from plugins.complaints.tests.published_series import SALMONELLA_NEWPORT

# surveillance's Bayes 1 on Salmonella Newport, 3 January 2011 to 31 December 2012, as epysurv's tests keep it
BAYES_ALARMS = {"2011-08-01", "2011-08-29", "2011-10-31", "2011-11-07", "2011-11-14", "2012-06-25"}


def test_alarms_are_those_that_epysurv_keeps() -> None:
    days = [date(2004, 1, 5) + timedelta(weeks=week) for week in range(len(SALMONELLA_NEWPORT))]
    tested = [place for place, day in enumerate(days) if date(2011, 1, 1) < day < date(2013, 1, 1)]
    found = bayes(SALMONELLA_NEWPORT, tested)
    assert {str(days[week]) for week in found.weeks[found.alarm]} == BAYES_ALARMS


@pytest.mark.parametrize(("b", "w", "actual_year"), [(0, 6, True), (1, 6, True), (2, 4, False)])
def test_bound_is_the_predictive_quantile_on_random_series(b: int, w: int, actual_year: bool) -> None:
    """Bayes 1, 2 and 3; 340 series of each."""
    rng = np.random.default_rng(b)
    counts = rng.poisson(10 ** rng.uniform(-1, 2, (340, 1)), (340, 40)).astype(float)
    counts[rng.random(counts.shape) < 0.1] = np.nan
    counts[:, -1] = rng.poisson(9, 340)
    found = bayes(counts, [39], frequency=13, b=b, w=w, actual_year=actual_year, alpha=0.02)
    for row in range(340):
        places = list(range(39 - w, 39)) if actual_year else []
        places += [39 - 13 * year + step for year in range(1, b + 1) for step in range(-w, w + 1)]
        base = [one for one in counts[row, places] if not np.isnan(one)]
        law = stats.nbinom(sum(base) + 0.5, len(base) / (len(base) + 1))
        assert found.upperbound[row, 0] == law.ppf(0.98)
        assert found.p_value[row, 0] == pytest.approx(law.sf(counts[row, 39] - 1), rel=1e-8, abs=1e-300)
        assert found.alarm[row, 0] == (counts[row, 39] > law.ppf(0.98))
        assert found.expected[row, 0] == pytest.approx(law.mean())


def test_a_count_on_the_bound_is_an_alarm_where_one_wants() -> None:
    counts = [1, 2, 0, 3, 1, 1, 5]
    bound = bayes(counts).upperbound[0]
    counts[-1] = int(bound)
    assert not bayes(counts).alarm[0]
    assert bayes(counts, alarm_when=AlarmWhen.REACHED).alarm[0]


def test_a_groups_rate_can_be_the_prior() -> None:
    alone, pooled = bayes([0] * 6 + [3]), bayes([0] * 6 + [3], prior_shape=8.0, prior_rate=4.0)
    assert pooled.expected[0] == pytest.approx(8 / 10)
    assert pooled.upperbound[0] > alone.upperbound[0]


def test_exposure_scales_what_is_expected() -> None:
    counts, exposure = [2, 3, 2, 4, 3, 2, 9], [100.0] * 6 + [300.0]
    found = bayes(counts, exposure=exposure)
    law = stats.nbinom(16.5, 600 / 900)
    assert found.expected[0] == pytest.approx(16.5 / 600 * 300)
    assert found.upperbound[0] == law.ppf(0.95)
    assert bayes(counts, exposure=[7.0] * 7).upperbound[0] == bayes(counts).upperbound[0]


def test_without_a_report_there_is_no_answer() -> None:
    found = bayes([None] * 6 + [4])
    assert not found.tested[0]
    assert not found.alarm[0]
    assert np.isnan(found.upperbound[0])
    assert not bayes([1] * 6 + [None]).tested[0]
    assert bayes([]).weeks.size == 0
    assert bayes([1, 2, 3]).weeks.size == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"w": 0}, "give no reference weeks"),
        ({"b": 1, "w": 52}, "give no reference weeks"),
        ({"alpha": 1.0}, "alpha is 1.0"),
        ({"prior_rate": -1.0}, "prior_rate -1.0; give 0 or more"),
        ({"weeks": [5]}, r"weeks\[0\] is 5, but periods from 6"),
    ],
)
def test_what_cannot_be_read_is_refused(arguments: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        bayes([1] * 20, **arguments)  # type: ignore[arg-type]  # wrong on purpose
