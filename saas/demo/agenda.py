"""A day in which several people act in turn, each at their own moments, in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.tenancy import SYSTEM, Actor, ActorKind, current_tenant, tenant_context

Act = Callable[[datetime], datetime | None]
"""What somebody does at a moment; the moment of what they do next, none when their day is over."""


@dataclass(slots=True, kw_only=True)
class Agenda:
    """What is to be done on a day of one group, each act at its moment and by its member."""

    until: datetime
    _acts: list[tuple[datetime, int, int | None, Act]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def add(self, moment: datetime, member_id: int | None, act: Act) -> None:
        """Let a member (none: the system) act at a moment; what lies after the end is left out."""
        if moment <= self.until:
            heapq.heappush(self._acts, (moment, next(self._numbers), member_id, act))

    def run(self) -> None:
        """Do everything in the order of time, in the caller's transaction, under a moved clock."""
        while self._acts:
            moment, _number, member_id, act = heapq.heappop(self._acts)
            actor = Actor(kind=ActorKind.MEMBER, id=member_id) if member_id else SYSTEM
            with moved(moment), tenant_context(current_tenant(), actor):
                again = act(moment)
                # Whoever acts next must not sign for what this one did.
                session().flush()
            if again is not None:
                self.add(again, member_id, act)
