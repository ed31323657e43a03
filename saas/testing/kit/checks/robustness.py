"""Robustness: hooks, pages and parts hold in empty and in large groups, within their time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.registry import Hook, Implementation
from saas.testing.kit.calling import Called, Failure, call_hook
from saas.testing.kit.places import NoTables
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import NoStage, Place, Stage
from saas.testing.kit.tour import tour

_RUNTIME = (HookKind.UI, HookKind.GUARD, HookKind.FILTER)
_MANY = 12
_GIVEN = re.compile(r"%\(\w+\)s(::\w+)?(, %\(\w+\)s(::\w+)?)*|\d+")
SECONDS = {HookKind.UI: 0.8, HookKind.GUARD: 1.0, HookKind.FILTER: 1.0}
"""Generous: the engine calls a hook slow from 0.15 s on, on machines that do nothing else."""
_PAGE_SECONDS = 3.0


@check("KIT-R01", Family.ROBUSTNESS, "Hooks, pages and parts hold with and without rows")
def holds(stage: Stage, report: Report) -> None:
    """Each in a group that has nothing of it and in one that has: nothing is raised, and what comes back is as promised."""
    try:
        places = {"without rows": stage.bare, "with rows": stage.a}
    except NoTables:
        raise  # told by the checks of its migrations
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


@check("KIT-R07", Family.ROBUSTNESS, "Time and statements do not grow with the rows")
def stays_within_its_budget(stage: Stage, report: Report) -> None:
    """Each hook, page and part with one row of each kind and with many: no statement is sent more often."""
    few = stage.place("Wenig", on=True)
    stage.fill(few, count=1)
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
    counted = {seen.where: seen.sent for seen in tour(stage, few)}
    for seen in tour(stage, many):
        _judge_growth(report, seen.where, counted.get(seen.where, ()), seen.sent)
        report.expect(
            seen.seconds < _PAGE_SECONDS, seen.where, f"takes {seen.seconds:.1f} s", "move work into a job"
        )


def _faster(stage: Stage, place: Place, hook: Hook, one: Implementation) -> Called:
    calls = [call_hook(stage, place, hook, one) for _ in range(2)]
    return min(calls, key=lambda called: called.seconds)


def _judge_growth(report: Report, where: str, few: Iterable[str], many: Iterable[str]) -> None:
    before = _shapes(few)
    grown = [
        f"{count} times: {shape[:160]}"
        for shape, count in _shapes(many).items()
        # One that a single row did not ask for, such as a second look, may come once.
        if count > max(before[shape], 1)
    ]
    what = f"sends for many rows {'; '.join(grown)}"
    report.expect(not grown, where, what, "read all rows with one statement: in_(ids), or a join")


def _shapes(sent: Iterable[str]) -> Counter[str]:
    """How often each statement was sent, whatever it was given."""
    return Counter(" ".join(_GIVEN.sub("?", statement).split()) for statement in sent)
