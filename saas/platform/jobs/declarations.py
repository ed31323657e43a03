"""What rooms and plugins declare: jobs, and when they run by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from saas.platform.i18n import LazyStr


class Queue(StrEnum):
    """Which workers run a job; each worker serves one queue."""

    SHORT = "short"
    """Deliveries, mail, ticks: seconds at most."""
    LONG = "long"
    """Imports, exports, analyses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work in the background.

    key: `<room or plugin>.<verb>`, unique in the system. title: what it does, for the people who look after it. target:
    `package.module:function`, resolved when the job first runs, so that a heavy package is loaded by workers only; it is
    called with the payload's entries as keywords, in one transaction, and may return a mapping that is kept as the
    result. timeout: seconds. retries: how often a failed run is tried again, later each time.
    """

    key: str
    title: LazyStr = ""
    target: str
    queue: Queue = Queue.SHORT
    timeout: int = 120
    retries: int = 5


class Per(StrEnum):
    """How many jobs a schedule makes each time."""

    TENANT = "tenant"
    """One for each group that has its owner on."""
    PLATFORM = "platform"
    """One, which works on tables that belong to no group."""


class CatchUp(StrEnum):
    """What becomes of times that passed while nothing ran."""

    NONE = "none"
    """They are left out."""
    LATEST = "latest"
    """The latest is made up for."""
    ALL = "all"
    """Each is made up for, up to a hundred."""


TENANT_ZONE = "tenant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job by the clock.

    key: `<room or plugin>.<name>`, unique in the system. job: key of a declared job; it is called with `period`, the
    time that was due as an ISO instant in UTC. cron: minute, hour, day, month, weekday. tz: IANA name of the zone that
    `cron` is read in, or `tenant` for the group's own (UTC for the platform).
    """

    key: str
    job: str
    cron: str
    tz: str = TENANT_ZONE
    per: Per = Per.TENANT
    catch_up: CatchUp = CatchUp.LATEST
