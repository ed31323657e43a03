"""Rows of follow-ups."""

from __future__ import annotations

from saas.core.customers.models import Customer
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.management import cancel_task
from saas.core.followups.models import AttemptResult, FollowupTask
from saas.platform.database import load
from saas.testing.factories.followups import rule, task
from tests.contract.fuzz.scenes import Kind, Scene
from tests.contract.fuzz.worlds import MORNING


def _rule(scene: Scene) -> int:
    with scene.world.acting():
        return rule("service_24h").id


def _task(scene: Scene) -> int:
    owner, car = scene["customer"], scene["vehicle"]
    with scene.world.acting(scene.person):
        return task(
            load(Customer, owner),
            day=MORNING.date(),
            vehicle_id=car,
            assignee_id=scene.person.member_id,
            defer_reason="",
        ).id


def _closed_task(scene: Scene) -> int:
    closed = scene["task"]
    with scene.world.acting(scene.person):
        cancel_task(closed, load(FollowupTask, closed).row_version, scene.word)
    return int(closed)


def _attempt(scene: Scene) -> int:
    called = scene["task"]
    with scene.world.acting(scene.person):
        _, decision, attempt = open_call(called)
        assert attempt is not None, decision.reasons
        return attempt.id


def _called(scene: Scene) -> int:
    attempt = scene["attempt"]
    answers = {"satisfied": scene.word}
    with scene.world.acting(scene.person):
        finish_call(attempt, CallResult(result=AttemptResult.CONNECTED, note=scene.word, answers=answers))
    return int(attempt)


KINDS = {
    "rule": Kind(_rule, "followup_rule"),
    "task": Kind(_task, "followup_task"),
    "closed_task": Kind(_closed_task, "followup_task", changes=True),
    "attempt": Kind(_attempt),
    "ended_attempt": Kind(_called, changes=True),
}
