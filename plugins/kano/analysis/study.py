"""A whole study from its answers: every factor with its figures, how sure they are, and whether it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.kano.analysis.answer_quality import QUESTIONABLE_SHARE, badly_worded
from plugins.kano.analysis.answers import Answers
from plugins.kano.analysis.bootstrap import SAMPLES, SEED, BootstrapFactor, bootstrap
from plugins.kano.analysis.continuous import ContinuousPoint, continuous_analysis
from plugins.kano.analysis.factor import FactorAnalysis, analyse_factor
from plugins.kano.analysis.frequencies import Frequencies, tally
from plugins.kano.analysis.rules import TOLERANCE
from plugins.kano.analysis.sensitivity import RADIUS, Sensitivity, sensitivity
from plugins.kano.analysis.timko import TimkoMap, timko_map
from plugins.kano.categories import CategoryRule, CutLines
from plugins.kano.evaluation_table import STANDARD, EvaluationTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What a study decides before it is analysed; kept with its results.

    table: the evaluation table. rule, tolerance: how a factor gets its category. radius: from which distance on it is kept.
    cut_lines: of the better-worse map. questionable_share: above which a question counts as badly worded. confidence,
    samples, seed: of the bootstrap.
    """

    table: EvaluationTable = STANDARD
    rule: CategoryRule = CategoryRule.MODAL
    tolerance: float = TOLERANCE
    radius: float = RADIUS
    cut_lines: CutLines = CutLines.FIXED
    questionable_share: float = QUESTIONABLE_SHARE
    confidence: float = 0.95
    samples: int = SAMPLES
    seed: int = SEED


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFactor:
    """One factor of a study. continuous: None for the short form, which has no scores. badly_worded: too many Q."""

    name: str
    analysis: FactorAnalysis
    bootstrap: BootstrapFactor
    sensitivity: Sensitivity
    continuous: ContinuousPoint | None
    badly_worded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyAnalysis:
    """The factors in the order given, the better-worse map of them all, and the conventions they were analysed by."""

    factors: tuple[StudyFactor, ...]
    better_worse_map: TimkoMap
    conventions: Conventions


def analyse_study(
    names: Sequence[str],
    functional: Answers,
    dysfunctional: Answers,
    *,
    importance: Answers | None = None,
    conventions: Conventions | None = None,
) -> StudyAnalysis:
    """Analyse the answers to all factors of a study.

    names: of the factors. functional, dysfunctional: answers from 1 on, a row a respondent, a column a factor, None where
    there is none. importance: from 1 to 9, likewise. Raises ValueError where names and columns do not match, and as the
    parts do.
    """
    by = conventions or Conventions()
    found = tally(functional, dysfunctional, by.table)
    if len(names) != len(found):
        raise ValueError(f"names has {len(names)} entries: give one a factor, {len(found)}")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"names has {twice[0]!r} twice: name each factor once")
    analyses = [analyse_factor(one, tolerance=by.tolerance) for one in found]
    samples = _samples(found, by)
    scores = _scores(functional, dysfunctional, importance, by.table, len(found))
    wording = badly_worded(found, by.questionable_share)
    factors = tuple(
        StudyFactor(
            name=name,
            analysis=one,
            bootstrap=sample,
            sensitivity=sensitivity(one.better, one.worse, one.category_by(by.rule), by.radius),
            continuous=score,
            badly_worded=bad,
        )
        for name, one, sample, score, bad in zip(names, analyses, samples, scores, wording, strict=True)
    )
    better_worse = timko_map([one.better for one in analyses], [one.worse for one in analyses], by.cut_lines)
    return StudyAnalysis(factors=factors, better_worse_map=better_worse, conventions=by)


def _samples(found: Sequence[Frequencies], by: Conventions) -> Sequence[BootstrapFactor]:
    return bootstrap(
        found,
        samples=by.samples,
        seed=by.seed,
        confidence=by.confidence,
        rule=by.rule,
        tolerance=by.tolerance,
    )


def _scores(
    functional: Answers,
    dysfunctional: Answers,
    importance: Answers | None,
    table: EvaluationTable,
    factors: int,
) -> Sequence[ContinuousPoint | None]:
    # three answers have no scores in the literature
    if table.answers != 5:
        return [None] * factors
    return continuous_analysis(functional, dysfunctional, importance=importance)
