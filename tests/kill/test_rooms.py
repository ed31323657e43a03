"""SIGKILL to the worker while it does the product's own long work."""

from __future__ import annotations

from random import Random

from saas.testing.applications import running_application
from saas.testing.factories import application as factories
from tests.kill.clocks import Clocks
from tests.kill.generation import TaskGeneration
from tests.kill.importing import PIECE, Import
from tests.kill.killing import killed_over_a_run
from tests.kill.stage import Stage
from tests.kill.warning import WarningLook

GROUPS_EACH = 6
ROWS_EACH = 5 * GROUPS_EACH
PIECES_EACH = 8


def test_kill_worker_in_task_generation(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = TaskGeneration(groups=GROUPS_EACH * kills)
        stage.keep("relay", subject.application, "relay")
        stage.keep("worker", subject.application, "work", subject.queue)
        killed_over_a_run(
            stage,
            subject,
            what="worker in task generation",
            kills=kills,
            each=ROWS_EACH,
            kill=stage.kept["worker"].kill,
            moments=random_moments,
        ).check()


def test_kill_worker_in_import(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Import()
        stage.keep("relay", subject.application, "relay")
        stage.keep("worker", subject.application, "work", subject.queue)
        killed_over_a_run(
            stage,
            subject,
            what="worker in import",
            kills=kills,
            each=PIECES_EACH * PIECE,
            kill=stage.kept["worker"].kill,
            moments=random_moments,
        ).check()


def test_kill_worker_in_the_early_warning(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = WarningLook(groups=GROUPS_EACH * kills)
        stage.keep("relay", subject.application, "relay")
        stage.keep("worker", subject.application, "work", subject.queue)
        killed_over_a_run(
            stage,
            subject,
            what="worker in the early warning",
            kills=kills,
            each=10 * GROUPS_EACH,
            kill=stage.kept["worker"].kill,
            moments=random_moments,
        ).check()


def test_kill_worker_in_a_look_at_clocks(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Clocks(groups=GROUPS_EACH * kills)
        stage.keep("relay", subject.application, "relay")
        stage.keep("worker", subject.application, "work", subject.queue)
        killed_over_a_run(
            stage,
            subject,
            what="worker in a look at clocks",
            kills=kills,
            each=ROWS_EACH,
            kill=stage.kept["worker"].kill,
            moments=random_moments,
        ).check()
