"""Deciding on what a count found: somebody else approves it, or has it counted again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from plugins.parts.count_outcome import approval_level
from plugins.parts.models import CountLine, CountSession, CountState, LineState
from plugins.parts.operations.judging import ANY, difference_fen, limits_of
from plugins.parts.operations.posting import post_differences
from plugins.parts.permissions import COUNT_APPROVE, COUNT_APPROVE_ALL
from plugins.parts.permissions.counts import COUNTER_APPROVER
from plugins.parts.queries.counts import lines_of
from plugins.parts.settings.counts import count_rules
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_actor,
    load_for_change,
    now,
    record,
    require,
    require_another,
    session,
)


def approve_count(count_id: int, *, version: int | None = None) -> CountSession:
    """Approve all differences of a count and post them.

    Raises Forbidden for whoever counted a line of it, and without the right to approve its dearest difference; NotFound,
    Conflict for one that does not wait, VersionConflict.
    """
    count, lines = _waiting(count_id, version)
    require(permission_for(count, lines), store_id=count.store_id)
    _somebody_else(lines, permission_for(count, lines))
    for line in lines:
        if line.state is LineState.APPROVE:
            line.state = LineState.APPROVED
    count.decided_by_id = current_actor().member_id
    post_differences(count, lines)
    worth = sum(difference_fen(line) for line in lines)
    _tell(count, "approved", {"value_fen": worth})
    return count


def recount_lines(
    count_id: int, line_ids: Collection[int] = (), *, version: int | None = None
) -> CountSession:
    """Have some lines that wait counted again, without any named all of them; raises as `approve_count`."""
    count, lines = _waiting(count_id, version)
    _somebody_else(lines, COUNT_APPROVE)
    waiting = {line.id: line for line in lines if line.state is LineState.APPROVE}
    wanted = set(line_ids) or set(waiting)
    if wanted - set(waiting):
        raise Invalid("line_ids", _("Choose lines that wait for approval."))
    for line_id in wanted:
        waiting[line_id].state = LineState.RECOUNT
    count.state, count.submitted_at = CountState.COUNTING, None
    session().flush()
    _tell(count, "sent_back", {"lines": len(wanted)})
    return count


def permission_for(count: CountSession, lines: Sequence[CountLine]) -> str:
    """The right that it takes to approve a count: by its dearest difference, gain or loss."""
    limits = limits_of(count_rules(count.store_id))
    worth = [Decimal(difference_fen(line)) for line in lines if line.state is LineState.APPROVE]
    levels = {approval_level(value, limits) for value in worth}
    return COUNT_APPROVE_ALL if ANY in levels else COUNT_APPROVE


def _waiting(count_id: int, version: int | None) -> tuple[CountSession, Sequence[CountLine]]:
    count = load_for_change(CountSession, count_id)
    require(COUNT_APPROVE, store_id=count.store_id)
    if count.state is not CountState.REVIEW:
        raise Conflict(_("This count does not wait for approval."))
    if version is not None:
        count = load_for_change(CountSession, count_id, version=version)
    return count, lines_of(count.id)


def _somebody_else(lines: Sequence[CountLine], permission: str) -> None:
    counted = {line.counted_by_id for line in lines} | {line.first_counted_by_id for line in lines}
    require_another(COUNTER_APPROVER, permission, than=sorted(one for one in counted if one is not None))


def _tell(count: CountSession, what: str, detail: dict[str, object]) -> None:
    told = {"document_no": count.document_no, "at": now().isoformat(), **detail}
    record(f"parts.count.{what}", "parts_count", count.id, detail=told)
