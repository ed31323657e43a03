"""Pairwise comparisons: published matrices, numpy's eigenvectors, and one-by-one counts."""

from __future__ import annotations

from itertools import combinations, permutations
from math import log, prod

import numpy as np
import pytest
from numpy.typing import NDArray

from plugins.kano.weights import (
    RANDOM_INDICES,
    ConsistencyLimit,
    PriorityMethod,
    RandomIndex,
    ahp_weights,
    comparison_matrix,
    connected_groups,
    consistency_threshold,
    hierarchy_weights,
    inconsistency_advice,
    matrix_of_pairs,
    missing_pairs,
    random_index,
    transitivity_cycles,
)

Matrix = list[list[float]]


def matrix_of(text: str) -> Matrix:
    def number(word: str) -> float:
        over, _, under = word.partition("/")
        return float(over) / float(under or 1)

    return [[number(word) for word in line.split()] for line in text.split(";")]


# Saaty, 2008, Int. J. Services Sciences 1:1, table 3: which drink is consumed more in the USA.
DRINKS = matrix_of(
    "1 9 5 2 1 1 1/2; 1/9 1 1/3 1/9 1/9 1/9 1/9; 1/5 3 1 1/3 1/4 1/3 1/9; 1/2 9 3 1 1/2 1 1/3;"
    "1 9 4 2 1 2 1/2; 1 9 3 1 1/2 1 1/3; 2 9 9 3 2 3 1"
)
# Saaty, 1980, pp. 40-42: wealth of nations by influence (USA, USSR, China, France, UK, Japan, West Germany).
NATIONS = matrix_of(
    "1 4 9 6 6 5 5; 1/4 1 7 5 5 3 4; 1/9 1/7 1 1/5 1/5 1/7 1/5; 1/6 1/5 5 1 1 1/3 1/3; 1/6 1/5 5 1 1 1/3 1/3;"
    "1/5 1/3 7 3 3 1 2; 1/5 1/4 5 3 3 1/2 1"
)
# Saaty, 2003, EJOR 145, table 1: buying a house, lambda_max 9.669, CR .17.
HOUSE = matrix_of(
    "1 5 3 7 6 6 1/3 1/4; 1/5 1 1/3 5 3 3 1/5 1/7; 1/3 3 1 6 3 4 6 1/5; 1/7 1/5 1/6 1 1/3 1/4 1/7 1/8;"
    "1/6 1/3 1/3 3 1 1/2 1/5 1/6; 1/6 1/3 1/4 4 2 1 1/5 1/6; 3 5 1/6 7 5 5 1 1/2; 4 7 5 8 6 6 2 1"
)


def random_matrix(generator: np.random.Generator, n: int, *, scale: int = 9) -> NDArray[np.float64]:
    matrix = np.eye(n)
    for i, j in combinations(range(n), 2):
        value = float(generator.integers(1, scale + 1))
        matrix[i, j] = value if generator.random() < 0.5 else 1 / value
        matrix[j, i] = 1 / matrix[i, j]
    return matrix


def test_ahp_eigenvector_of_the_drinks() -> None:
    found = ahp_weights(DRINKS)

    assert found.weights == pytest.approx(
        (
            0.17745674744571682, 0.019149476024353605, 0.04183118166209788, 0.1164170317348587, 0.18957237532617624,
            0.12878054853872253, 0.32679263926807434,
        ),
        abs=1e-12,
    )  # fmt: skip
    assert found.lambda_max == pytest.approx(7.17662903933035, abs=1e-12)
    assert found.consistency_index == pytest.approx(0.029438173221724966, abs=1e-12)
    assert found.consistency_ratio == pytest.approx(0.02230164638009467, abs=1e-12)
    assert (found.is_consistent, found.completion, found.completed) == (True, None, ())


def test_ahp_geometric_mean_of_the_drinks() -> None:
    found = ahp_weights(DRINKS, method=PriorityMethod.GEOMETRIC_MEAN)
    assert found.weights == pytest.approx(
        (
            0.17872338459102768, 0.018460616160309928, 0.04223438731988099, 0.11649839775440328, 0.19113550919235564,
            0.12862465932043748, 0.324323045661585,
        ),
        abs=1e-12,
    )  # fmt: skip
    assert found.method is PriorityMethod.GEOMETRIC_MEAN


@pytest.mark.parametrize(
    ("table", "ratio"),
    [
        (RandomIndex.SAATY_1980, 0.02230164638009467),
        (RandomIndex.SAATY_2005, 0.02180605423831479),
        (RandomIndex.DONEGAN_DODD_1991, 0.0235),  # AHPy's default, to four decimals
    ],
)
def test_ahp_names_the_table_of_its_ratio(table: RandomIndex, ratio: float) -> None:
    found = ahp_weights(DRINKS, random_index_table=table)
    assert found.consistency_ratio == pytest.approx(ratio, abs=1e-9 if ratio != 0.0235 else 5e-5)
    assert found.random_index_table is table


@pytest.mark.parametrize(
    ("matrix", "weights", "value", "ratio"),
    [
        (NATIONS, (0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094), 7.608, 0.08),
        (HOUSE, (0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333), 9.669, 0.17),
    ],
)
def test_ahp_agrees_with_saaty(
    matrix: Matrix, weights: tuple[float, ...], value: float, ratio: float
) -> None:
    found = ahp_weights(matrix)

    assert found.weights == pytest.approx(weights, abs=0.0006)
    assert found.lambda_max == pytest.approx(value, abs=0.0006)
    assert found.consistency_ratio == pytest.approx(ratio, abs=0.005)
    assert found.is_consistent == (ratio <= 0.10)


def test_hierarchy_agrees_with_saaty() -> None:
    # Saaty, Theory and Applications of the Analytic Network Process, 2005: the best city to live in.
    goal = matrix_of("1 1/5 3 1/2 5; 5 1 7 1 7; 1/3 1/7 1 1/4 3; 2 1 4 1 7; 1/5 1/7 1/3 1/7 1")
    parts = [
        matrix_of("1 1/2 1 1/2; 2 1 2.5 1; 1 .4 1 .4; 2 1 2.5 1"),  # culture
        matrix_of("1 2 1/3 4; 1/2 1 1/8 2; 3 8 1 9; 1/4 1/2 1/9 1"),  # family
        matrix_of("1 5 1/2 2.5; 1/5 1 1/9 1/4; 2 9 1 7; .4 4 1/7 1"),  # housing
        matrix_of("1 1/2 3 4; 2 1 6 8; 1/3 1/6 1 1; 1/4 1/8 1 1"),  # jobs
        matrix_of("1 1.5 1/2 4; 1/1.5 1 1/3.5 2.5; 2 3.5 1 9; 1/4 .4 1/9 1"),  # transportation
    ]
    found = hierarchy_weights(ahp_weights(goal), [ahp_weights(part) for part in parts])

    # Bethesda, Boston, Pittsburgh, Santa Fe
    assert found.alternative_weights == pytest.approx((0.229, 0.275, 0.385, 0.111), abs=0.0005)


def test_hierarchy_agrees_with_a_chinese_textbook() -> None:
    # 姜启源, 数学模型, the choice of where to travel: scenery, cost, lodging, food, way; three places.
    # Its weights are approximate, by column sums.
    goal = ahp_weights(matrix_of("1 1/2 4 3 3; 2 1 7 5 5; 1/4 1/7 1 1/2 1/3; 1/3 1/5 2 1 1; 1/3 1/5 3 1 1"))
    parts = [
        ahp_weights(matrix_of(text))
        for text in (
            "1 2 5; 1/2 1 2; 1/5 1/2 1",
            "1 1/3 1/8; 3 1 1/3; 8 3 1",
            "1 1 3; 1 1 3; 1/3 1/3 1",
            "1 3 4; 1/3 1 1; 1/4 1 1",
            "1 1 1/4; 1 1 1/4; 4 4 1",
        )
    ]
    found = hierarchy_weights(goal, parts)

    assert goal.weights == pytest.approx((0.263, 0.475, 0.055, 0.099, 0.110), abs=0.0015)
    assert (goal.lambda_max, goal.consistency_ratio) == pytest.approx((5.073, 0.016), abs=0.0011)
    assert [part.lambda_max for part in parts] == pytest.approx([3.005, 3.002, 3, 3.009, 3], abs=0.0006)
    assert found.alternative_weights == pytest.approx((0.300, 0.246, 0.456), abs=0.002)
    assert found.consistency_ratio is not None
    assert found.consistency_ratio < 0.1


def test_hierarchy_of_parts_that_differ_in_number() -> None:
    two, one = ahp_weights([[1, 3], [None, 1]]), ahp_weights([[1]])
    found = hierarchy_weights(two, [two, one])

    assert [list(row) for row in found.global_weights] == [
        pytest.approx([0.5625, 0.1875]),
        pytest.approx([0.25]),
    ]
    assert (found.alternative_weights, found.consistency_ratio) == (None, 0.0)
    with pytest.raises(ValueError, match="parts has 1 results for 2 criteria"):
        hierarchy_weights(two, [one])


def test_hierarchy_without_an_index_has_no_ratio() -> None:
    large = ahp_weights(np.ones((16, 16)))
    assert hierarchy_weights(ahp_weights([[1]]), [large]).consistency_ratio is None


def test_hierarchy_agrees_with_a_slow_count_on_random_matrices() -> None:
    generator = np.random.default_rng(9)
    for _ in range(1000):
        goal = ahp_weights(random_matrix(generator, 2))
        parts = [ahp_weights(random_matrix(generator, int(generator.integers(1, 5)))) for _ in range(2)]
        found = hierarchy_weights(goal, parts)
        expected = [[w * x for x in part.weights] for w, part in zip(goal.weights, parts, strict=True)]
        assert [x for row in found.global_weights for x in row] == pytest.approx(
            [x for row in expected for x in row]
        )
        above = sum(w * part.consistency_index for w, part in zip(goal.weights, parts, strict=True))
        below = sum(w * (part.random_index or 0) for w, part in zip(goal.weights, parts, strict=True))
        assert found.consistency_ratio == pytest.approx(above / below if below else 0)


def test_ahp_takes_conventions_by_their_values_and_no_others() -> None:
    plain = ahp_weights(DRINKS, method="geometric_mean", random_index_table="saaty_2005")  # type: ignore[arg-type]  # a form's
    assert plain == ahp_weights(
        DRINKS, method=PriorityMethod.GEOMETRIC_MEAN, random_index_table=RandomIndex.SAATY_2005
    )
    with pytest.raises(ValueError, match="'mean' is not a valid PriorityMethod"):
        ahp_weights(DRINKS, method="mean")  # type: ignore[arg-type]  # what a form must not send


def test_ahp_agrees_with_numpy_and_a_slow_count_on_random_matrices() -> None:
    generator = np.random.default_rng(4)
    for _ in range(1000):
        n = int(generator.integers(1, 8))
        matrix = random_matrix(generator, n)
        values, vectors = np.linalg.eig(matrix)
        at = int(np.argmax(values.real))
        expected = np.abs(vectors[:, at].real)
        found = ahp_weights(matrix)
        assert found.weights == pytest.approx(expected / expected.sum(), abs=1e-9)
        assert found.lambda_max == pytest.approx(values[at].real, abs=1e-9)
        means = [prod(row) ** (1 / n) for row in matrix.tolist()]
        geometric = ahp_weights(matrix, method=PriorityMethod.GEOMETRIC_MEAN)
        assert geometric.weights == pytest.approx([mean / sum(means) for mean in means], abs=1e-12)
        product = [sum(a * w for a, w in zip(row, geometric.weights, strict=True)) for row in matrix.tolist()]
        slow = sum(p / w for p, w in zip(product, geometric.weights, strict=True)) / n
        assert geometric.lambda_max == pytest.approx(slow, abs=1e-9)
        assert found.consistency_index == pytest.approx(
            (slow_lambda(matrix) - n) / (n - 1) if n > 2 else 0, abs=1e-9
        )


def slow_lambda(matrix: NDArray[np.float64]) -> float:
    """Plain power iteration, one step at a time."""
    weights = np.ones(len(matrix)) / len(matrix)
    for _ in range(200):
        weights = matrix @ weights
        weights /= weights.sum()
    return float((matrix @ weights / weights).mean())


def test_ahp_of_a_consistent_matrix_returns_its_weights() -> None:
    generator = np.random.default_rng(7)
    for _ in range(1000):
        weights = generator.uniform(1, 9, size=generator.integers(1, 16))
        found = ahp_weights(weights[:, None] / weights[None, :])
        assert found.weights == pytest.approx(weights / weights.sum(), rel=1e-12)
        assert found.consistency_ratio == pytest.approx(0, abs=1e-12)


def test_ahp_of_measured_ratios_without_a_scale() -> None:
    weights = np.array([1e-6, 1, 1e6])
    found = ahp_weights(weights[:, None] / weights[None, :], largest=None)
    assert found.weights == pytest.approx(weights / weights.sum(), rel=1e-12)


def test_ahp_of_the_worst_circle_converges() -> None:
    found = ahp_weights([[1, 1e12, None], [None, 1, 1e12], [1e12, None, 1]], largest=None)
    assert found.weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert found.is_consistent is False


def test_ahp_without_an_index_has_no_ratio() -> None:
    found = ahp_weights(np.ones((16, 16)))

    assert found.weights == pytest.approx((1 / 16,) * 16)
    assert (found.random_index, found.consistency_ratio, found.is_consistent) == (None, None, None)


@pytest.mark.parametrize(("matrix", "weights"), [([[1]], (1,)), ([[1, 3], [1 / 3, 1]], (0.75, 0.25))])
def test_ahp_of_one_and_two_items_is_always_consistent(matrix: Matrix, weights: tuple[float, ...]) -> None:
    found = ahp_weights(matrix)
    assert found.weights == pytest.approx(weights)
    assert (found.consistency_index, found.consistency_ratio, found.is_consistent) == (0.0, 0.0, True)


@pytest.mark.parametrize(
    ("n", "limit", "threshold"),
    [
        (3, ConsistencyLimit.USUAL, 0.10),
        (3, ConsistencyLimit.STRICT, 0.05),
        (4, ConsistencyLimit.STRICT, 0.08),
        (5, ConsistencyLimit.STRICT, 0.10),
    ],
)
def test_ahp_threshold_by_size(n: int, limit: ConsistencyLimit, threshold: float) -> None:
    assert consistency_threshold(n, limit) == threshold


def test_ahp_strict_limit_refuses_what_the_usual_one_takes() -> None:
    matrix = matrix_of("1 3 4; 1/3 1 3; 1/4 1/3 1")
    usual, strict = ahp_weights(matrix), ahp_weights(matrix, consistency_limit=ConsistencyLimit.STRICT)
    assert usual.consistency_ratio == strict.consistency_ratio == pytest.approx(0.063, abs=0.001)
    assert (usual.is_consistent, strict.is_consistent) == (True, False)
    assert (usual.threshold, strict.threshold) == (0.10, 0.05)


@pytest.mark.parametrize("table", list(RandomIndex))
def test_random_index_tables_run_from_three_to_fifteen(table: RandomIndex) -> None:
    assert len(RANDOM_INDICES[table]) == 13
    assert (random_index(1, table), random_index(2, table), random_index(16, table)) == (0, 0, None)
    assert random_index(15, table) == RANDOM_INDICES[table][-1]


def test_comparison_matrix_fills_reciprocals_and_leaves_what_nobody_compared() -> None:
    found = comparison_matrix([[1, 3, None], [None, None, None], [0.2, None, 1]])

    assert found[:2, :2].tolist() == [[1, 3], [1 / 3, 1]]
    assert found[0, 2] == pytest.approx(5)
    assert np.isnan(found[1, 2])
    assert np.isnan(found[2, 1])
    assert missing_pairs(found) == ((1, 2),)


def test_comparison_matrix_takes_a_rounded_reciprocal_as_exact() -> None:
    found = comparison_matrix([[1, 3, 0.14], [0.33, 1, 0.11], [7, 9, 1]])
    assert found.tolist() == [[1, 3, 1 / 7], [1 / 3, 1, 1 / 9], [7, 9, 1]]
    assert comparison_matrix([[1, 0.11], [None, 1]])[0, 1] == 0.11


def test_comparison_matrix_of_named_pairs() -> None:
    found = matrix_of_pairs(["a", "b", "c"], {("b", "a"): 2, ("a", "c"): 4})
    assert found[0].tolist() == [1, 0.5, 4]
    assert missing_pairs(found) == ((1, 2),)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ({("a", "z"): 2}, "must name two different items"),
        ({("a", "a"): 1}, "must name two different items"),
        ({("a", "b"): 2, ("b", "a"): 2}, "must be reciprocal"),
    ],
)
def test_comparison_matrix_of_pairs_says_what_is_wrong(
    pairs: dict[tuple[str, str], float], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        matrix_of_pairs(["a", "b"], pairs)


def test_comparison_matrix_of_items_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        matrix_of_pairs(["a", "a"], {})


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        ([], "matrix is empty"),
        ([[1, 2]], "1 rows and 2 columns"),
        ([[2]], r"matrix\[0\]\[0\] is 2.0: an item compared with itself is 1"),
        ([[1, 3], [3, 1]], r"matrix\[0\]\[1\] is 3.0 and matrix\[1\]\[0\] is 3.0: they must be reciprocal"),
        ([[1, 0], [None, 1]], r"matrix\[0\]\[1\] is 0.0: a judgement is above 0"),
        ([[1, None], [-2, 1]], r"matrix\[1\]\[0\] is -2.0: a judgement is above 0"),
        ([[1, 10], [None, 1]], r"matrix\[0\]\[1\] is 10.0: judgements lie from 1/9 to 9"),
        ([[1, None], [0.09, 1]], r"matrix\[1\]\[0\] is 0.09: judgements lie from 1/9 to 9"),
        ([[1, None], [None, 1]], r"items \(0,\) and \(1,\) are in no way compared"),
    ],
)
def test_ahp_says_what_is_wrong_and_where(matrix: Matrix, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        ahp_weights(matrix)


def test_ahp_refuses_a_scale_below_one() -> None:
    with pytest.raises(ValueError, match="largest must lie"):
        comparison_matrix([[1]], largest=0.5)


def test_connected_groups_are_those_of_the_comparisons() -> None:
    found = comparison_matrix(
        [[1, None, 2, None], [None, 1, None, 3], [None, None, 1, None], [None, None, None, 1]]
    )
    assert connected_groups(found) == ((0, 2), (1, 3))


def test_connected_groups_agree_with_reachability_on_random_graphs() -> None:
    generator = np.random.default_rng(3)
    for _ in range(1000):
        n = int(generator.integers(1, 8))
        matrix = np.where(generator.random((n, n)) < 0.25, 1.0, np.nan)
        matrix = np.where(np.isnan(matrix), matrix.T, matrix)
        np.fill_diagonal(matrix, 1)
        reach = np.linalg.matrix_power((~np.isnan(matrix)).astype(int), n) > 0
        expected = tuple(sorted({tuple(np.flatnonzero(row).tolist()) for row in reach}))
        assert connected_groups(matrix) == expected


def test_inconsistency_advice_finds_saatys_judgement_of_the_house() -> None:
    found = inconsistency_advice(HOUSE, most=1)[0]

    assert (found.row, found.column, found.judgement) == (2, 6, 6)
    assert found.error == pytest.approx(5.32, abs=0.005)  # Saaty, 2003, table 3
    assert found.implied == pytest.approx(0.188 / 0.167, abs=0.01)
    assert found.proposed == 1
    assert found.consistency_ratio == pytest.approx(0.169, abs=0.0005)
    assert found.consistency_ratio_after is not None
    assert found.consistency_ratio_after < 0.10


def test_inconsistency_advice_agrees_with_a_slow_count_on_random_matrices() -> None:
    generator = np.random.default_rng(1)
    scale = [*(1 / value for value in range(9, 1, -1)), *range(1, 10)]
    for _ in range(1000):
        n = int(generator.integers(3, 5))
        matrix = random_matrix(generator, n)
        weights = ahp_weights(matrix).weights
        expected = {(i, j): matrix[i, j] * weights[j] / weights[i] for i, j in combinations(range(n), 2)}
        found = inconsistency_advice(matrix)
        listed = [(one.row, one.column) for one in found]
        sizes = [abs(log(expected[pair])) for pair in listed]
        assert sizes == pytest.approx(sorted(sizes, reverse=True), abs=1e-9)
        assert {pair for pair, error in expected.items() if abs(log(error)) > 1e-6} <= set(listed)
        for one in found:
            implied = weights[one.row] / weights[one.column]
            least = min(abs(log(value / implied)) for value in [*scale, matrix[one.row, one.column]])
            assert abs(log(one.proposed / implied)) == pytest.approx(least, abs=1e-9)
            changed = matrix.copy()
            changed[one.row, one.column], changed[one.column, one.row] = one.proposed, 1 / one.proposed
            assert one.consistency_ratio_after == pytest.approx(
                ahp_weights(changed).consistency_ratio, abs=1e-12
            )


def test_inconsistency_advice_of_a_consistent_matrix_is_none() -> None:
    assert inconsistency_advice(matrix_of("1 2 6; 1/2 1 3; 1/6 1/3 1")) == ()
    assert inconsistency_advice([[1]]) == ()


def test_inconsistency_advice_leaves_completed_pairs_alone() -> None:
    found = inconsistency_advice(
        [[1, 1, 5, 2], [None, 1, 3, 4], [None, None, 1, None], [None, None, None, 1]]
    )
    assert {(one.row, one.column) for one in found} <= {(0, 1), (0, 2), (0, 3), (1, 2), (1, 3)}
    assert found


def test_inconsistency_advice_refuses_a_negative_number() -> None:
    with pytest.raises(ValueError, match="most must be 0 or more"):
        inconsistency_advice(DRINKS, most=-1)


@pytest.mark.parametrize(
    ("matrix", "cycles"),
    [
        (DRINKS, ()),
        (HOUSE, ((0, 2, 6),)),
        ([[1, 2, 0.5], [0.5, 1, 2], [2, 0.5, 1]], ((0, 1, 2),)),
        ([[1, 0.5, 2], [2, 1, 0.5], [0.5, 2, 1]], ((0, 2, 1),)),
        ([[1, 1, 2], [1, 1, 1], [0.5, 1, 1]], ()),  # ties are no preference
        ([[1]], ()),
        # Only a circle of four, as its diagonals are not compared.
        ([[1, 2, None, 0.5], [None, 1, 2, None], [None, None, 1, 2], [None] * 4], ((0, 1, 2, 3),)),
    ],
)
def test_transitivity_cycles_are_named(matrix: Matrix, cycles: tuple[tuple[int, ...], ...]) -> None:
    assert transitivity_cycles(matrix) == cycles


def test_transitivity_cycles_name_every_contradicted_preference_and_no_other() -> None:
    generator = np.random.default_rng(11)
    for _ in range(1000):
        n = int(generator.integers(1, 6))
        matrix = random_matrix(generator, n, scale=3)
        unknown = np.triu(generator.random((n, n)) < 0.2, 1)
        matrix[unknown | unknown.T] = np.nan
        preferred = np.greater(matrix, 1)
        found = transitivity_cycles(matrix)
        named = {pair for cycle in found for pair in zip(cycle, cycle[1:] + cycle[:1], strict=True)}
        circles = {
            order
            for size in range(3, n + 1)
            for order in permutations(range(n), size)
            if order[0] == min(order)
            and all(preferred[a, b] for a, b in zip(order, order[1:] + order[:1], strict=True))
        }
        assert named == {pair for order in circles for pair in zip(order, order[1:] + order[:1], strict=True)}
        assert set(found) <= circles
        assert {order for order in circles if len(order) == 3} <= set(found)


def test_ahp_of_fifteen_items_at_the_ends_of_the_scale() -> None:
    matrix = random_matrix(np.random.default_rng(0), 15)
    matrix = np.where(matrix > 1, 9.0, np.where(matrix < 1, 1 / 9, 1.0))
    found = ahp_weights(matrix)
    assert sum(found.weights) == pytest.approx(1)
    assert found.lambda_max == pytest.approx(slow_lambda(matrix))
