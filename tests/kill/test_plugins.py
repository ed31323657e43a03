"""SIGKILL to the worker while it does the long work of the plugins."""

from __future__ import annotations

from random import Random

from saas.testing.applications import running_application
from saas.testing.factories import application as factories
from tests.kill.appraisals import Appraisals
from tests.kill.claims import Claims
from tests.kill.killing import killed_over_a_run
from tests.kill.planning import PlanningNights
from tests.kill.reservations import Reservations
from tests.kill.stage import Stage
from tests.kill.studies import FACTORS, Analyses
from tests.kill.subject import Subject

STUDIES_EACH = 5
PEOPLE_EACH = 40
RESERVATIONS_EACH = 60
CLAIMS_EACH = 20
NIGHTS_EACH = 1
STORES_EACH = 6


def killed(stage: Stage, subject: Subject, *, what: str, kills: int, each: int, moments: Random) -> None:
    """Kill the subject's worker over a run, and look for what is missing or there twice."""
    stage.keep("relay", subject.application, "relay")
    stage.keep("worker", subject.application, "work", subject.queue)
    worker = stage.kept["worker"]
    killed_over_a_run(
        stage, subject, what=what, kills=kills, each=each, kill=worker.kill, moments=moments
    ).check()


def test_kill_worker_in_the_analysis_of_studies(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Analyses(groups=STUDIES_EACH * kills)
        each = STUDIES_EACH * FACTORS
        killed(stage, subject, what="worker in analyses", kills=kills, each=each, moments=random_moments)


def test_kill_worker_in_the_computing_of_cards(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Appraisals()
        killed(stage, subject, what="worker in cards", kills=kills, each=PEOPLE_EACH, moments=random_moments)


def test_kill_worker_in_letting_reservations_go(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Reservations()
        each = RESERVATIONS_EACH
        killed(stage, subject, what="worker in reservations", kills=kills, each=each, moments=random_moments)


def test_kill_worker_in_looking_over_claims(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = Claims()
        killed(stage, subject, what="worker in claims", kills=kills, each=CLAIMS_EACH, moments=random_moments)


def test_kill_worker_in_the_planning_of_parts(stage: Stage, kills: int, random_moments: Random) -> None:
    with running_application(stage.settings) as app, app.app_context(), factories.using(app):
        subject = PlanningNights(groups=NIGHTS_EACH * kills)
        each = NIGHTS_EACH * STORES_EACH
        killed(stage, subject, what="worker in planning", kills=kills, each=each, moments=random_moments)
