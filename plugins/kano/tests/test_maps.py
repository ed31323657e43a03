"""The better-worse map, the continuous map, stated importance and what is kept: against their definitions by hand."""

from __future__ import annotations

import random
from math import sqrt
from statistics import fmean, stdev

import numpy as np
import pytest

from plugins.kano.analysis import (
    DUMOUCHEL,
    STANDARD,
    UNIT,
    Category,
    ContinuousPoint,
    CutLines,
    DropReason,
    KpiKind,
    Zone,
    continuous_analysis,
    sensitivity,
    stated_importance,
    timko_map,
    zone_of,
)

FUNCTIONAL = {1: 4, 2: 2, 3: 0, 4: -1, 5: -2}
DYSFUNCTIONAL = {1: -2, 2: -1, 3: 0, 4: 2, 5: 4}


def drawn_share(rng: random.Random) -> float:
    return rng.choice([0.0, 0.25, 0.5, 0.75, 1.0, rng.random()])


def test_quadrants_are_where_they_are_drawn() -> None:
    rng = random.Random("map")
    for _ in range(1_000):
        pairs = [
            None if rng.random() < 0.1 else (drawn_share(rng), -drawn_share(rng))
            for _ in range(rng.randint(0, 5))
        ]
        cut_lines, at = rng.choice(list(CutLines)), drawn_share(rng)
        better = [None if pair is None else pair[0] for pair in pairs]
        worse = [None if pair is None else pair[1] for pair in pairs]
        found = timko_map(better, worse, cut_lines, at)
        known = [pair for pair in pairs if pair is not None]
        if cut_lines is CutLines.FIXED:
            lines: tuple[float, float] | None = (at, at)
        else:
            lines = (fmean(-w for _, w in known), fmean(b for b, _ in known)) if known else None
        assert (found.x_line, found.y_line) == (lines or (None, None))
        for point, pair in zip(found.points, pairs, strict=True):
            if pair is None:
                assert (point.x, point.y, point.quadrant) == (None, None, None)
                continue
            assert lines
            assert (point.x, point.y) == (-pair[1], pair[0])
            letter = {(True, True): "O", (False, True): "A", (True, False): "M", (False, False): "I"}[
                (-pair[1] >= lines[0], pair[0] >= lines[1])
            ]
            assert point.quadrant == letter


def test_map_of_the_published_survey_puts_each_factor_into_its_quadrant() -> None:
    """R's stp25kano, README: better and worse of five factors."""
    better, worse = [0.568, 0.372, 0.511, 0.608, 0.352], [-0.736, -0.534, -0.137, -0.514, -0.094]
    assert [point.quadrant for point in timko_map(better, worse).points] == list("OMAOI")
    means = timko_map(better, worse, CutLines.GRAND_MEAN)
    assert (means.x_line, means.y_line) == pytest.approx((0.403, 0.4822))
    assert means.points == timko_map(better, [-one for one in worse], CutLines.GRAND_MEAN).points


def test_equal_factors_lie_on_their_means() -> None:
    for value in (0.1, 1 / 3, 0.7, 0.0, 1.0):
        for count in range(1, 12):
            found = timko_map([value] * count, [-value] * count, CutLines.GRAND_MEAN)
            assert {point.quadrant for point in found.points} == {Category.ONE_DIMENSIONAL}


def test_map_refuses_what_is_no_coefficient() -> None:
    with pytest.raises(ValueError, match="better has 1 values, worse 2"):
        timko_map([0.1], [0.1, 0.2])
    with pytest.raises(ValueError, match=r"better\[1\] is 1.5: give a share from 0 to 1"):
        timko_map([0.1, 1.5], [0.1, 0.2])
    with pytest.raises(ValueError, match=r"worse\[0\] is nan"):
        timko_map([0.1], [float("nan")])
    with pytest.raises(ValueError, match="at is -1"):
        timko_map([], [], at=-1)


def test_sensitivity_is_the_distance_and_says_what_becomes_of_a_factor() -> None:
    rng = random.Random("radius")
    kinds = {"M": KpiKind.GATE, "O": KpiKind.LINEAR, "A": KpiKind.BONUS}
    for _ in range(1_000):
        better, worse = drawn_share(rng), -drawn_share(rng)
        category, radius = rng.choice("MOAIRQ"), drawn_share(rng)
        found = sensitivity(better, worse, category, radius)
        assert found.distance == pytest.approx(sqrt(better**2 + worse**2))
        far, wanted = sqrt(better**2 + worse**2) >= radius, category in "MOA"
        assert found.kept is (far and wanted)
        assert found.kpi_kind == (kinds[category] if found.kept else None)
        assert (DropReason.INSIDE_RADIUS in found.reasons) is not far
        assert (DropReason.NOT_WANTED in found.reasons) is not wanted


def test_sensitivity_on_the_radius_is_kept_and_without_coefficients_is_not() -> None:
    assert sensitivity(0.3, -0.4, Category.MUST_BE).kept
    assert sensitivity(0.3, 0.4, "M", 0.5) == sensitivity(0.3, -0.4, "M", 0.5)
    nobody = sensitivity(None, None, None)
    assert (nobody.distance, nobody.kept, nobody.kpi_kind) == (None, False, None)
    assert nobody.reasons == (DropReason.NO_COEFFICIENTS, DropReason.NOT_WANTED)
    with pytest.raises(ValueError, match="radius is -1"):
        sensitivity(0.1, -0.1, "M", -1)
    with pytest.raises(ValueError, match="better is nan"):
        sensitivity(float("nan"), -0.1, "M")


def by_hand(
    column: list[tuple[int | None, int | None, int | None]], excluded: str
) -> tuple[list[float], list[float], list[tuple[int, int, int]], int, int]:
    """Scores of functional and dysfunctional answers, those with an importance, how many lack and how many are excluded."""
    complete = [(f, d, w) for f, d, w in column if f is not None and d is not None]
    counting = [(f, d, w) for f, d, w in complete if STANDARD.category(f, d) not in excluded]
    weighed = [(FUNCTIONAL[f], DYSFUNCTIONAL[d], w) for f, d, w in counting if w is not None]
    up, right = (
        [float(FUNCTIONAL[f]) for f, _, _ in counting],
        [float(DYSFUNCTIONAL[d]) for _, d, _ in counting],
    )
    return up, right, weighed, len(column) - len(complete), len(complete) - len(counting)


def mean_or_none(numbers: list[float]) -> float | None:
    return fmean(numbers) if numbers else None


def test_continuous_means_and_deviations_are_those_by_hand() -> None:
    rng = random.Random("continuous")
    for _ in range(1_000):
        rows, columns = rng.randint(0, 6), rng.randint(1, 3)
        answer = [1, 2, 3, 4, 5, None]
        functional, dysfunctional = (
            [[rng.choice(answer) for _ in range(columns)] for _ in range(rows)] for _ in range(2)
        )
        importance = [[rng.choice([*range(1, 10), None]) for _ in range(columns)] for _ in range(rows)]
        excluded = rng.choice(["", "Q", "QR"])
        shaped = [
            np.array(sheet, dtype=float).reshape(rows, columns)
            for sheet in (functional, dysfunctional, importance)
        ]
        found = continuous_analysis(
            shaped[0], shaped[1], importance=shaped[2], excluded=[Category(letter) for letter in excluded]
        )
        for at, point in enumerate(found):
            column = [
                (f[at], d[at], w[at]) for f, d, w in zip(functional, dysfunctional, importance, strict=True)
            ]
            up, right, weighed, missing, left_out = by_hand(column, excluded)
            assert (point.n, point.missing, point.excluded) == (len(up), missing, left_out)
            assert point.functional == pytest.approx(mean_or_none(up))
            assert point.dysfunctional == pytest.approx(mean_or_none(right))
            assert point.functional_sd == (pytest.approx(stdev(up)) if len(up) > 1 else None)
            assert point.dysfunctional_sd == (pytest.approx(stdev(right)) if len(up) > 1 else None)
            weight = sum(w for *_, w in weighed)
            assert point.weighted_functional == (
                pytest.approx(sum(f * w for f, _, w in weighed) / weight) if weight else None
            )
            assert point.weighted_dysfunctional == (
                pytest.approx(sum(d * w for _, d, w in weighed) / weight) if weight else None
            )
            assert point.zone == (zone_of(fmean(up), fmean(right)) if up else None)


@pytest.mark.parametrize(
    ("functional", "dysfunctional", "zone"),
    [(4, 4, "O"), (2, 2, "O"), (4, 0, "A"), (2, 1.99, "A"), (0, 4, "M"), (1.99, 2, "M"), (0, 0, "I"),
     (-0.1, 4, "R/Q"), (4, -0.1, "R/Q"), (-2, -2, "R/Q")],
)  # fmt: skip
def test_zones_are_dumouchels_quadrants(functional: float, dysfunctional: float, zone: str) -> None:
    assert zone_of(functional, dysfunctional) == Zone(zone)
    assert zone_of(functional / 4, dysfunctional / 4, UNIT.cut) == Zone(zone)


def test_unit_scale_is_a_quarter_of_dumouchels() -> None:
    (full,), (quarter,) = (
        continuous_analysis([1, 2, 4, 5], [5, 3, 4, 1], scale=one) for one in (DUMOUCHEL, UNIT)
    )
    assert isinstance(full, ContinuousPoint)
    assert (full.functional, full.dysfunctional) == (3 / 4, 1.0)
    assert (quarter.functional, quarter.dysfunctional, quarter.zone) == (3 / 16, 1 / 4, full.zone)
    assert (full.scale, quarter.scale) == ("DuMouchel", "unit")
    assert full.weighted_functional is None


def test_continuous_analysis_refuses_what_does_not_fit() -> None:
    with pytest.raises(
        ValueError, match=r"importance has the shape \(1,\): give one for each pair of answers, \(2, 1\)"
    ):
        continuous_analysis([1, 1], [1, 1], importance=[9])
    with pytest.raises(ValueError, match=r"importance\[0\] is 10: answers are 1 to 9"):
        continuous_analysis([1], [1], importance=[10])
    with pytest.raises(ValueError, match=r"functional\[0\] is 6"):
        continuous_analysis([6], [1])


def test_importance_is_the_mean_of_what_was_said() -> None:
    rng = random.Random("importance")
    for _ in range(1_000):
        said = [rng.choice([*range(1, 10), None]) for _ in range(rng.randint(0, 6))]
        (found,) = stated_importance(said)
        known = [float(one) for one in said if one is not None]
        assert (found.n, found.missing) == (len(known), said.count(None))
        assert found.mean == pytest.approx(mean_or_none(known))
        assert found.sd == (pytest.approx(stdev(known)) if len(known) > 1 else None)
    assert len(stated_importance([[1, 2], [3, 4]])) == 2
    with pytest.raises(ValueError, match=r"importance\[0\]\[1\] is 8"):
        stated_importance([[1, 8]], highest=7)


def test_sensitivity_refuses_what_no_coefficient_can_be() -> None:
    with pytest.raises(ValueError, match="give coefficients from -1 to 1"):
        sensitivity(2, -0.5, "M")
