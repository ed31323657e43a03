"""Rounds changed by moves until none shortens them; what was looked at in vain is not looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product

from .moves import relocate, swap, two_opt, two_opt_star
from .stops import Stops
from .tour import Tour

Move = Callable[[Stops, list[Tour], int, int], bool]
_REMEMBERED = 100_000


class LocalSearch:
    """Descends from any rounds of the same stops."""

    def __init__(self, stops: Stops) -> None:
        """stops: what all rounds are of."""
        self._stops = stops
        # Whether a move helps depends on the one or two rounds alone, and most of them stay as they are.
        self._in_vain: set[tuple[str, tuple[int, ...], tuple[int, ...]]] = set()

    def descend(self, routes: Sequence[Sequence[int]]) -> list[list[int]]:
        """The rounds that no move shortens any more."""
        tours = [Tour(self._stops, route) for route in routes]
        while self._shortened(tours):
            tours = [tour for tour in tours if tour.route]
        return [tour.route for tour in tours]

    def _shortened(self, tours: list[Tour]) -> bool:
        places = range(len(tours))
        for a in places:
            if self._helps("2-opt", lambda here, all_, a, _: two_opt(here, all_, a), tours, a, a):
                return True
        for name, move, pairs in (
            ("relocate", relocate, list(product(places, places))),
            ("swap", swap, list(combinations(places, 2))),
            ("2-opt*", two_opt_star, list(combinations(places, 2))),
        ):
            if any(self._helps(name, move, tours, a, b) for a, b in pairs):
                return True
        return False

    def _helps(self, name: str, move: Move, tours: list[Tour], *places: int) -> bool:
        a, b = places
        looked_at = (name, tours[a].key, tours[b].key)
        if looked_at in self._in_vain:
            return False
        if move(self._stops, tours, a, b):
            return True
        if len(self._in_vain) >= _REMEMBERED:
            self._in_vain.clear()
        self._in_vain.add(looked_at)
        return False
