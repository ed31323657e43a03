"""Filling the demo: founded in seconds, then its past, then two months day by day; what is there is never doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from saas.demo.cast import CASTS, Cast
from saas.demo.founding import ZONE, acting, at, find_group, found, ground_of, is_marked, mark
from saas.demo.past import Stage, load_past
from saas.demo.sign_ins import sign_ins_text, write_sign_ins
from saas.demo.world import plan
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.platform.tenancy.tenant import Tenant

LIVED_DAYS = 61
LOADED = "demo.history.loaded"
SETTLING_DAYS = 12  # between the group's founding and the first day on which it works with the product


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is filled, and how it is told.

    days: how many days are lived, today included. seed: the same seed and day give the same people.
    """

    var: Path
    tell: Callable[[str], None]
    casts: tuple[Cast, ...] = CASTS
    days: int = LIVED_DAYS
    seed: int = 20

    def first_day(self) -> date:
        """The first lived day; that of an earlier, interrupted run when there was one."""
        known = find_group(self.casts[0].code)
        if known is not None:
            return known[1] + timedelta(days=SETTLING_DAYS)
        return now().astimezone(ZONE).date() - timedelta(days=self.days - 1)


def is_strange(casts: tuple[Cast, ...] = CASTS) -> bool:
    """Whether the database holds groups, none of them the demo's."""
    with global_session() as work:
        codes = set(work.scalars(select(Tenant.code)))
    return bool(codes) and not codes & {cast.code for cast in casts}


def fill(filling: Filling) -> None:
    """Fill the demo, or go on where an interrupted run ended."""
    first = filling.first_day()
    for cast in filling.casts:
        found(cast, first - timedelta(days=SETTLING_DAYS))
    if write_sign_ins(filling.var, filling.casts):
        filling.tell(sign_ins_text(filling.casts))
    for cast in filling.casts:
        _bring_past(filling, cast, first)


def _bring_past(filling: Filling, cast: Cast, first: date) -> None:
    known = find_group(cast.code)
    if known is None or is_marked(known[0], LOADED):
        return
    ground = ground_of(cast, known[0])
    world = plan(cast, seed=filling.seed, first=first, last=first + timedelta(days=filling.days - 1))
    with acting(known[0], at(first - timedelta(days=1), 20), ground.members[cast.admin.login]):
        counts = load_past(Stage(cast=cast, ground=ground, world=world))
        mark(LOADED, first)
    filling.tell(f"{cast.name}: {counts}")
