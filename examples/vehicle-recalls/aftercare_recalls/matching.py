"""Finding the group's vehicles in the lists of recalls: two statements for all of them, however many they are."""

from __future__ import annotations

from collections.abc import Sequence

from saas.plugin_api import Vehicle, current_tenant, now, session, today, zone_of
from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from aftercare_recalls.models import Entry, Match, MatchState
from aftercare_recalls.settings import by_beginning

WHOLE = 17
"""Characters of a whole VIN; a shorter one is a beginning."""


def match_vehicles(vehicle_ids: Sequence[int] | None = None) -> int:
    """Note each vehicle that a list names, and return how many were new; one that was noted stays as it is.

    vehicle_ids: only these; none for all of the group's.
    """
    whole = and_(func.length(Entry.vin) == WHOLE, Vehicle.vin == Entry.vin)
    found = _noted(whole, vehicle_ids)
    # One after the other: the first is a join by key, which a condition with OR would not be.
    if by_beginning():
        beginning = and_(func.length(Entry.vin) < WHOLE, func.starts_with(Vehicle.vin, Entry.vin))
        found += _noted(beginning, vehicle_ids)
    return found


def _noted(named: ColumnElement[bool], vehicle_ids: Sequence[int] | None) -> int:
    day, moment = today(zone_of(None)), now()
    columns = {
        "tenant_id": literal(current_tenant()),
        "campaign_id": Entry.campaign_id,
        "vehicle_id": Vehicle.id,
        "state": literal(MatchState.OPEN.value),
        "found_on": literal(day),
        "created_at": literal(moment),
        "updated_at": literal(moment),
    }
    found = (
        select(*columns.values())
        .distinct()
        .join_from(Entry, Vehicle, and_(Vehicle.tenant_id == Entry.tenant_id, named))
        .where(Entry.tenant_id == current_tenant())
    )
    if vehicle_ids is not None:
        found = found.where(Vehicle.id.in_(vehicle_ids))
    statement = insert(Match).from_select(list(columns), found, include_defaults=False)
    return len(session().scalars(statement.on_conflict_do_nothing().returning(Match.id)).all())
