"""Reads of weight schemes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from plugins.kano.models import Cycle, Judgement, WeightScheme
from saas.plugin_api import current_tenant, session


def schemes_of(tree_id: int) -> Sequence[WeightScheme]:
    """The weight schemes of a tree, the newest first."""
    mine = select(WeightScheme).where(
        WeightScheme.tenant_id == current_tenant(), WeightScheme.tree_id == tree_id
    )
    return session().scalars(mine.order_by(WeightScheme.id.desc()).limit(100)).all()


def judgements_of(scheme_id: int) -> Sequence[Judgement]:
    """What experts said in a scheme, by expert."""
    mine = select(Judgement).where(Judgement.tenant_id == current_tenant(), Judgement.scheme_id == scheme_id)
    return session().scalars(mine.order_by(Judgement.expert, Judgement.id)).all()


def computed_cycles() -> Sequence[Cycle]:
    """The cycles whose values entropy may use, the newest first."""
    mine = select(Cycle).where(Cycle.tenant_id == current_tenant(), Cycle.runs_done > 0)
    return session().scalars(mine.order_by(Cycle.first.desc(), Cycle.id.desc()).limit(50)).all()
