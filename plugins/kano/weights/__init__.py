"""Weights of indicators: experts' scores, pairwise comparisons, entropy, and what combines them."""

from plugins.kano.weights.advice import InconsistencyAdvice, inconsistency_advice
from plugins.kano.weights.ahp import AhpConventions, AhpResult, CompletedComparison, ahp_weights
from plugins.kano.weights.combination import (
    CombinationMethod,
    CombinedWeights,
    combine_game_theory,
    combine_linear,
    combine_multiplicative,
)
from plugins.kano.weights.comparisons import (
    comparison_matrix,
    connected_groups,
    matrix_of_pairs,
    missing_pairs,
)
from plugins.kano.weights.completion import Completion, completed_matrix
from plugins.kano.weights.cycles import transitivity_cycles
from plugins.kano.weights.delphi import Delphi, DelphiRound, DelphiStop, delphi, delphi_round
from plugins.kano.weights.entropy import Direction, EntropyNormalisation, EntropyWeights, entropy_weights
from plugins.kano.weights.expert import ExpertScoring, OutlierRule, OutlyingScore, expert_scoring
from plugins.kano.weights.group import (
    Aggregation,
    GroupAhp,
    aggregate_judgements,
    aggregate_priorities,
    group_ahp,
)
from plugins.kano.weights.hierarchy import HierarchyWeights, hierarchy_weights
from plugins.kano.weights.kendall import KendallW, PValueMethod, TieCorrection, kendall_w
from plugins.kano.weights.priorities import PriorityMethod
from plugins.kano.weights.random_index import (
    RANDOM_INDICES,
    ConsistencyLimit,
    RandomIndex,
    consistency_threshold,
    random_index,
)
from plugins.kano.weights.sensitivity import RankingSensitivity, WeightRange, ranking_sensitivity

__all__ = [
    "RANDOM_INDICES",
    "Aggregation",
    "AhpConventions",
    "AhpResult",
    "CombinationMethod",
    "CombinedWeights",
    "CompletedComparison",
    "Completion",
    "ConsistencyLimit",
    "Delphi",
    "DelphiRound",
    "DelphiStop",
    "Direction",
    "EntropyNormalisation",
    "EntropyWeights",
    "ExpertScoring",
    "GroupAhp",
    "HierarchyWeights",
    "InconsistencyAdvice",
    "KendallW",
    "OutlierRule",
    "OutlyingScore",
    "PValueMethod",
    "PriorityMethod",
    "RandomIndex",
    "RankingSensitivity",
    "TieCorrection",
    "WeightRange",
    "aggregate_judgements",
    "aggregate_priorities",
    "ahp_weights",
    "combine_game_theory",
    "combine_linear",
    "combine_multiplicative",
    "comparison_matrix",
    "completed_matrix",
    "connected_groups",
    "consistency_threshold",
    "delphi",
    "delphi_round",
    "entropy_weights",
    "expert_scoring",
    "group_ahp",
    "hierarchy_weights",
    "inconsistency_advice",
    "kendall_w",
    "matrix_of_pairs",
    "missing_pairs",
    "random_index",
    "ranking_sensitivity",
    "transitivity_cycles",
]
