"""Keep what an import writes to what its member may edit by hand: the records of the stores within reach."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from saas.core.customers.bulk import customers_elsewhere
from saas.core.customers.values import name_parts
from saas.core.imports.intake import Intake
from saas.core.imports.known import known_customers, known_vehicles
from saas.core.imports.pieces import Piece
from saas.core.imports.problems import Problem
from saas.core.vehicles.bulk import vehicles_elsewhere, visits_elsewhere

_NOTHING_LEFT: Final = "row.elsewhere"
_OTHER_NAME: Final = "customer.other_name"


def keep_within_reach(piece: Piece[Intake], reach: Collection[int] | None) -> None:
    """Leave of each row what belongs to these stores, with a warning; a row of which nothing is left fails.

    reach: the stores that whoever started the import may write to; none for the whole group, which changes everything.
    """
    if reach is None:
        return
    rows, piece.intakes = piece.intakes, []
    elsewhere = _elsewhere(rows, reach)
    for n, row in enumerate(rows):
        left = elsewhere.left_of(n, row)
        found = elsewhere.problems(n, left)
        if not found:
            piece.intakes.append(row)
        elif found[0].code in (_NOTHING_LEFT, _OTHER_NAME):
            piece.refuse(row.raw, *found, *row.warnings)
        else:
            piece.intakes.append(replace(left, warnings=(*row.warnings, *found)))
            piece.warn(row.raw, *row.warnings, *found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Elsewhere:
    """What rows, by their places, name of other stores. strangers: rows whose key is that of somebody of another name."""

    customers: dict[int, int]
    strangers: frozenset[int]
    vehicles: dict[int, int]
    visits: frozenset[int]

    def left_of(self, n: int, row: Intake) -> Intake:
        """The row with what may be written; to the rest it only refers."""
        return replace(
            row,
            customer=None if n in self.customers else row.customer,
            customer_id=self.customers.get(n),
            vehicle=None if n in self.vehicles else row.vehicle,
            vehicle_id=self.vehicles.get(n),
            service=None if n in self.visits else row.service,
        )

    def problems(self, n: int, left: Intake) -> tuple[Problem, ...]:
        """What is to be said of the row, none when all of it is within reach."""
        if n in self.strangers:
            return (_problem(_OTHER_NAME),)
        if not (left.customer or left.vehicle or left.service):
            return (_problem(_NOTHING_LEFT),)
        parts = {"customer": self.customers, "vehicle": self.vehicles, "visit": self.visits}
        away = [name for name, places in parts.items() if n in places]
        if away and not (left.customer or left.vehicle):
            return (_problem("row.visit_only"),)
        return tuple(_problem(f"{name}.elsewhere") for name in away)


def _elsewhere(rows: Sequence[Intake], reach: Collection[int]) -> _Elsewhere:
    people, cars = known_customers(rows), known_vehicles(rows)
    names = customers_elsewhere(set(people.values()), reach)
    foreign = vehicles_elsewhere(set(cars.values()), reach)
    ids = {n: (row.source_system, row.source_id) for n, row in enumerate(rows) if row.service}
    visits = visits_elsewhere({key for key in ids.values() if all(key)}, reach)
    return _Elsewhere(
        customers={n: found for n, found in people.items() if found in names},
        strangers=frozenset(
            n for n, found in people.items() if found in names and not _named(rows[n], names[found])
        ),
        vehicles={n: found for n, found in cars.items() if found in foreign},
        visits=frozenset(n for n, key in ids.items() if key in visits),
    )


def _named(row: Intake, name_key: str) -> bool:
    # Found by an id alone it could be anybody: a guessed one must not tie a stranger to one's own store.
    return row.customer is not None and name_parts(row.customer.name).key == name_key


def _problem(code: str) -> Problem:
    return Problem(code=code, message=f"import.{code}")
