"""What a group has when it switches Kano appraisal on for the first time."""

from __future__ import annotations

from sqlalchemy import select

from plugins.kano.models import Factor
from plugins.kano.operations.factors import keep_version
from plugins.kano.starter import STARTER_FACTORS
from saas.plugin_api import current_tenant, session


def seed_factors() -> None:
    """Give the group the starter factors that it has not."""
    known = set(session().scalars(select(Factor.code).where(Factor.tenant_id == current_tenant())))
    for position, one in enumerate(STARTER_FACTORS, start=1):
        if one.code in known:
            continue
        factor = Factor(
            code=one.code,
            names={"zh_CN": one.zh, "en": one.en},
            definitions={"zh_CN": one.meaning_zh, "en": one.meaning_en},
            dimension=one.dimension,
            process_step=one.step,
            metric=one.metric,
            position=position,
            version=1,
        )
        session().add(factor)
        session().flush()
        keep_version(factor)
