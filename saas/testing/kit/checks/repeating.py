"""Robustness of work: a delivery that comes twice, a job that is killed, or switched off in the middle."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from saas.platform.events import Event, Subscription
from saas.platform.jobs import Job
from saas.testing.kit.interrupting import ask_for, failure, run, run_killed, run_switched_off
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.states import chances
from saas.testing.kit.watching import Prints, changed
from saas.testing.kit.work import event_for, subscriptions

_MOMENTS = ("updated_at", "row_version", "updated_by")
_ENGINE = ("job", "event_delivery", "schedule_run")
_IDLE = "does nothing with the rows that the kit can make"
_REFUSED = IntegrityError.__name__


@check("KIT-R03", Family.ROBUSTNESS, "A delivery that comes twice is handled once")
def handlers_are_idempotent(stage: Stage, report: Report) -> None:
    """Each handler with the same event twice: the first time goes well, the second changes nothing."""
    for one in subscriptions(stage):
        tries = enumerate(chances(stage, "Zweimal"))
        if not any(_heard_twice(stage, place, one, report, plain=not number) for number, place in tries):
            report.unsure(one.subscriber, _IDLE)


def _heard_twice(stage: Stage, place: Place, one: Subscription, report: Report, *, plain: bool) -> bool:
    """Whether the handler did something in this place, and has been judged. plain: the place is as it was made."""
    event = event_for(stage, place, one.event)
    before = _prints(stage, place)
    fault = _handled(place, one, event)
    once = _prints(stage, place)
    # Rows in made-up states may make no sense together: what fails on them is no fault.
    if (fault and not plain) or (not fault and not changed(before, once)):
        return False
    report.expect(not fault, one.subscriber, f"the first time it raises {fault}", "mend the handler")
    again = "" if fault else _handled(place, one, event)
    # Refused by a unique key: the second time leaves nothing, which is what is asked.
    fine = not again or again.startswith(_REFUSED)
    report.expect(
        fine, one.subscriber, f"the second time it raises {again}", "look first whether it was done"
    )
    different = changed(once, _prints(stage, place))
    mend = "look first whether it was done: a delivery may come again"
    report.expect(not different, one.subscriber, f"the second time it changes {', '.join(different)}", mend)
    return True


def _handled(place: Place, one: Subscription, event: Event) -> str:
    try:
        with place.acting():
            one.handler(event)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a handler may fail in any way
        return repr(error)[:200]
    return ""


def _prints(stage: Stage, place: Place) -> Prints:
    """The group's rows without what the engine notes of work itself."""
    prints = stage.watch.prints(place.id, without=_MOMENTS)
    return {table: told for table, told in prints.items() if table not in _ENGINE}


@check("KIT-R04", Family.ROBUSTNESS, "A job that is killed and tried again does its work, once")
def jobs_are_repeatable(stage: Stage, report: Report) -> None:
    """Each job is killed after its first checkpoint, else before its end, and tried again: a further run changes nothing."""
    for job in stage.subject.declared(Job):
        tries = enumerate(chances(stage, "Nochmal"))
        if not any(_done_once(stage, place, job, report, plain=not number) for number, place in tries):
            report.unsure(job.key, _IDLE)


def _done_once(stage: Stage, place: Place, job: Job, report: Report, *, plain: bool) -> bool:
    """Whether the job did something in this place, and has been judged. plain: the place is as it was made."""
    before = _prints(stage, place)
    number = ask_for(stage, place, job)
    run_killed(stage, place, number)
    run(stage, place)
    fault, once = failure(place, number), _prints(stage, place)
    again = ask_for(stage, place, job)
    run(stage, place)
    refused, twice = failure(place, again), _prints(stage, place)
    # Rows in made-up states may make no sense together: what fails on them is no fault.
    if (fault or refused) and not plain:
        return False
    if not (fault or changed(before, once) or changed(once, twice)):
        return False
    report.expect(not fault, job.key, f"is killed, tried again and ends as {fault}", "go on from position()")
    fine = bool(fault) or refused in ("", _REFUSED)
    report.expect(fine, job.key, f"asked for again, ends as {refused}", "look first what is done")
    different = [] if fault else changed(once, twice)
    what = f"asked for again after a kill, it changes {', '.join(different)}"
    mend = "do each thing once: look first, and note with checkpoint() what is done, not what is begun"
    report.expect(not different, job.key, what, mend)
    return True


@check("KIT-R06", Family.ROBUSTNESS, "A job survives being switched off in the middle")
def switched_off_in_the_middle(stage: Stage, report: Report) -> None:
    """Somebody switches the plugin off when a job reaches its own tables: it is done to its end all the same."""
    for job in stage.subject.declared(Job):
        place = stage.filled("Mitten")
        number = ask_for(stage, place, job)
        if not run_switched_off(stage, place):
            report.unsure(job.key, "reaches no table of the plugin")
            continue
        fault = failure(place, number)
        if fault and _fails_undisturbed(stage, job):
            report.unsure(job.key, f"ends as {fault} also where nothing happens: KIT-R04 tells")
            continue
        mend = "ask the gate for nothing inside a job: the engine asked before"
        report.expect(not fault, job.key, f"ends as {fault}", mend)


def _fails_undisturbed(stage: Stage, job: Job) -> bool:
    place = stage.filled("Ungestoert")
    number = ask_for(stage, place, job)
    run(stage, place)
    return bool(failure(place, number))
