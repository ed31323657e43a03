"""The pair of questions about a factor, made from its name; how a questionnaire is put in an order of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

FUNCTIONAL: Final[Mapping[str, str]] = {
    "zh_CN": "如果“{name}”做得好，您感觉如何？",
    "en": "If “{name}” is good here, how do you feel about it?",
}
"""What is asked when the factor is there, by locale."""

DYSFUNCTIONAL: Final[Mapping[str, str]] = {
    "zh_CN": "如果“{name}”做得不好，您感觉如何？",
    "en": "If “{name}” is not good here, how do you feel about it?",
}
"""What is asked when it is missing."""


def question_pair(names: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The functional and the dysfunctional question of a factor, in each language that it has a name in."""
    asked = [
        {locale: text.format(name=names[locale]) for locale, text in texts.items() if names.get(locale)}
        for texts in (FUNCTIONAL, DYSFUNCTIONAL)
    ]
    return asked[0], asked[1]


def shuffled(ids: Sequence[int], submission: str) -> list[int]:
    """The ids in the order of one respondent: by lot for each questionnaire, the same whenever it is shown again."""
    return sorted(ids, key=lambda one: sha256(f"{submission}:{one}".encode()).digest())
