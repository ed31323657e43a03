"""Which category a complaint's text speaks for, by the complaints that people have classified; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import and_, select

from plugins.complaints.models import Case, Category
from plugins.complaints.states import CaseState
from saas.plugin_api import current_tenant, session

LEARNED = 500
"""Complaints that are learned from, the latest ones: what a category means changes."""
LEAST = 20
"""Fewer say nothing about a new one."""
WORDS = 5
_UNSETTLED = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.DUPLICATE)
"""States in which nobody has settled a category, or it is of another complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedCategory:
    """A category that the text speaks for. words: of the complaint itself, strongest first; learned: from so many others."""

    category_id: int
    words: Sequence[str]
    learned: int


def proposed_category(case: Case) -> ProposedCategory | None:
    """What the text of a complaint speaks for; none where too little is known or two categories are about as likely.

    One statement. Words of other complaints are counted, never shown.
    """
    known = _classified(case)
    if len(known) < LEAST or len({row.category_id for row in known}) < 2:
        return None
    # Loaded by who asks for it first: a process starts without what only calculates.
    text = import_module("plugins.complaints.text")
    pieces = text.character_ngrams
    model = text.fit_naive_bayes(
        [pieces(_text(row)) for row in known], [str(row.category_id) for row in known]
    )
    found = model.classify(pieces(_text(case)), most_reasons=WORDS * 6)
    words = _apart(reason.word for reason in found.reasons if reason.log_odds > 0)
    if found.label is None or not words:
        return None
    return ProposedCategory(category_id=int(found.label), words=words[:WORDS], learned=len(known))


def _classified(case: Case) -> Sequence[Any]:
    usable = and_(Category.tenant_id == Case.tenant_id, Category.id == Case.category_id, Category.active)
    statement = (
        select(Case.category_id, Case.description, Case.demand)
        .join(Category, usable)
        .where(
            Case.tenant_id == current_tenant(),
            Case.id != case.id,
            Case.state.not_in(_UNSETTLED),
            Case.description != "",
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(LEARNED)
    )
    return session().execute(statement).all()


def _text(of: Any) -> str:
    return f"{of.description} {of.demand}"


def _apart(words: Iterable[str]) -> list[str]:
    """The words without those that are a part of one before them, or that it is a part of."""
    kept: list[str] = []
    for word in words:
        if not any(word in one or one in word for one in kept):
            kept.append(word)
    return kept
