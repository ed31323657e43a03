"""Counting: opening a count, writing down what was found, and handing it in; the books are not shown to whoever counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import AbcClass, Balance, CountLine, CountSession, CountState, LineState, PartStore
from plugins.parts.numbers import quantity_of
from plugins.parts.operations.holding import Pair, lock_balances, parts_of
from plugins.parts.operations.judging import judge
from plugins.parts.operations.posting import post_differences
from plugins.parts.operations.reaching import open_store
from plugins.parts.permissions import COUNT_WRITE
from plugins.parts.queries.counts import due_for_count, lines_of
from plugins.parts.settings.counts import count_rules
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    local_day,
    ngettext,
    now,
    record,
    require,
    session,
    take_number,
)

NUMBER_LETTERS = "PD"
MOST_LINES = 200
"""How many parts one count has at most: what can be counted in a day."""
OPEN_STATES = (LineState.OPEN, LineState.RECOUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody found of a line of a count."""

    line_id: int
    quantity: Decimal


def open_count(store_id: int, part_ids: Collection[int] = (), *, limit: int = 30) -> CountSession:
    """Open a count of some parts of a store, without any named of those that are due, the most overdue first.

    What lies there by the books is written down now, under the locks of the balances. Parts that are in an open count
    are left out. Raises Forbidden, NotFound, Invalid where nothing is to be counted or too much.
    """
    require(COUNT_WRITE, store_id=store_id)
    store = open_store(store_id)
    wanted = sorted(set(part_ids)) or [
        row.part_id for row in due_for_count(store_id, limit=min(limit, MOST_LINES))
    ]
    if len(wanted) > MOST_LINES:
        raise Invalid("part_ids", _("Count at most %(most)d parts at once.", most=MOST_LINES))
    balances = lock_balances([(part_id, store_id) for part_id in wanted])
    busy = _being_counted(store_id)
    free = [part_id for part_id in wanted if part_id not in busy]
    if not free:
        raise Invalid("", _("Nothing is due that is not being counted already."))
    moment = now()
    count = CountSession(
        document_no=take_number(
            NUMBER_LETTERS,
            period=local_day(moment, store.timezone).strftime("%Y%m"),
            store_id=store.id,
            store_code=store.code,
        ),
        store_id=store_id,
        state=CountState.COUNTING,
        snapshot_at=moment,
        opened_by_id=current_actor().member_id,
    )
    session().add(count)
    session().flush()
    _add_lines(count, free, balances)
    session().flush()
    _tell(count, "opened", {"lines": len(free)})
    return count


def _add_lines(count: CountSession, part_ids: Sequence[int], balances: Mapping[Pair, Balance]) -> None:
    kept, parts = _kept(count.store_id, part_ids), parts_of(part_ids)
    for part_id in part_ids:
        balance = balances[part_id, count.store_id]
        session().add(
            CountLine(
                count_id=count.id,
                part_id=part_id,
                store_id=count.store_id,
                abc=kept[part_id].abc or AbcClass.C,
                bin=kept[part_id].bin,
                state=LineState.OPEN,
                snapshot=balance.on_hand,
                counts_made=0,
                unit_cost=balance.average_cost or parts[part_id].unit_cost,
            )
        )


def enter_counts(count_id: int, found: Sequence[Found]) -> CountSession:
    """Write down what was found of some lines; what should be there is reckoned at this moment, and told to nobody.

    A line that is too far off is to be counted again. Raises Forbidden, NotFound, Conflict for a count that is handed in, Invalid
    for lines of another count and quantities below 0.
    """
    count = counting(count_id)
    lines = {line.id: line for line in lines_of(count.id)}
    for one in found:
        if one.line_id not in lines:
            raise Invalid("", _("This does not exist, or no longer."))
        if one.quantity < 0:
            raise Invalid(f"counted-{one.line_id}", _("Enter a quantity of 0 or more."))
    pairs: list[Pair] = [(lines[one.line_id].part_id, count.store_id) for one in found]
    balances, rules, entered = lock_balances(pairs), count_rules(count.store_id), 0
    for one in found:
        line = lines[one.line_id]
        if line.state not in OPEN_STATES:
            continue
        # Under the lock: with everything that moved since the count was opened.
        line.expected = balances[line.part_id, count.store_id].on_hand
        _write(line, quantity_of(one.quantity))
        line.state = judge(line, rules)
        entered += 1
    session().flush()
    _tell(count, "entered", {"lines": entered})
    return count


def _write(line: CountLine, quantity: Decimal) -> None:
    line.counted, line.counted_at, line.counted_by_id = quantity, now(), current_actor().member_id
    if not line.counts_made:
        line.first_counted, line.first_counted_by_id = quantity, line.counted_by_id
    line.counts_made += 1


def submit_count(count_id: int) -> CountSession:
    """Hand a count in: what fits is closed, what needs nobody is posted, the rest waits for somebody else.

    Raises Conflict while a line is not counted, or is to be counted again.
    """
    count = counting(count_id)
    lines = lines_of(count.id)
    left = sum(line.state in OPEN_STATES for line in lines)
    if left:
        raise Conflict(
            ngettext("%(n)d line is still to be counted.", "%(n)d lines are still to be counted.", left)
        )
    count.submitted_at = now()
    waiting = [line for line in lines if line.state is LineState.APPROVE]
    if waiting:
        count.state = CountState.REVIEW
        session().flush()
        _tell(count, "submitted", {"waiting": len(waiting)})
        return count
    post_differences(count, lines)
    _tell(count, "posted", {})
    return count


def cancel_count(count_id: int) -> CountSession:
    """Give up a count; nothing of it is posted. Raises Conflict for one that is over."""
    count = load_for_change(CountSession, count_id)
    require(COUNT_WRITE, store_id=count.store_id)
    if count.state not in (CountState.COUNTING, CountState.REVIEW):
        raise Conflict(_("This count is over."))
    count.state = CountState.CANCELLED
    for line in lines_of(count.id):
        line.closed_at = now()
    session().flush()
    _tell(count, "cancelled", {})
    return count


def counting(count_id: int) -> CountSession:
    """A count that is going on, locked, for somebody who may count; raises Forbidden, NotFound, Conflict."""
    count = load_for_change(CountSession, count_id)
    require(COUNT_WRITE, store_id=count.store_id)
    if count.state is not CountState.COUNTING:
        raise Conflict(_("This count is not being counted any more."))
    return count


def _being_counted(store_id: int) -> set[int]:
    mine = (
        CountLine.tenant_id == current_tenant(),
        CountLine.store_id == store_id,
        CountLine.closed_at.is_(None),
    )
    return set(session().scalars(select(CountLine.part_id).where(*mine)))


def _kept(store_id: int, part_ids: Collection[int]) -> Mapping[int, PartStore]:
    mine = select(PartStore).where(
        PartStore.tenant_id == current_tenant(),
        PartStore.store_id == store_id,
        PartStore.part_id.in_(part_ids),
    )
    return {kept.part_id: kept for kept in session().scalars(mine)}


def _tell(count: CountSession, what: str, detail: Mapping[str, object]) -> None:
    record(
        f"parts.count.{what}", "parts_count", count.id, detail={"document_no": count.document_no, **detail}
    )
