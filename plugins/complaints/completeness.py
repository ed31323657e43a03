"""What a complaint must say before the customer is told that it was heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """What a complaint does not say yet."""

    COMPLAINANT = "complainant"
    VEHICLE = "vehicle"
    DESCRIPTION = "description"
    DEMAND = "demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a complaint says. reachable: by the customer's record or a number of its own."""

    reachable: bool
    vehicle: bool
    description: str
    demand: str


def missing(told: Told) -> tuple[Missing, ...]:
    """What is still to be asked, in the order in which one asks; empty when the complaint is complete."""
    wanted = (
        (Missing.COMPLAINANT, told.reachable),
        (Missing.VEHICLE, told.vehicle),
        (Missing.DESCRIPTION, bool(told.description.strip())),
        (Missing.DEMAND, bool(told.demand.strip())),
    )
    return tuple(what for what, there in wanted if not there)
