"""The nightly planning: a thin caller, store after store, safe to run twice and to be killed."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.planning.night import begin, finish, next_store, plan_store, propose_some
from saas.plugin_api import checkpoint, open_stores, today, zone_of


def plan(*, period: str = "", asked: str = "") -> Mapping[str, int | str]:
    """Plan every part in every store, once for each day of the group.

    period: the instant that was due. asked: when somebody asked for it besides, which is done once for each asking.
    """
    night_id = begin(asked or today(zone_of(None)).isoformat())
    checkpoint({"night": night_id})
    done, total = 0, len(open_stores())
    # Which stores and parts are through stands in the night itself, in the transaction of their numbers: a second run of
    # the same night waits at its lock and goes on with what is left.
    while (store := next_store(night_id)) is not None:
        plan_store(night_id, store)
        done += 1
        checkpoint({"night": night_id}, done=done, total=total)
    while propose_some(night_id):
        checkpoint({"night": night_id}, done=done, total=total)
    night = finish(night_id)
    return {"planned": night.planned, "raised": night.raised, "resolved": night.resolved, "due": period}
