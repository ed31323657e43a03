"""Filling the demo: founded in seconds, then its past, then two months day by day; what is there is never doubled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from saas.demo.cast import CASTS, Cast
from saas.demo.founding import ZONE, acting, at, find_group, found, ground_of, is_marked, mark
from saas.demo.living import DAWN, LIVED, live_day
from saas.demo.past import Stage, find_stage, load_past
from saas.demo.seeding import SEEDED, seed_plugins
from saas.demo.sign_ins import sign_ins_text, write_sign_ins
from saas.demo.world import plan
from saas.platform.clock import moved, now
from saas.platform.database import global_session
from saas.platform.errors import NotFound
from saas.platform.jobs.by_hand import run_waiting, work_kept_here
from saas.platform.tenancy.tenant import Tenant

LIVED_DAYS = 61
LOADED = "demo.history.loaded"
SETTLING_DAYS = 12  # between the group's founding and the first day on which it works with the product


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is filled, and how it is told.

    days: how many days are lived, today included. seed: the same seed and day give the same people.
    scale: of the number of cars, small for tests.
    """

    var: Path
    tell: Callable[[str], None]
    casts: tuple[Cast, ...] = CASTS
    days: int = LIVED_DAYS
    seed: int = 20
    scale: float = 1.0

    def first_day(self) -> date:
        """The first lived day; that of an earlier, interrupted run when there was one."""
        known = find_group(self.casts[0].code)
        if known is not None:
            return known[1] + timedelta(days=SETTLING_DAYS)
        return _today() - timedelta(days=self.days - 1)


def is_strange(casts: tuple[Cast, ...] = CASTS) -> bool:
    """Whether the database holds groups, none of them the demo's."""
    with global_session() as work:
        codes = set(work.scalars(select(Tenant.code)))
    return bool(codes) and not codes & {cast.code for cast in casts}


def fill(filling: Filling) -> None:
    """Fill the demo, or go on where an interrupted run ended."""
    first = filling.first_day()
    if all(_is_filled(filling, cast, first) for cast in filling.casts):
        write_sign_ins(filling.var, filling.casts)
        return
    for cast in filling.casts:
        found(cast, first - timedelta(days=SETTLING_DAYS))
    if write_sign_ins(filling.var, filling.casts):
        filling.tell(sign_ins_text(filling.casts))
    with ExitStack() as kept:
        for cast in filling.casts:
            # The relay would run this day's jobs into the middle of the history.
            kept.enter_context(work_kept_here(_tenant_of(cast)))
        stages = [_with_past(filling, cast, first) for cast in filling.casts]
        _live(filling, stages, first)


def _is_filled(filling: Filling, cast: Cast, first: date) -> bool:
    known = find_group(cast.code)
    if known is None or not is_marked(known[0], SEEDED):
        return False
    return is_marked(known[0], LIVED, first + timedelta(days=filling.days - 1))


def _with_past(filling: Filling, cast: Cast, first: date) -> Stage:
    tenant_id = _tenant_of(cast)
    ground = ground_of(cast, tenant_id)
    world = plan(
        cast,
        seed=filling.seed,
        first=first,
        last=first + timedelta(days=filling.days - 1),
        scale=filling.scale,
    )
    if not is_marked(tenant_id, LOADED):
        with acting(tenant_id, at(first - timedelta(days=1), 20), ground.members[cast.admin.login]):
            counts = load_past(Stage(cast=cast, ground=ground, world=world))
            mark(LOADED, first)
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        filling.tell(f"{cast.name}: ten years are there ({told}).")
    return find_stage(cast, ground, world)


def _live(filling: Filling, stages: list[Stage], first: date) -> None:
    """Both groups day by day, so that neither waits for the other's history."""
    today, last = _today(), first + timedelta(days=filling.days - 1)
    for number in range(filling.days):
        day = first + timedelta(days=number)
        if day > today:
            break
        for stage in stages:
            if not is_marked(stage.ground.tenant_id, LIVED, day):
                live_day(stage, day, seed=filling.seed, until=min(now(), at(day, 23)))
        if number % 7 == 6 or day == today:
            _run_jobs(stages, min(now(), at(day, 23)))
        if number % 10 == 9 or number + 1 == filling.days:
            filling.tell(f"{number + 1} of {filling.days} days are lived.")
    for stage in stages:
        _seed(filling, stage, min(now(), at(min(today, last), 21)))


def _today() -> date:
    """The day that can be lived: shortly after midnight still the one before."""
    return (now().astimezone(ZONE) - DAWN).date()


def _seed(filling: Filling, stage: Stage, moment: datetime) -> None:
    if is_marked(stage.ground.tenant_id, SEEDED):
        return
    for plugin in seed_plugins(stage, moment, seed=filling.seed, scale=filling.scale):
        filling.tell(f"{stage.cast.name}: the plugin {plugin} made no history; `saas plugins list` says why.")
    # What the plugins told is heard today, not when somebody fills again.
    _run_jobs([stage], moment)


def _run_jobs(stages: list[Stage], moment: datetime) -> None:
    with moved(moment):
        for stage in stages:
            run_waiting(stage.ground.tenant_id)


def _tenant_of(cast: Cast) -> int:
    known = find_group(cast.code)
    if known is None:
        raise NotFound(f"There is no group {cast.code}.")
    return known[0]
