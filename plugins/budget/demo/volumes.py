"""What the stores did: workshop visits as they were counted, and the hours that somebody entered."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from sqlalchemy import func, select

from plugins.budget.models import Driver, DriverVolume
from plugins.budget.operations.volumes import FIRST_COUNT, MonthVolume, count_visits, keep_volumes
from saas.plugin_api import Store, current_tenant, session

_HOURS = (1.5, 1.9)
"""Hours of work in a visit, from and to."""


def usual_visits(store: Store) -> Decimal:
    """How many visits a month of a store has, over the months that were counted; 0 where none was."""
    mine = (
        DriverVolume.tenant_id == current_tenant(),
        DriverVolume.store_id == store.id,
        DriverVolume.driver == Driver.VISITS,
    )
    return Decimal(session().scalar(select(func.avg(DriverVolume.volume)).where(*mine)) or 0)


def count_and_measure(rng: Random, stores: Sequence[Store]) -> None:
    """Count the visits of the last years, and enter hours beside them."""
    count_visits(FIRST_COUNT)
    mine = (DriverVolume.tenant_id == current_tenant(), DriverVolume.driver == Driver.VISITS)
    found = session().execute(
        select(DriverVolume.store_id, DriverVolume.month, DriverVolume.volume)
        .where(*mine, DriverVolume.store_id.in_([store.id for store in stores]))
        .order_by(DriverVolume.store_id, DriverVolume.month)
    )
    keep_volumes(
        [
            MonthVolume(
                store_id=row.store_id,
                driver=Driver.LABOUR_HOURS,
                month=row.month,
                volume=(row.volume * Decimal(rng.uniform(*_HOURS))).quantize(Decimal("0.1")),
            )
            for row in found
        ]
    )
