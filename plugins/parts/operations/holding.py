"""What lies where: balances and lots, loaded under their locks, and how a quantity is taken from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from plugins.parts.models import Balance, LedgerEntry, Lot, LotState, Part, PartStore
from saas.plugin_api import NotFound, _, current_actor, current_tenant, now, session

Pair = tuple[int, int]


def lock_balances(pairs: Collection[Pair]) -> dict[Pair, Balance]:
    """The balances of parts in stores, made where there are none yet, locked in one order until the transaction ends.

    Raises NotFound where a part is not there; the stores are those that the caller has looked at.
    """
    wanted = sorted(set(pairs))
    if not wanted:
        return {}
    found = _locked(wanted)
    if missing := [pair for pair in wanted if pair not in found]:
        _check_parts({part_id for part_id, _store in missing})
        _make(missing)
        found = _locked(wanted)
    return found


def _make(pairs: Sequence[Pair]) -> None:
    """Make what a part has in each store that knows it: a balance, and its numbers."""
    moment, member_id = now(), current_actor().member_id
    kept = {"created_at": moment, "updated_at": moment, "created_by": member_id, "updated_by": member_id}
    rows = [{"tenant_id": current_tenant(), "part_id": part, "store_id": store} for part, store in pairs]
    there = ["tenant_id", "part_id", "store_id"]
    session().execute(insert(Balance).on_conflict_do_nothing(index_elements=there), rows)
    session().execute(
        insert(PartStore).on_conflict_do_nothing(index_elements=there), [{**row, **kept} for row in rows]
    )


def _locked(pairs: Sequence[Pair]) -> dict[Pair, Balance]:
    session().flush()
    statement = (
        select(Balance)
        .where(
            Balance.tenant_id == current_tenant(), tuple_(Balance.part_id, Balance.store_id).in_(list(pairs))
        )
        .order_by(Balance.part_id, Balance.store_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(one.part_id, one.store_id): one for one in session().scalars(statement)}


def _check_parts(part_ids: Collection[int]) -> None:
    there = select(Part.id).where(Part.tenant_id == current_tenant(), Part.id.in_(part_ids))
    if set(part_ids) - set(session().scalars(there)):
        raise NotFound(_("This does not exist, or no longer."))


def parts_of(part_ids: Collection[int]) -> dict[int, Part]:
    """Parts by id; one statement."""
    mine = select(Part).where(Part.tenant_id == current_tenant(), Part.id.in_(part_ids))
    return {part.id: part for part in session().scalars(mine)} if part_ids else {}


def lots_of(pairs: Collection[Pair]) -> dict[Pair, list[Lot]]:
    """The lots of parts in stores as they stand under the lock of their balances; one statement."""
    found: dict[Pair, list[Lot]] = {}
    if not pairs:
        return found
    statement = (
        select(Lot)
        .where(Lot.tenant_id == current_tenant(), tuple_(Lot.part_id, Lot.store_id).in_(sorted(pairs)))
        .order_by(Lot.expires_on.nulls_last(), Lot.received_on, Lot.id)
        .execution_options(populate_existing=True)
    )
    for lot in session().scalars(statement):
        found.setdefault((lot.part_id, lot.store_id), []).append(lot)
    return found


def make_lot(part_id: int, store_id: int, lot_no: str, expires_on: date | None, received_on: date) -> Lot:
    """A new lot, with nothing in it yet."""
    lot = Lot(
        part_id=part_id,
        store_id=store_id,
        lot_no=lot_no,
        on_hand=Decimal(0),
        state=LotState.OK,
        expires_on=expires_on,
        received_on=received_on,
    )
    session().add(lot)
    session().flush()
    return lot


def entries_with(keys: Collection[str]) -> dict[str, list[LedgerEntry]]:
    """The lines that were written under keys, by key; one statement."""
    found: dict[str, list[LedgerEntry]] = {}
    if not keys:
        return found
    first = [f"{key}#1" for key in keys]
    mine = select(LedgerEntry).where(
        LedgerEntry.tenant_id == current_tenant(), LedgerEntry.idem_key.in_(first)
    )
    for line in session().scalars(mine):
        found.setdefault(line.idem_key.rpartition("#")[0], []).append(line)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A part in a store as it is taken from: its lots in the order in which they go out, and what is in none."""

    lots: Sequence[Lot]
    loose: Decimal

    @classmethod
    def of(cls, balance: Balance, lots: Sequence[Lot]) -> Held:
        """What a balance consists of. lots: all of its lots, those that expire first before the others."""
        return cls(lots=lots, loose=balance.on_hand - sum((lot.on_hand for lot in lots), Decimal(0)))

    def split(self, quantity: Decimal, lot_id: int | None = None) -> Iterator[tuple[Lot | None, Decimal]]:
        """From which lots a quantity is taken: the named one, else those that may go out, then what is in no lot.

        Those in quarantine come last, for what is found missing.
        """
        left = quantity
        for lot in self._in_order(lot_id):
            some = min(left, self.loose if lot is None else lot.on_hand)
            if some > 0:
                left -= some
                yield lot, some

    def _in_order(self, lot_id: int | None) -> list[Lot | None]:
        if lot_id is not None:
            return [lot for lot in self.lots if lot.id == lot_id]
        good = [lot for lot in self.lots if lot.state is LotState.OK]
        return [*good, None, *(lot for lot in self.lots if lot.state is not LotState.OK)]
