"""The scan statistic, against SaTScan's published figures, against every window looked at by hand, and by simulation."""

from __future__ import annotations

from itertools import combinations
from math import comb, dist, log

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.complaints.scan import (
    Cluster,
    Metric,
    ScanModel,
    ScanSettings,
    bernoulli_log_likelihood_ratio,
    circles,
    distances,
    poisson_log_likelihood_ratio,
    space_time_scan,
    spatial_scan,
)
from plugins.complaints.scan.region import Region

Array = NDArray[np.float64]


def test_likelihood_is_that_of_satscan_for_leukaemia_in_new_york() -> None:
    """Three clusters of 552 cases among 1,057,673 people as SaTScan reports them (smerc, tests of scan.test)."""
    cases, people = [106, 42, 44], np.array([119_050, 40_696, 45_667])
    expected = people * 552 / 1_057_673
    assert expected == pytest.approx([62.13, 21.24, 23.83], abs=0.005)
    ratios = poisson_log_likelihood_ratio(cases, expected, 552)
    assert ratios[0] == pytest.approx(14.780276, abs=5e-7)
    assert ratios[1:] == pytest.approx([8.29, 7.20], abs=0.005)


def binomial(cases: float, people: float) -> float:
    """ln of the likelihood of a share that is what is seen."""
    return sum(one * log(one / people) for one in (cases, people - cases) if one)


def test_bernoulli_likelihood_is_that_of_two_shares_over_one() -> None:
    random = np.random.default_rng(1)
    for _ in range(1000):
        people, outside = (int(number) for number in random.integers(1, 300, 2))
        cases, others = int(random.integers(0, people + 1)), int(random.integers(0, outside + 1))
        total, everybody = cases + others, people + outside
        slowly = binomial(cases, people) + binomial(others, outside) - binomial(total, everybody)
        got = float(bernoulli_log_likelihood_ratio(cases, people, total, everybody))
        assert got == pytest.approx(slowly if cases * everybody > total * people else 0.0, abs=1e-9)


def poisson(cases: float, expected: float, total: float) -> float:
    if cases <= expected * (1 + 1e-12):
        return 0.0
    rest = total - cases
    return cases * log(cases / expected) + (rest * log(rest / (total - expected)) if rest else 0.0)


def by_hand(
    cases: Array, people: Array, places: list[tuple[int, int]], longest: int, settings: ScanSettings
) -> float:
    """The largest ratio of all windows: every centre, every radius that a place gives, every number of last periods."""
    total, everybody, best = cases.sum(), people.sum(), 0.0
    for centre in places:
        for radius in {dist(centre, place) for place in places}:
            inside = [number for number, place in enumerate(places) if dist(centre, place) <= radius + 1e-9]
            if people[:, inside].sum() > settings.largest_share * everybody + 1e-9:
                continue
            for periods in range(1, longest + 1):
                c, n = cases[-periods:, inside].sum(), people[-periods:, inside].sum()
                if c < settings.least_cases:
                    continue
                if settings.model is ScanModel.POISSON:
                    best = max(best, poisson(c, total * n / everybody, total))
                elif c * everybody > total * n:
                    ratio = binomial(c, n) + binomial(total - c, everybody - n) - binomial(total, everybody)
                    best = max(best, ratio)
    return best


@pytest.mark.parametrize("model", ScanModel)
def test_likeliest_cluster_is_that_of_all_windows(model: ScanModel) -> None:
    random = np.random.default_rng(2)
    for _ in range(500):
        number, periods = int(random.integers(1, 7)), int(random.integers(1, 5))
        places = [(int(x), int(y)) for x, y in random.integers(0, 4, (number, 2))]
        people = random.integers(0, 30, (periods, number)).astype(float)
        cases = random.binomial(people.astype(int), 0.2).astype(float)
        longest = int(random.integers(1, periods + 1))
        settings = ScanSettings(
            model=model,
            largest_share=float(random.choice([0.3, 0.5, 1.0])),
            least_cases=int(random.integers(1, 4)),
            replications=1,
        )
        got = space_time_scan(cases, people, places, longest=longest, settings=settings)
        best = by_hand(cases, people, places, longest, settings) if cases.sum() else 0.0
        found = got.clusters[0].log_likelihood_ratio if got.clusters else 0.0
        assert found == pytest.approx(best, abs=1e-9)
        for cluster in got.clusters:
            check_cluster(cluster, cases, people)
        taken = [place for cluster in got.clusters for place in cluster.places]
        assert len(taken) == len(set(taken))


def check_cluster(cluster: Cluster, cases: Array, people: Array) -> None:
    """Its own figures are those of the cells inside."""
    inside = np.zeros(cases.shape, dtype=bool)
    assert cluster.first_period is not None
    inside[cluster.first_period :, list(cluster.places)] = True
    assert cluster.last_period == len(cases) - 1
    assert cluster.cases == cases[inside].sum()
    assert cluster.expected == pytest.approx(cases.sum() * people[inside].sum() / people.sum())
    assert cluster.observed_over_expected == pytest.approx(cluster.cases / cluster.expected)
    rest, expected = cases[~inside].sum(), cases.sum() - cluster.expected
    risk = cluster.observed_over_expected / (rest / expected) if rest else None
    assert cluster.relative_risk == (None if risk is None else pytest.approx(risk))


@pytest.mark.parametrize("model", ScanModel)
def test_p_value_counts_replicas_that_are_as_likely(model: ScanModel) -> None:
    """The replicas of the seed, looked at by hand."""
    random = np.random.default_rng(3)
    for seed in range(50):
        places = [(int(x), int(y)) for x, y in random.integers(0, 5, (5, 2))]
        people = random.integers(5, 30, (2, 5)).astype(float)
        cases = random.binomial(people.astype(int), 0.2).astype(float)
        settings = ScanSettings(model=model, replications=20, seed=seed)
        got = space_time_scan(cases, people, places, longest=2, settings=settings)
        if not got.clusters:
            continue
        region = Region(
            cases=cases,
            population=people,
            circles=circles(distances(places), people.sum(axis=0)),
            longest=2,
            settings=settings,
        )
        replicas = region._replicas(np.random.default_rng(seed), 20)
        assert np.all(replicas.sum(axis=(1, 2)) == cases.sum())
        slowly = [by_hand(replica, people, places, 2, settings) for replica in replicas]
        for cluster in got.clusters:
            as_likely = sum(ratio >= cluster.log_likelihood_ratio - 1e-9 for ratio in slowly)
            assert cluster.p_value == (1 + as_likely) / 21


def test_p_value_comes_near_to_that_of_all_arrangements() -> None:
    """Four cases among twelve customers of four places, three each: all 495 ways to choose the cases."""
    places, people = [(0, 0), (1, 0), (3, 0), (6, 0)], np.full((1, 4), 3.0)
    settings = ScanSettings(model=ScanModel.BERNOULLI, replications=4999)
    cases = np.array([[3.0, 1.0, 0.0, 0.0]])
    best = by_hand(cases, people, places, 1, settings)
    as_likely = 0
    for chosen in combinations(range(12), 4):
        arranged = np.bincount([one // 3 for one in chosen], minlength=4)[None].astype(float)
        as_likely += by_hand(arranged, people, places, 1, settings) >= best - 1e-9
    got = spatial_scan(cases[0], people[0], places, settings)
    assert got.clusters[0].p_value == pytest.approx(as_likely / comb(12, 4), abs=0.02)


@pytest.mark.parametrize("model", ScanModel)
def test_chance_alone_is_called_as_often_as_promised(model: ScanModel) -> None:
    random = np.random.default_rng(4)
    places, people = random.uniform(0, 10, (10, 2)), random.integers(50, 500, 10)
    called = 0
    for seed in range(300):
        if model is ScanModel.POISSON:
            cases = random.multinomial(60, people / people.sum())
        else:
            cases = random.multivariate_hypergeometric(people, 60)
        got = spatial_scan(cases, people, places, ScanSettings(model=model, replications=99, seed=seed))
        called += got.clusters[0].p_value <= 0.1
    assert 15 <= called <= 46  # of 300, 30 expected: between the 0.1 % and the 99.9 % point of the binomial


def test_outbreak_is_found_where_and_when_it_is() -> None:
    random = np.random.default_rng(5)
    places = [(x, y) for x in range(6) for y in range(6)]
    rates = np.full((20, 36), 2.0)
    hit = [0, 1, 6, 7]  # the corner
    rates[-3:, hit] *= 4
    cases = random.poisson(rates)
    got = space_time_scan(cases, np.ones(36), places)
    first = got.clusters[0]
    assert set(first.places) == set(hit)
    assert (first.first_period, first.last_period, first.p_value) == (17, 19, 0.001)
    assert all(cluster.p_value > 0.05 for cluster in got.clusters[1:])
    assert got == space_time_scan(cases, np.ones(36), places)


def test_places_that_are_as_far_enter_together() -> None:
    got = circles(distances([(0, 0), (1, 0), (-1, 0), (5, 5)]), np.ones(4), 0.75)
    assert got.whole[0].tolist() == [True, False, True, False]
    assert got.count == 2 + 3 + 3 + 3


def test_distances_on_the_earth_are_great_circles() -> None:
    """Beijing to Shanghai, and a quarter of a meridian."""
    got = distances([(39.9042, 116.4074), (31.2304, 121.4737), (90, 0), (0, 0)], Metric.SPHERE)
    assert got[0, 1] == pytest.approx(1067, abs=2)
    assert got[2, 3] == pytest.approx(10_007.6, abs=1)
    assert np.all(np.diag(got) == 0)


def test_without_cases_or_places_or_room_there_are_no_clusters() -> None:
    assert spatial_scan([], [], []).clusters == ()
    assert spatial_scan([0, 0], [5, 5], [(0, 0), (1, 1)]).clusters == ()
    assert spatial_scan([3], [5], [(0, 0)]).windows == 0
    assert space_time_scan([], [], []).clusters == ()
    same = spatial_scan([2, 2, 2, 2], [9, 9, 9, 9], [(0, 0), (1, 1), (2, 2), (3, 3)])
    assert same.clusters == ()


def test_all_cases_in_one_place_have_no_risk_outside() -> None:
    got = spatial_scan([9, 0, 0], [10.0, 10.0, 10.0], [(0, 0), (1, 1), (2, 2)])
    assert got.clusters[0].relative_risk is None
    assert got.clusters[0].log_likelihood_ratio == pytest.approx(9 * log(3))
    huge = spatial_scan([9 * 10**8, 0, 0], [1e12, 1e12, 1e12], [(0, 0), (1e9, 1), (2, 2)])
    assert huge.clusters[0].log_likelihood_ratio == pytest.approx(9e8 * log(3))


@pytest.mark.parametrize(
    ("cases", "people", "places", "said"),
    [
        ([1, 2], [1.0], [(0, 0), (1, 1)], "one shape with 1 axes"),
        ([1, -2], [1, 1], [(0, 0), (1, 1)], r"cases\[1\] must be a whole count"),
        ([1, 0], [1, float("nan")], [(0, 0), (1, 1)], r"population\[1\] must be 0 or more"),
        ([1, 1], [1, 0], [(0, 0), (1, 1)], r"cases\[1\] must be 0 where there is no population"),
        ([1, 1], [1, 1], [(0, 0)], "coordinates holds 1 places and cases 2"),
        ([1, 1], [1, 1], [(0, 0), (1, float("inf"))], r"coordinates\[1\] is"),
        ([1], [1], [(0, 0, 0)], "must be pairs"),
    ],
)
def test_tables_that_do_not_fit_are_named(
    cases: list[int], people: list[float], places: list[tuple[float, ...]], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        spatial_scan(cases, people, places)


def test_settings_that_make_no_sense_are_named() -> None:
    for change, said in (
        ({"largest_share": 0.0}, "largest_share must be"),
        ({"least_cases": 0}, "least_cases must be"),
        ({"replications": 0}, "replications must be"),
    ):
        with pytest.raises(ValueError, match=said):
            ScanSettings(**change)
    with pytest.raises(ValueError, match="longest must be"):
        space_time_scan([[1, 1]], [1, 1], [(0, 0), (1, 1)], longest=2)
    with pytest.raises(ValueError, match="no fewer than the cases"):
        spatial_scan([2, 1], [1, 1], [(0, 0), (1, 1)], ScanSettings(model=ScanModel.BERNOULLI))
    with pytest.raises(ValueError, match="take the model POISSON"):
        spatial_scan([2, 1], [1e9, 1], [(0, 0), (1, 1)], ScanSettings(model=ScanModel.BERNOULLI))
    with pytest.raises(ValueError, match="latitude before longitude"):
        distances([(116.4, 39.9)], Metric.SPHERE)
