"""What people decide about a part in a store: its class, its ordering numbers, where it lies; and the state of its lots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from plugins.parts.events import LotQuarantined
from plugins.parts.models import Lot, LotState, PartStore, StockClass
from plugins.parts.operations.holding import lock_balances
from plugins.parts.operations.reaching import part_in_reach
from plugins.parts.permissions import POLICY_WRITE, STOCK_ADJUST
from saas.plugin_api import (
    Invalid,
    _,
    changes_of,
    current_tenant,
    load,
    load_for_change,
    publish,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a part is kept in a store. own_class: instead of what the demand says, with a reason; none takes that back."""

    bin: str = ""
    stocked: bool = True
    own_class: StockClass | None = None
    class_reason: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    reorder_point: Decimal | None = None
    safety_stock: Decimal | None = None
    order_quantity: Decimal | None = None
    pinned: bool = False

    @classmethod
    def from_input(cls, typed: Mapping[str, Any]) -> Policy:
        """What a checked form or body says; what it holds besides is left out."""
        return cls(**{field.name: typed[field.name] for field in fields(cls) if field.name in typed})


NUMBERS = ("minimum", "maximum", "reorder_point", "safety_stock", "order_quantity")


def keep_part(part_id: int, store_id: int, policy: Policy, *, version: int | None = None) -> PartStore:
    """Decide how a part is kept in a store.

    version: as the person saw it, 0 where the store did not know the part. Raises Forbidden, NotFound, Invalid for numbers
    that contradict one another and a class without a reason, VersionConflict.
    """
    part_in_reach(part_id, store_id, POLICY_WRITE)
    _check(policy)
    kept = _locked(part_id, store_id, version)
    for field in fields(policy):
        setattr(kept, field.name, getattr(policy, field.name))
    kept.bin = policy.bin.strip().upper()
    if changes := changes_of(kept):
        record("parts.policy.changed", "parts_part", part_id, changes=changes, detail={"store_id": store_id})
    session().flush()
    return kept


def _locked(part_id: int, store_id: int, version: int | None) -> PartStore:
    lock_balances([(part_id, store_id)])
    mine = (
        PartStore.tenant_id == current_tenant(),
        PartStore.part_id == part_id,
        PartStore.store_id == store_id,
    )
    row_id = session().scalars(select(PartStore.id).where(*mine)).one()
    kept = load_for_change(PartStore, row_id)
    if version and version != kept.row_version:
        load_for_change(PartStore, row_id, version=version)
    return kept


def _check(policy: Policy) -> None:
    if policy.own_class is not None and not policy.class_reason.strip():
        raise Invalid("class_reason", _("Say why the class is another one."))
    lower, upper = policy.minimum, policy.maximum
    if lower is not None and upper is not None and upper < lower:
        raise Invalid("maximum", _("The most must not be below the least."))
    safety, point = policy.safety_stock, policy.reorder_point
    if safety is not None and point is not None and point < safety:
        raise Invalid("reorder_point", _("The reorder point must not be below the safety stock."))
    if policy.pinned and point is None and lower is None:
        raise Invalid(
            "pinned", _("Enter a reorder point or a least stock, so that there is something to keep.")
        )


def set_lot_state(lot_id: int, state: LotState, *, version: int | None = None) -> Lot:
    """Keep a lot from going out, or let it out again; raises Forbidden, NotFound, Conflict, VersionConflict."""
    lot = load(Lot, lot_id)
    require(STOCK_ADJUST, store_id=lot.store_id)
    balance = lock_balances([(lot.part_id, lot.store_id)])[lot.part_id, lot.store_id]
    lot = load_for_change(Lot, lot_id, version=version)
    if lot.state is state:
        return lot
    was_kept, is_kept = lot.state is not LotState.OK, state is not LotState.OK
    lot.state = state
    balance.quarantine += lot.on_hand * (int(is_kept) - int(was_kept))
    session().flush()
    if is_kept:
        told = {"lot_id": lot.id, "part_id": lot.part_id, "store_id": lot.store_id}
        publish(LotQuarantined(state=state.value, **told))
    detail = {"lot_no": lot.lot_no, "store_id": lot.store_id, "state": state.value}
    record("parts.lot.state_changed", "parts_part", lot.part_id, detail=detail)
    return lot
