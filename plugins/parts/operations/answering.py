"""What a supplier says to an order on the page behind its link: kept as it was said, and taken over where it is no worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from plugins.parts.models import (
    KEY_OF_ANSWERS,
    REMARK,
    PromiseDecision,
    PromiseOutcome,
    PurchaseLine,
    PurchaseOrder,
    SupplierAnswer,
    SupplierPromise,
)
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.purchasing import tell
from plugins.parts.queries.orders import lines_of_locked, lines_of_order
from plugins.parts.supplier_page import not_valid, order_of_link
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_tenant,
    key_of,
    load_for_change,
    now,
    session,
    today,
    zone_of,
)

FURTHEST = timedelta(days=730)
"""No supplier promises anything beyond; a later day is a slip of the pen."""
MOST_ANSWERS = 100
"""How often a supplier may answer to one order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a supplier says of a line. quantity: none for all that is still to come; cannot: nothing of it comes."""

    line_id: int
    promised_on: date | None = None
    quantity: Decimal | None = None
    cannot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a supplier says to an order at a time: of some of its lines, and in words."""

    promised: Sequence[Promised]
    remark: str = ""


def whole_order(token: str, promised_on: date, remark: str = "") -> Answer:
    """The answer that all that is still to come of the order of a link comes on one day; raises NotFound."""
    lines = lines_of_order(order_of_link(token).id)
    promised = [Promised(line_id=line.id, promised_on=promised_on) for line in lines if line.open_quantity]
    return Answer(promised=promised, remark=remark)


def answer_order(token: str, answer: Answer, *, key: str, version: int | None = None) -> SupplierAnswer:
    """Keep what a supplier says to the order of a link; what is no worse than what was ordered counts at once.

    No worse is all that is still to come, on a day not later than it should come or than was accepted before; all else
    waits for somebody's decision. key: the same key a second time says nothing more. Raises NotFound for a link that opens
    nothing, VersionConflict where the order is not what the supplier saw any more, Conflict for one that expects nothing,
    Invalid for an answer that says nothing or what cannot be.
    """
    order = load_for_change(PurchaseOrder, order_of_link(token).id)
    # Somebody may have made another link while this one waited for the lock.
    if order.link_token != token:
        raise not_valid()
    before = _said_before(order, key)
    if before is not None:
        return before
    if version is not None:
        order = load_for_change(PurchaseOrder, order.id, version=version)
    if not order.state.takes_goods:
        raise Conflict(_("Nothing is expected of this order."))
    lines = {line.id: line for line in lines_of_locked(order.id)}
    _check(order, answer, lines)
    kept = _kept(order, answer, key)
    waiting = sum(_promise(order, kept, one, lines[one.line_id]) for one in answer.promised)
    # Whoever looks at the order decides on what was said to it: it is part of its version.
    order.updated_at = now()
    session().flush()
    tell(order, "answered", {"lines": len(answer.promised), "waiting": waiting})
    return kept


def no_worse(order: PurchaseOrder, line: PurchaseLine, said: SupplierPromise) -> bool:
    """Whether all that is still to come of a line comes in time."""
    if said.promised_on is None or said.quantity < said.of_open:
        return False
    allowed = [one for one in (order.expected_on, line.expected_on) if one is not None]
    return not allowed or said.promised_on <= max(allowed)


def _said_before(order: PurchaseOrder, key: str) -> SupplierAnswer | None:
    mine = (SupplierAnswer.tenant_id == current_tenant(), SupplierAnswer.order_id == order.id)
    if found := session().scalar(select(SupplierAnswer).where(*mine, SupplierAnswer.idem_key == key)):
        return found
    said = session().scalar(select(func.count()).select_from(SupplierAnswer).where(*mine)) or 0
    if said >= MOST_ANSWERS:
        raise Conflict(_("This order was answered very often. Please call the store."))
    return None


def _check(order: PurchaseOrder, answer: Answer, lines: Mapping[int, PurchaseLine]) -> None:
    if not answer.promised:
        raise Invalid("", _("Enter a delivery date for at least one line, or that it cannot be delivered."))
    if len({one.line_id for one in answer.promised}) < len(answer.promised):
        raise Invalid("", _("Name each line once."))
    day = today(zone_of(order.store_id))
    for one in answer.promised:
        if one.line_id not in lines:
            raise Invalid("", _("This does not exist, or no longer."))
        _check_line(one, lines[one.line_id], day)


def _check_line(one: Promised, line: PurchaseLine, day: date) -> None:
    if not line.open_quantity:
        raise Invalid(f"promised-{one.line_id}", _("Nothing more is expected of this line."))
    if one.cannot:
        if one.promised_on is not None or one.quantity is not None:
            raise Invalid(
                f"cannot-{one.line_id}", _("Either a delivery date, or that it cannot be delivered.")
            )
        return
    if one.promised_on is None:
        raise Invalid(f"promised-{one.line_id}", _("Enter the delivery date."))
    if not day <= one.promised_on <= day + FURTHEST:
        raise Invalid(f"promised-{one.line_id}", _("Enter a day from today on, within two years."))
    if one.quantity is not None and not 0 < quantity_of(one.quantity) <= line.open_quantity:
        most = plain(line.open_quantity)
        raise Invalid(f"quantity-{one.line_id}", _("Enter a quantity above 0, at most %(most)s.", most=most))


def _kept(order: PurchaseOrder, answer: Answer, key: str) -> SupplierAnswer:
    words = answer.remark.strip()
    kept = SupplierAnswer(
        order_id=order.id,
        idem_key=key,
        sealed_remark=key_of(KEY_OF_ANSWERS, order.id).seal(REMARK, words) if words else b"",
    )
    session().add(kept)
    session().flush()
    return kept


def _promise(order: PurchaseOrder, kept: SupplierAnswer, one: Promised, line: PurchaseLine) -> bool:
    """Keep what was said of a line; whether it waits for somebody."""
    left = line.open_quantity
    said = SupplierPromise(
        answer_id=kept.id,
        order_line_id=line.id,
        quantity=Decimal(0) if one.cannot else left if one.quantity is None else quantity_of(one.quantity),
        of_open=left,
        promised_on=one.promised_on,
        asked_on=line.expected_on or order.expected_on,
    )
    session().add(said)
    session().flush()
    if not no_worse(order, line, said):
        line.waiting_promise_id = said.id
        return True
    session().add(PromiseDecision(promise_id=said.id, outcome=PromiseOutcome.AT_ONCE))
    # What was said before and still waited is taken back by it.
    line.expected_on, line.waiting_promise_id = said.promised_on, None
    return False
