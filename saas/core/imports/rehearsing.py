"""What a piece of a file would do, without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from saas.core.imports.intake import Intake
from saas.core.imports.known import known_customers, known_vehicles
from saas.core.imports.taking import take_piece
from saas.core.imports.tallies import Effects, Outcome, Table, no_effects
from saas.platform.database import session


def rehearse_piece(rows: Sequence[Intake], today: date) -> Effects:
    """What `take_piece` would make, change and leave; things that are not there yet go by what they are known by.

    What is new is only looked for. What is known is really written and taken back at once, so that "would change" is
    said by the same statements as in the run, and nobody else's work waits longer than for this piece.
    """
    customers, vehicles = known_customers(rows), known_vehicles(rows)
    effects = _new_things(rows, customers, vehicles)
    known = [_known_part(n, row, customers, vehicles) for n, row in enumerate(rows)]
    with session().begin_nested() as attempt:
        for table, outcome in take_piece(known, today).items():
            effects[table].add(outcome)
        attempt.rollback()
    session().expire_all()
    passed_on = {car for n, car in vehicles.items() if rows[n].customer and n not in customers}
    effects[Table.VEHICLE].add(Outcome(updated=set(passed_on)))
    return effects


def _new_things(rows: Sequence[Intake], customers: dict[int, int], vehicles: dict[int, int]) -> Effects:
    effects = no_effects()
    for n, row in enumerate(rows):
        if row.customer and n not in customers:
            effects[Table.CUSTOMER].created.add(_name(row.keys.customer, row))
        if row.vehicle and n not in vehicles:
            effects[Table.VEHICLE].created.add(_name(row.keys.vehicle, row))
            if row.service:
                effects[Table.SERVICE_RECORD].created.add(_name((row.store_id, row.service.ro_number), row))
    return effects


def _name(key: tuple[object, object] | None, row: Intake) -> str:
    return repr(key) if key and all(key) else f"source {row.source_id}"


def _known_part(n: int, row: Intake, customers: dict[int, int], vehicles: dict[int, int]) -> Intake:
    customer = row.customer if n in customers else None
    vehicle = row.vehicle if n in vehicles else None
    service = row.service if vehicle or row.vehicle_id else None
    return replace(row, customer=customer, vehicle=vehicle, service=service)
