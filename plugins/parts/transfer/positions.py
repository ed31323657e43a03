"""What a store can give away and what it is short of, by its reorder point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugins.parts.arguments import Floats, Numbers, amounts, positive, same_length, vector

# So many pieces more or less are none: 0.3 - 0.1 is a little below two tenths.
_WHOLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePositions:
    """Of each store, what it can give and what it is short of; no store has both."""

    surplus: Floats
    shortage: Floats


def store_positions(
    on_hand: Numbers,
    reorder_point: Numbers,
    *,
    order_up_to: Numbers | None = None,
    reserved: Numbers | None = None,
    incoming: Numbers | None = None,
    piece: float | None = 1,
) -> StorePositions:
    """A store gives what is free on its shelf beyond its reorder point; below that, incoming goods counted, it is short.

    on_hand: pieces on the shelf, negative where the ledger is wrong; reorder_point: not negative; order_up_to: to which
    level a shortage is filled, the reorder point if not given; reserved: pieces on the shelf that are promised;
    incoming: ordered or on the way, of which nothing can be given away. One of each per store. piece: the least that can
    be sent: the surplus is rounded down to whole ones, so that the donor keeps its reorder point, and the shortage up;
    None for what can be sent in any quantity. Raises ValueError for other lengths, negative amounts and an order_up_to
    below the reorder point.
    """
    shelf, point = vector("on_hand", on_hand), amounts("reorder_point", reorder_point)
    nothing = np.zeros(shelf.size)
    promised = nothing if reserved is None else amounts("reserved", reserved)
    coming = nothing if incoming is None else amounts("incoming", incoming)
    target = point if order_up_to is None else amounts("order_up_to", order_up_to)
    same_length(on_hand=shelf, reorder_point=point, reserved=promised, incoming=coming, order_up_to=target)
    for place in np.flatnonzero(target < point)[:1]:
        msg = f"order_up_to[{place}] must not be below reorder_point[{place}], {point[place]}; got {target[place]}"
        raise ValueError(msg)
    free = shelf - promised
    short = free + coming < point
    surplus = np.maximum(free - point, 0.0)
    shortage = np.where(short, target - free - coming, 0.0)
    if piece is not None:
        size = positive("piece", piece, why="what is sent has a size")
        surplus = np.floor(surplus / size + _WHOLE) * size
        shortage = np.ceil(shortage / size - _WHOLE) * size
    # Without the sign that rounding up leaves of nothing.
    return StorePositions(surplus=surplus, shortage=shortage + 0.0)
