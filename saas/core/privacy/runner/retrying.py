"""Ask those again who failed in a duty."""

from __future__ import annotations

from collections.abc import Callable

from saas.core.privacy.models import DutyKind, DutyRun, DutyState
from saas.core.privacy.runner.erasing import carry_out_erasure
from saas.core.privacy.runner.exporting import build_package
from saas.core.privacy.runner.locking import lock_people_of
from saas.core.privacy.runner.merging import carry_out_merge, carry_out_unmerge
from saas.core.privacy.runner.retention import carry_out_retention
from saas.platform.clock import now
from saas.platform.database import load, load_for_change


def try_again(duty_run_id: int, committed: Callable[[], None]) -> DutyState:
    """Ask those again who have not done their part of a run; where it stands then.

    Two at once: the second waits for the first and finds what that one left. committed: commits what was done so far.
    Raises NotFound, and Conflict when somebody was merged at this moment.
    """
    lock_people_of(load(DutyRun, duty_run_id))
    run = load_for_change(DutyRun, duty_run_id)

    def piece_done() -> None:
        committed()
        # The lock went with the transaction.
        load_for_change(DutyRun, duty_run_id)

    if run.state is DutyState.OPEN:
        if run.kind is DutyKind.RETENTION:
            carry_out_retention(run, now(), piece_done)
        else:
            _WORK[run.kind](run)
    return run.state


_WORK: dict[DutyKind, Callable[[DutyRun], object]] = {
    DutyKind.EXPORT: build_package,
    DutyKind.ERASE: carry_out_erasure,
    DutyKind.MERGE: carry_out_merge,
    DutyKind.UNMERGE: carry_out_unmerge,
}
