"""Robustness: hooks, handlers and jobs hold in empty and in large groups, called once or twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import IntegrityError

from saas.platform.clock import now
from saas.platform.jobs import Job
from saas.platform.plugins.markers import HookKind
from saas.testing.kit.calling import Called, Failure, call_hook
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import NoStage, Place, Stage
from saas.testing.kit.tour import tour
from saas.testing.kit.watching import changed
from saas.testing.kit.work import event_for, payload_for, subscriptions, target_of

_RUNTIME = (HookKind.UI, HookKind.GUARD, HookKind.FILTER)
_MANY = 12
_MORE_STATEMENTS = 5
"""How many more statements ten more rows may cost: a few may come of a page's own second look, one a row may not."""
SECONDS = {HookKind.UI: 0.8, HookKind.GUARD: 1.0, HookKind.FILTER: 1.0}
"""Generous: the engine calls a hook slow from 0.15 s on, on machines that do nothing else."""
_PAGE_SECONDS = 3.0
_MOMENTS = ("updated_at", "row_version", "updated_by")


@check("KIT-R01", Family.ROBUSTNESS, "Hooks, pages and parts hold with and without rows")
def holds(stage: Stage, report: Report) -> None:
    """Each in a group that has nothing of it and in one that has: nothing is raised, and what comes back is as promised."""
    try:
        places = {"without rows": stage.bare, "with rows": stage.a}
    except NoStage as error:
        report.fault(
            stage.name, str(error), "run `saas plugins enable` for a group, or seed_demo, and mend what fails"
        )
        return
    for label, place in places.items():
        for hook, one in stage.subject.hooks(*_RUNTIME):
            called = call_hook(stage, place, hook, one)
            right = called.failure is not Failure.RAISED
            report.expect(
                right, f"hook {hook.name} {label}", f"raises {called.error}", "mend the implementation"
            )
        for seen in tour(stage, place):
            fine = seen.status < 500
            report.expect(fine, f"{seen.where} {label}", f"fails: {seen.text[:200]}", "mend what draws it")


@check("KIT-R02", Family.ROBUSTNESS, "No hook makes the database refuse a statement")
def database_is_left_whole(stage: Stage, report: Report) -> None:
    """A statement that fails ends the transaction of whoever called, but for the engine's savepoint."""
    for hook, one in stage.subject.hooks(*_RUNTIME):
        called = call_hook(stage, stage.a, hook, one)
        right = called.failure is not Failure.DATABASE
        report.expect(
            right, f"hook {hook.name}", f"{called.failure}: {called.error}", "look before you write"
        )


@check("KIT-R03", Family.ROBUSTNESS, "A delivery that comes twice is handled once")
def handlers_are_idempotent(stage: Stage, report: Report) -> None:
    """Each handler with the same event twice: the second time changes nothing."""
    for one in subscriptions(stage):
        place = stage.filled("Zweimal")
        event = event_for(stage, place, one.event)
        different = _twice(stage, place, partial(one.handler, event))
        mend = "look first whether it was done: a delivery may come again"
        report.expect(
            not different, one.subscriber, f"the second time it changes {', '.join(different)}", mend
        )


@check("KIT-R04", Family.ROBUSTNESS, "A job that is tried again does its work once")
def jobs_are_repeatable(stage: Stage, report: Report) -> None:
    """Each job twice with the same payload, as after a kill: the second time changes nothing."""
    for job in stage.subject.declared(Job):
        place = stage.filled("Nochmal")
        given = payload_for(stage, place, job)
        different = _twice(stage, place, partial(target_of(job), **given))
        mend = "note what is done with checkpoint(), or look first"
        report.expect(not different, job.key, f"the second time it changes {', '.join(different)}", mend)


def _twice(stage: Stage, place: Place, act: Callable[[], object]) -> list[str]:
    prints = []
    for _ in range(2):
        try:
            with place.acting():
                act()
        except IntegrityError:
            # Refused by a unique key: the second time leaves nothing, which is what is asked.
            pass
        prints.append(stage.watch.prints(place.id, f"{stage.name}_", _MOMENTS))
    return changed(*prints)


@check("KIT-R06", Family.ROBUSTNESS, "A job survives being switched off in the middle")
def switched_off_in_the_middle(stage: Stage, report: Report) -> None:
    """What a job does is committed although somebody switches the plugin off while it runs."""
    for job in stage.subject.declared(Job):
        place = stage.filled("Mitten")
        fault = ""
        try:
            with place.acting():
                target_of(job)(**payload_for(stage, place, job))
                state = "UPDATE tenant_plugin SET state = 'disabled', disabled_at = :at"
                mine = " WHERE tenant_id = :tenant AND plugin = :name"
                stage.watch.execute(state + mine, at=now(), tenant=place.id, name=stage.name)
        except Exception as error:  # noqa: BLE001 - a job may fail in any way
            fault = repr(error)[:200]
        report.expect(
            not fault, job.key, fault, "ask the gate for nothing inside a job: the engine asked before"
        )


@check("KIT-R07", Family.ROBUSTNESS, "Time and statements do not grow with the rows")
def stays_within_its_budget(stage: Stage, report: Report) -> None:
    """Each hook, page and part with two rows of each kind and with a dozen more."""
    few = stage.a
    many = stage.place("Menge", on=True)
    stage.fill(many)
    stage.multiply(many, _MANY)
    for hook, one in stage.subject.hooks(*_RUNTIME):
        small, large = call_hook(stage, few, hook, one), _faster(stage, many, hook, one)
        slow = large.seconds > SECONDS[hook.policy.kind]
        report.expect(
            not slow, f"hook {hook.name}", f"takes {large.seconds:.1f} s", "move the work into a job"
        )
        _judge_growth(report, f"hook {hook.name}", small.statements, large.statements)
    counted = {seen.where: len(seen.sent) for seen in tour(stage, few)}
    for seen in tour(stage, many):
        _judge_growth(report, seen.where, counted.get(seen.where, 0), len(seen.sent))
        report.expect(
            seen.seconds < _PAGE_SECONDS, seen.where, f"takes {seen.seconds:.1f} s", "move work into a job"
        )


def _faster(stage: Stage, place: Place, hook: object, one: object) -> Called:
    calls = [call_hook(stage, place, hook, one) for _ in range(2)]  # type: ignore[arg-type]
    return min(calls, key=lambda called: called.seconds)


def _judge_growth(report: Report, where: str, few: int, many: int) -> None:
    right = many - few <= _MORE_STATEMENTS
    what = f"sends {many} statements for many rows and {few} for a few"
    report.expect(right, where, what, "read all rows with one statement: in_(ids), or a join")
