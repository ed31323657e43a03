"""Killing at moments drawn over a run, and what was found at each kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic, sleep

from sqlalchemy.exc import DBAPIError

from tests.kill.stage import Stage
from tests.kill.subject import Subject

POLL_SECONDS = 0.1
PATIENCE = 400.0
JITTER_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a kill test. done_at_kill: how much of `size` was done at each."""

    what: str
    size: int
    done_at_kill: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def partial(self) -> int:
        """At how many kills some, but not all, was done."""
        return sum(0 < done < self.size for done in self.done_at_kill)

    def __str__(self) -> str:
        kills = len(self.done_at_kill)
        return (
            f"{self.what}: {kills} kills at {self.done_at_kill} of {self.size} rows, "
            f"{self.partial} with some but not all done; {self.faults or 'nothing lost, nothing twice'}"
        )

    def check(self) -> None:
        """Print the figures; fail when a row is missing or there twice, or when the kills were not telling."""
        print(self)
        assert not self.faults
        assert self.partial * 2 > len(self.done_at_kill)


def killed_over_a_run(
    stage: Stage,
    subject: Subject,
    *,
    what: str,
    kills: int,
    each: int,
    kill: Callable[[], None],
    moments: Random,
) -> Report:
    """Ask for `each` rows for each kill, kill at moments spread at random over the work, wait for its end, and count.

    kill: kills, and returns when what was killed is on its way up again.
    """
    size = each * kills
    report = Report(what=what, size=size)
    subject.ask(size)
    last = 0
    for part in range(kills):
        # One moment in each part of the run, and only when the work goes on again after the kill before.
        wanted = max(1 + last, int((part + moments.uniform(0, 0.9)) * each))
        wait_for(stage, lambda wanted=wanted: subject.done() >= wanted)  # type: ignore[misc]
        sleep(moments.uniform(0, JITTER_SECONDS))
        last = subject.done()
        report.done_at_kill.append(last)
        kill()
    wait_for(stage, subject.finished)
    report.faults.extend(subject.faults())
    return report


def wait_for(stage: Stage, reached: Callable[[], bool]) -> None:
    """Wait until something is so; a database that is away at the moment says no."""
    give_up = monotonic() + PATIENCE
    while not _is(reached):
        if monotonic() > give_up:
            raise AssertionError(f"not reached after {PATIENCE:.0f} s\n{stage.logs()}")
        sleep(POLL_SECONDS)


def _is(reached: Callable[[], bool]) -> bool:
    try:
        return reached()
    except DBAPIError:
        return False
