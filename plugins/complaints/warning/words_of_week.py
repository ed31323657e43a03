"""What complaints of a week say more often than those before. For workers only, as it loads a dictionary."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import and_, select

from plugins.complaints.models import Case
from plugins.complaints.text import Segmenter, emerging_words, word_counts
from plugins.complaints.warning.counting import WEEK, told
from saas.plugin_api import current_tenant, session

BEFORE = 26
"""How many weeks a word is held against."""
MOST = 12
LEAST_LETTERS = 2


def rising_words(week: date) -> list[dict[str, Any]]:
    """The words of the last two weeks' complaints that are more frequent than in the half year before, most unusual first.

    week: the Monday of the running week. A word counts once in a complaint, and only where three complaints have it, so
    that nothing of a single one shows. One statement.
    """
    first = week - BEFORE * WEEK
    since = week - WEEK
    of = told(first)
    rows = session().execute(
        select(Case.description, of.c.week).join(
            of, and_(Case.tenant_id == current_tenant(), Case.id == of.c.case_id)
        )
    )
    recent: list[list[str]] = []
    before: list[list[str]] = []
    cut = Segmenter()
    for description, of_week in rows:
        words = [word for word in cut.words(description) if len(word) >= LEAST_LETTERS and not word.isdigit()]
        (recent if of_week >= since else before).append(words)
    found = emerging_words(
        word_counts(recent, once_a_document=True), word_counts(before, once_a_document=True)
    )
    return [
        {"word": one.word, "count": one.count, "before": one.baseline_count, "z": round(one.z, 3)}
        for one in found
        if one.emerging
    ][:MOST]
