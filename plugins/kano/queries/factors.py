"""Reads of the library of factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from plugins.kano.models import Factor, FactorVersion
from saas.plugin_api import Member, current_tenant, session


def factors(*, only_active: bool = False) -> Sequence[Factor]:
    """All factors of the group: those in use in its order, then the retired ones."""
    statement = select(Factor).where(Factor.tenant_id == current_tenant())
    if only_active:
        statement = statement.where(Factor.active)
    return session().scalars(statement.order_by(Factor.active.desc(), Factor.position, Factor.id)).all()


def factor_versions(factor_id: int) -> Sequence[Any]:
    """How a factor read, the newest first, with the name of who saved it; one statement."""
    saved = and_(Member.tenant_id == FactorVersion.tenant_id, Member.id == FactorVersion.saved_by_id)
    statement = (
        select(FactorVersion, Member.display_name.label("saved_by"))
        .outerjoin(Member, saved)
        .where(FactorVersion.tenant_id == current_tenant(), FactorVersion.factor_id == factor_id)
        .order_by(FactorVersion.version.desc())
    )
    return session().execute(statement).all()
