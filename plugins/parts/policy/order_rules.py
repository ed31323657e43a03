"""How much is ordered at a review: by the position, which is what is on hand and on order less what customers wait for."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .arguments import Floats, Numbers, numbers


class OrderRule(Protocol):
    """A policy as the simulator asks it."""

    def order(self, position: Floats) -> Floats:
        """Units to order, 0 for none, of each part-store at its position."""

    def full(self) -> Floats:
        """The position right after an order: what a simulation begins with."""


class FixedLots:
    """(r, nQ): at r or below, as many lots of Q as lift the position above r."""

    def __init__(self, reorder_point: Numbers, order_quantity: Numbers) -> None:
        """Numbers or an array each, of the part-stores; order_quantity above 0, or ValueError."""
        self.reorder_point = numbers("reorder_point", reorder_point)
        self.order_quantity = numbers("order_quantity", order_quantity, above=0)

    def order(self, position: Floats) -> Floats:
        """Lots of Q."""
        lots = np.floor((self.reorder_point - position) / self.order_quantity) + 1
        return np.where(position <= self.reorder_point, lots * self.order_quantity, 0.0)

    def full(self) -> Floats:
        """r + Q."""
        return self.reorder_point + self.order_quantity


class UpToLevel:
    """(s, S), also known as min/max: at s or below, what is missing to S. With s = S a base stock."""

    def __init__(self, reorder_point: Numbers, order_up_to_level: Numbers) -> None:
        """Numbers or an array each, of the part-stores; ValueError where s lies above S."""
        self.reorder_point = numbers("reorder_point", reorder_point)
        self.order_up_to_level = numbers("order_up_to_level", order_up_to_level)
        if np.any(self.reorder_point > self.order_up_to_level):
            msg = "reorder_point lies above order_up_to_level: exchange them"
            raise ValueError(msg)

    def order(self, position: Floats) -> Floats:
        """S less the position."""
        return np.where(position <= self.reorder_point, self.order_up_to_level - position, 0.0)

    def full(self) -> Floats:
        """S."""
        return self.order_up_to_level
