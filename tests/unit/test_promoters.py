"""Net promoter scores: against what the R package NPS gives, and against a likelihood that is searched by hand."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from saas.statistics import net_promoter_difference, net_promoter_score

# R package NPS 2.0.999: promoters, passives, detractors; score, standard error; intervals by METHODS
METHODS = ("wald", "adjusted_wald", "score")
PUBLISHED = [
    (
        (50, 30, 20),
        0.3,
        0.0781024968,
        ((0.1469219192, 0.4530780808), (0.1405113018, 0.4420129701), (0.1395514127, 0.4433930516)),
    ),
    (
        (12, 5, 3),
        0.45,
        0.1654539211,
        ((0.1257162736, 0.7742837264), (0.0843113253, 0.6982973703), (0.0743752877, 0.7052715242)),
    ),
    ((10, 0, 0), 1.0, 0.0, ((1.0, 1.0), (0.4750355154, 1.063426023), (0.4449343681, 1.0))),
    (
        (0, 1, 8),
        -0.8888888889,
        0.1047565602,
        ((-1.094207974, -0.6835698038), (-1.0000633109, -0.3332700225), (-0.9801090497, -0.3238370849)),
    ),
    (
        (450, 210, 140),
        0.3875,
        0.0270957504,
        ((0.3343933052, 0.4406066948), (0.3330344112, 0.4390701965), (0.3329949549, 0.4391224578)),
    ),
]
COUNTS = st.tuples(*[st.integers(0, 60)] * 3).filter(any)
Z = 1.959963985


@pytest.mark.parametrize(("counts", "score", "error", "intervals"), PUBLISHED)
@pytest.mark.parametrize("place", range(3), ids=METHODS)
def test_score_and_interval_are_as_published(
    counts: tuple[int, int, int],
    score: float,
    error: float,
    intervals: tuple[tuple[float, float], ...],
    place: int,
) -> None:
    found = net_promoter_score(*counts, method=METHODS[place])
    assert found is not None
    assert (found.score, found.standard_error) == pytest.approx((score, error), abs=1e-9)
    assert (found.low, found.high) == pytest.approx(intervals[place], abs=1e-6)
    assert (found.method, found.respondents) == (METHODS[place], sum(counts))


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("wald", (0.2166666667, 0.0055931485, 0.4277401848, 0.0442304533)),
        ("adjusted_wald", (0.2099613229, 0.0020831413, 0.4178395045, 0.0477479614)),
    ],
)
def test_difference_of_two_groups_is_as_published(method: str, expected: tuple[float, ...]) -> None:
    found = net_promoter_difference((50, 30, 20), (45, 40, 35), method=method)
    assert found is not None
    assert (found.difference, found.low, found.high, found.p_value) == pytest.approx(expected, abs=1e-8)


def searched_variance(counts: tuple[int, int, int], score: float) -> float:
    """The variance of one answer at the share of passives that makes the counts likeliest, found by ternary search."""

    def likelihood(passives: float) -> float:
        shares = ((1 - passives + score) / 2, passives, (1 - passives - score) / 2)
        return sum(n * log(max(share, 1e-300)) for n, share in zip(counts, shares, strict=True) if n)

    low, high = 0.0, 1 - abs(score)
    for _turn in range(100):
        third = (high - low) / 3
        if likelihood(low + third) < likelihood(high - third):
            low += third
        else:
            high -= third
    return 1 - (low + high) / 2 - score * score


@settings(max_examples=1000)
@given(COUNTS)
def test_score_interval_ends_where_its_test_begins_to_refuse(counts: tuple[int, int, int]) -> None:
    found = net_promoter_score(*counts, method="score")
    assert found is not None
    assert -1 <= found.low <= found.score <= found.high <= 1
    for end in {found.low, found.high} - {-1.0, 1.0}:
        assert (found.score - end) ** 2 * sum(counts) == pytest.approx(
            Z * Z * searched_variance(counts, end), rel=1e-4, abs=1e-7
        )


@settings(max_examples=1000)
@given(COUNTS, COUNTS)
def test_groups_that_change_places_change_only_the_sign(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    there, back = net_promoter_difference(first, second), net_promoter_difference(second, first)
    assert there is not None
    assert back is not None
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.p_value == pytest.approx(back.p_value)
    alone = net_promoter_score(*first)
    assert alone is not None
    # The adjusted interval is the plain one of the same answers and three more.
    shares = [(n + more) / (sum(first) + 3) for n, more in zip(first, (0.75, 1.5, 0.75), strict=True)]
    reach = Z * ((shares[0] + shares[2] - (shares[0] - shares[2]) ** 2) / (sum(first) + 3)) ** 0.5
    assert (alone.low + alone.high, alone.high - alone.low) == pytest.approx(
        (2 * (shares[0] - shares[2]), 2 * reach)
    )


@given(COUNTS, st.sampled_from(METHODS))
def test_whoever_is_surer_asks_for_more(counts: tuple[int, int, int], method: str) -> None:
    narrow = net_promoter_score(*counts, method=method, confidence=0.8)
    wide = net_promoter_score(*counts, method=method, confidence=0.99)
    assert narrow is not None
    assert wide is not None
    assume(narrow.high > narrow.low)
    assert wide.low <= narrow.low <= narrow.high <= wide.high


def test_no_answer_is_unknown_and_answers_alike_say_nothing_about_a_difference() -> None:
    assert net_promoter_score(0, 0, 0) is None
    assert net_promoter_difference((1, 2, 3), (0, 0, 0)) is None
    alike = net_promoter_difference((4, 0, 0), (9, 0, 0), method="wald")
    assert alike is not None
    assert (alike.difference, alike.p_value) == (0, None)
    assert net_promoter_score(10**15, 1, 0, method="score") is not None


@pytest.mark.parametrize(
    ("counts", "arguments", "words"),
    [
        ((-1, 0, 3), {}, "promoters must be a whole number"),
        ((1, 0.5, 3), {}, "passives must be a whole number"),
        ((1, 0, 3), {"confidence": 1.0}, "confidence must lie between"),
        ((1, 0, 3), {"method": "exact"}, "exact"),
    ],
)
def test_what_cannot_be_is_refused(
    counts: tuple[int, int, int], arguments: dict[str, float | str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        net_promoter_score(*counts, **arguments)  # type: ignore[arg-type]  # what is refused is of another type


def test_two_groups_are_not_compared_by_the_score_interval() -> None:
    with pytest.raises(ValueError, match="compared by wald or adjusted_wald"):
        net_promoter_difference((1, 2, 3), (3, 2, 1), method="score")
