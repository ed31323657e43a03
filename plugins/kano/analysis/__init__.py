"""The Kano analysis of a study: from pairs of answers to categories, coefficients, their certainty and what to keep.

Plain values and arrays in and out. One factor from its counts: `analyse_factor(Frequencies.of({"M": 95, …}))`; a study from
its answers: `analyse_study(names, functional, dysfunctional)`.
"""

from plugins.kano.analysis.answer_quality import RespondentQuality, badly_worded, respondent_quality
from plugins.kano.analysis.answers import MISSING, Answers, code_answers
from plugins.kano.analysis.bootstrap import BootstrapFactor, Resampling, bootstrap, bootstrap_respondents
from plugins.kano.analysis.coefficients import Coefficients, coefficients
from plugins.kano.analysis.contingency import IndependenceTest, PMethod, PValue, independence_test
from plugins.kano.analysis.continuous import (
    DUMOUCHEL,
    UNIT,
    ContinuousPoint,
    ContinuousScale,
    Zone,
    continuous_analysis,
    zone_of,
)
from plugins.kano.analysis.factor import (
    FEW_ANSWERS,
    ClassShare,
    FactorAnalysis,
    analyse_factor,
    category_strength,
    class_shares,
    total_strength,
)
from plugins.kano.analysis.fong import FongTest, fong_sample_size, fong_test
from plugins.kano.analysis.frequencies import (
    Frequencies,
    answer_pairs,
    category_codes,
    classify,
    tally,
    tally_pairs,
)
from plugins.kano.analysis.importance import Importance, stated_importance
from plugins.kano.analysis.recode import RecodeProposal, recode_proposals, recode_reverse
from plugins.kano.analysis.rules import TOLERANCE, category_of, tied_categories
from plugins.kano.analysis.segments import SegmentComparison, SegmentTest, compare_segments, segment_tests
from plugins.kano.analysis.sensitivity import RADIUS, DropReason, Sensitivity, sensitivity
from plugins.kano.analysis.study import Conventions, StudyAnalysis, StudyFactor, analyse_study
from plugins.kano.analysis.timko import TimkoMap, TimkoPoint, quadrant, timko_map
from plugins.kano.analysis.uniformity import UniformityTest, uniformity_test
from plugins.kano.categories import ANSWER_WORDS, CATEGORIES, WANTED, Answer, Category, CategoryRule, CutLines
from plugins.kano.evaluation_table import (
    SHORT_FORM,
    STANDARD,
    TABLES,
    TYPE_I,
    TYPE_III,
    TYPE_III_S,
    TYPE_IV,
    EvaluationTable,
)
from plugins.kano.kpi_kinds import KpiKind

__all__ = [
    "ANSWER_WORDS",
    "CATEGORIES",
    "DUMOUCHEL",
    "FEW_ANSWERS",
    "MISSING",
    "RADIUS",
    "SHORT_FORM",
    "STANDARD",
    "TABLES",
    "TOLERANCE",
    "TYPE_I",
    "TYPE_III",
    "TYPE_III_S",
    "TYPE_IV",
    "UNIT",
    "WANTED",
    "Answer",
    "Answers",
    "BootstrapFactor",
    "Category",
    "CategoryRule",
    "ClassShare",
    "Coefficients",
    "ContinuousPoint",
    "ContinuousScale",
    "Conventions",
    "CutLines",
    "DropReason",
    "EvaluationTable",
    "FactorAnalysis",
    "FongTest",
    "Frequencies",
    "Importance",
    "IndependenceTest",
    "KpiKind",
    "PMethod",
    "PValue",
    "RecodeProposal",
    "Resampling",
    "RespondentQuality",
    "SegmentComparison",
    "SegmentTest",
    "Sensitivity",
    "StudyAnalysis",
    "StudyFactor",
    "TimkoMap",
    "TimkoPoint",
    "UniformityTest",
    "Zone",
    "analyse_factor",
    "analyse_study",
    "answer_pairs",
    "badly_worded",
    "bootstrap",
    "bootstrap_respondents",
    "category_codes",
    "category_of",
    "category_strength",
    "class_shares",
    "classify",
    "code_answers",
    "coefficients",
    "compare_segments",
    "continuous_analysis",
    "fong_sample_size",
    "fong_test",
    "independence_test",
    "quadrant",
    "recode_proposals",
    "recode_reverse",
    "respondent_quality",
    "segment_tests",
    "sensitivity",
    "stated_importance",
    "tally",
    "tally_pairs",
    "tied_categories",
    "timko_map",
    "total_strength",
    "uniformity_test",
    "zone_of",
]
