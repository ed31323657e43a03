"""What changes recalled vehicles: each verb checks, changes and writes it down. The commit comes once, at the end."""

from __future__ import annotations

from saas.plugin_api import Conflict, _, load_for_change, record, session

from aftercare_recalls.models import Match, MatchState, Notice
from aftercare_recalls.permissions import WRITE
from aftercare_recalls.queries import group_day, match_row, owner_of


def note_told(match_id: int, note: str) -> Notice:
    """Note that the vehicle's owner was told today, and what was agreed.

    Raises NotFound for a vehicle out of reach, Conflict for one whose owner nobody knows or whose work is done.
    """
    match = _open(match_id)
    owner = owner_of(match.vehicle_id)
    if owner is None:
        raise Conflict(_("Nobody knows who has this vehicle; enter its owner first."))
    notice = Notice(match_id=match.id, customer_id=owner, told_on=group_day(), note=note)
    session().add(notice)
    session().flush()
    record("recalls.match.told", "recalls_match", match.id)
    return notice


def note_done(match_id: int) -> Match:
    """Note that the work was done today; a second time changes nothing. Raises NotFound for one out of reach."""
    match_row(match_id, WRITE)
    match = load_for_change(Match, match_id)
    if match.state is MatchState.OPEN:
        match.state, match.done_on = MatchState.DONE, group_day()
        session().flush()
        record("recalls.match.done", "recalls_match", match.id)
    return match


def _open(match_id: int) -> Match:
    match_row(match_id, WRITE)
    match = load_for_change(Match, match_id)
    if match.state is not MatchState.OPEN:
        raise Conflict(_("The work of this recall is done."))
    return match
