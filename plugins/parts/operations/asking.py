"""Writing down what was asked for, also what could not be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert

from plugins.parts.events import PartShort
from plugins.parts.models import DemandEvent, DemandKind
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.holding import lock_balances
from plugins.parts.operations.reaching import part_in_reach
from plugins.parts.permissions import STOCK_WRITE
from saas.plugin_api import Invalid, _, current_tenant, publish, record, session, today, zone_of


class LostReason(StrEnum):
    """Why a demand was lost."""

    NOT_STOCKED = "not_stocked"
    SOLD_OUT = "sold_out"
    TOO_DEAR = "too_dear"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked for. day: none for today, in the store's zone. key: the same key a second time counts nothing."""

    part_id: int
    store_id: int
    kind: DemandKind
    quantity: Decimal
    key: str
    day: date | None = None
    reference: str = ""
    reason: str = ""


def note_demand(asked: Asked) -> bool:
    """Write down a demand; whether it is new. Whoever calls has asked for the permission."""
    row = {
        "tenant_id": current_tenant(),
        "part_id": asked.part_id,
        "store_id": asked.store_id,
        "kind": asked.kind,
        "quantity": quantity_of(asked.quantity),
        "day": asked.day or today(zone_of(asked.store_id)),
        "reference": asked.reference,
        "reason": asked.reason,
        "idem_key": asked.key,
    }
    added = insert(DemandEvent).values(row).on_conflict_do_nothing(index_elements=["tenant_id", "idem_key"])
    return session().scalar(added.returning(DemandEvent.id)) is not None


def note_history(asked: Sequence[Asked]) -> None:
    """Write down what was asked for in earlier times, with the days given; known keys are left out. One statement."""
    rows = [
        {
            "tenant_id": current_tenant(),
            "part_id": one.part_id,
            "store_id": one.store_id,
            "kind": one.kind,
            "quantity": quantity_of(one.quantity),
            "day": one.day,
            "reference": one.reference,
            "reason": one.reason,
            "idem_key": one.key,
        }
        for one in asked
    ]
    if rows:
        known = insert(DemandEvent).on_conflict_do_nothing(index_elements=["tenant_id", "idem_key"])
        session().execute(known, rows)


def record_unmet(
    part_id: int,
    store_id: int,
    quantity: Decimal,
    *,
    kind: DemandKind = DemandKind.LOST,
    reason: LostReason = LostReason.SOLD_OUT,
    reference: str = "",
    key: str,
) -> bool:
    """Write down what was asked for and not there, and tell others; whether it is new.

    kind: lost, or emergency where it was got from outside at once. The planning counts it like what was sold. Raises
    Forbidden, NotFound, and Invalid for another kind.
    """
    part = part_in_reach(part_id, store_id, STOCK_WRITE)
    if kind not in (DemandKind.LOST, DemandKind.EMERGENCY):
        raise Invalid("kind", _("What went out is issued, not written down as lost."))
    if quantity <= 0:
        raise Invalid("quantity", _("Enter a quantity above 0."))
    # So that the store knows the part from now on, and the planning sees it there.
    lock_balances([(part_id, store_id)])
    asked = Asked(
        part_id=part_id,
        store_id=store_id,
        kind=kind,
        quantity=quantity,
        reference=reference,
        reason=reason.value if kind is DemandKind.LOST else "",
        key=f"unmet:{key}",
    )
    if not note_demand(asked):
        return False
    publish(PartShort(part_id=part_id, store_id=store_id, quantity=plain(quantity), reference=reference))
    detail = {"number": part.number, "store_id": store_id, "quantity": plain(quantity), "kind": kind.value}
    record("parts.demand.unmet", "parts_part", part_id, detail=detail)
    return True
