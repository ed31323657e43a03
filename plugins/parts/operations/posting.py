"""Writing the differences of a count into the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from plugins.parts.models import CountLine, CountSession, CountState, LineState, MovementKind, PartStore
from plugins.parts.operations.moving import Movement, post
from saas.plugin_api import current_tenant, local_day, now, session, zone_of

_POSTED = (LineState.POST, LineState.APPROVED)


def post_differences(count: CountSession, lines: Sequence[CountLine]) -> None:
    """Post what is to be posted, close all lines, and note that the parts were counted; once, by the keys of the lines.

    Raises Conflict where a loss is larger than what lies there now: then it is counted again.
    """
    movements = [
        Movement(
            part_id=line.part_id,
            store_id=line.store_id,
            kind=MovementKind.ADJUST,
            quantity=line.difference,
            unit_cost=line.unit_cost,
            document=f"parts.count:{count.id}",
            reason="counted",
            reserved=None,
            key=f"count:{line.id}",
        )
        for line in lines
        if line.state in _POSTED and line.difference
    ]
    post(movements)
    moment = now()
    for line in lines:
        line.closed_at = moment
    counted = [line.part_id for line in lines if line.state is not LineState.REFUSED]
    session().execute(
        update(PartStore)
        .where(
            PartStore.tenant_id == current_tenant(),
            PartStore.store_id == count.store_id,
            PartStore.part_id.in_(counted),
        )
        .values(counted_on=local_day(moment, zone_of(count.store_id)))
        .execution_options(synchronize_session=False)
    )
    count.state, count.decided_at = CountState.POSTED, moment
    session().flush()
