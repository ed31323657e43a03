"""What complaints say: words of Chinese text, proposed categories with their reasons, and words that are on the rise."""

from __future__ import annotations

from plugins.complaints.text.agreement import (
    Agreement,
    ClassScores,
    agreement,
    cohen_kappa,
)
from plugins.complaints.text.emerging import (
    DirichletPrior,
    EmergingWord,
    LogOddsVariance,
    emerging_words,
    word_counts,
)
from plugins.complaints.text.naive_bayes import (
    Classification,
    ClassPrior,
    NaiveBayes,
    NaiveBayesKind,
    Reason,
    fit_naive_bayes,
)
from plugins.complaints.text.segmentation import Segmenter, character_ngrams, normal_form
from plugins.complaints.text.validation import CrossValidation, cross_validate, stratified_folds

__all__ = [
    "Agreement",
    "ClassPrior",
    "ClassScores",
    "Classification",
    "CrossValidation",
    "DirichletPrior",
    "EmergingWord",
    "LogOddsVariance",
    "NaiveBayes",
    "NaiveBayesKind",
    "Reason",
    "Segmenter",
    "agreement",
    "character_ngrams",
    "cohen_kappa",
    "cross_validate",
    "emerging_words",
    "fit_naive_bayes",
    "normal_form",
    "stratified_folds",
    "word_counts",
]
