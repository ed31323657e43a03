"""Reads of KPI trees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from plugins.kano.models import Dimension, Indicator, Study, Tree, TreeState
from saas.plugin_api import Member, NotFound, Page, _, current_tenant, keyset_page, session


def trees_page(
    *, state: TreeState | None = None, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """Trees, the newest first, each with how many indicators it has and how many of them lack a source."""
    lacks = Indicator.source_kind.is_(None)
    counts = (
        select(
            Indicator.tree_id,
            func.count().label("indicators"),
            func.count().filter(lacks).label("lacking"),
        )
        .where(Indicator.tenant_id == current_tenant())
        .group_by(Indicator.tree_id)
        .subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            Tree,
            func.coalesce(counts.c.indicators, 0).label("indicators"),
            func.coalesce(counts.c.lacking, 0).label("lacking"),
        )
        .outerjoin(counts, counts.c.tree_id == Tree.id)
        .where(Tree.tenant_id == current_tenant())
    )
    if state is not None:
        statement = statement.where(Tree.state == state)
    return keyset_page(
        statement, keys=(Tree.created_at, Tree.id), limit=limit, after=after, before=before, descending=True
    )


def tree_row(tree_id: int) -> Any:
    """A tree with the name of who approved it and the title of the study that it was made of. Raises NotFound."""
    approver = and_(Member.tenant_id == Tree.tenant_id, Member.id == Tree.approved_by)
    statement = (
        select(Tree, Member.display_name.label("approver"), Study.title.label("study"))
        .outerjoin(Member, approver)
        .outerjoin(Study, and_(Study.tenant_id == Tree.tenant_id, Study.id == Tree.study_id))
        .where(Tree.tenant_id == current_tenant(), Tree.id == tree_id)
    )
    row = session().execute(statement).one_or_none()
    if row is None:
        raise NotFound(_("This does not exist, or no longer."))
    return row


def dimensions_of(tree_id: int) -> Sequence[Dimension]:
    """The dimensions of a tree in their order."""
    mine = select(Dimension).where(Dimension.tenant_id == current_tenant(), Dimension.tree_id == tree_id)
    return session().scalars(mine.order_by(Dimension.position)).all()


def indicators_of(tree_id: int) -> Sequence[Indicator]:
    """The indicators of a tree in their order."""
    mine = select(Indicator).where(Indicator.tenant_id == current_tenant(), Indicator.tree_id == tree_id)
    return session().scalars(mine.order_by(Indicator.position)).all()


def approved_trees() -> Sequence[Tree]:
    """The trees that a cycle may begin with, by title."""
    mine = select(Tree).where(Tree.tenant_id == current_tenant(), Tree.state == TreeState.APPROVED)
    return session().scalars(mine.order_by(Tree.title, Tree.id)).all()
